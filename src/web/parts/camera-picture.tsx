import { VideoOff } from 'lucide-react';
import type { Camera } from '../../http/contracts/cameras.ts';
import { useI18n } from '../i18n.ts';
import { useNow } from '../now.ts';

const everyMs = 4_000;

/** What areas are drawn on: what the camera sees now, what was taken in the test, or nothing yet. */
export function CameraPicture({ camera, taken }: { camera: Camera | undefined; taken: string | null }) {
  const { t } = useI18n();
  const tick = Math.floor(useNow(everyMs) / everyMs);
  const live = camera && camera.lastFrameAt !== null ? `/api/cameras/${camera.id}/frame?v=${tick}` : null;
  const source = live ?? taken;
  if (source === null)
    return (
      <div className="frame frame-none">
        <VideoOff aria-hidden size={24} />
        <span>{t('wizard.noPicture')}</span>
      </div>
    );
  return <img src={source} alt={t('camera.test.picture')} draggable={false} data-testid="area-picture" />;
}

import { VideoOff } from 'lucide-react';
import { useState } from 'react';
import type { Camera } from '../../http/contracts/cameras.ts';
import { useI18n } from '../i18n.ts';
import { useRights } from '../me.ts';
import { useNow } from '../now.ts';

/** How often the last frame is looked at again. */
const everyMs = 4_000;

/** The last frame of a camera, renewed while the page is open. */
export function LiveFrame({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const tick = Math.floor(useNow(everyMs) / everyMs);
  const [failedTick, setFailedTick] = useState<number | null>(null);
  // A frame that failed is tried again at the next tick, not at once.
  const failed = failedTick !== null && tick - failedTick < 2;
  const rights = useRights();
  if (!rights.oversees || camera.lastFrameAt === null || failed) {
    return (
      <div className="frame frame-none">
        <VideoOff aria-hidden size={24} />
        <span>{t(rights.oversees ? 'camera.noFrame' : 'camera.noFrameForRole')}</span>
      </div>
    );
  }
  const version = camera.watching ? tick : camera.lastFrameAt;
  return (
    <div className="frame">
      <img
        src={`/api/cameras/${camera.id}/frame?v=${version}`}
        alt={t('camera.frameOf', { name: camera.name })}
        onError={() => setFailedTick(tick)}
      />
    </div>
  );
}

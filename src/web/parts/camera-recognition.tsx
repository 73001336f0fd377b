import { useMutation, useQueryClient } from '@tanstack/react-query';
import { EyeOff } from 'lucide-react';
import { recognises } from '../../captures/recognition-rule.ts';
import type { Camera } from '../../http/contracts/cameras.ts';
import { patch } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { CheckField } from './field.tsx';
import { sayProblem } from './notice.tsx';

/** Whether faces are recognised at a camera, said where somebody would otherwise wonder why nobody is seen there. */
export function CameraRecognition({ camera }: { camera: Camera }) {
  const { t } = useFormat();
  const rights = useRights();
  const { publicFacing } = camera.settings;
  const door = camera.door.name;
  return (
    <>
      {!recognises(camera.settings) && (
        <div className="hint-panel" data-testid={`recognition-off-${camera.name}`}>
          <strong>
            <EyeOff aria-hidden size={15} /> {t('camera.recognition.off')}
          </strong>
          <p>
            {t(publicFacing ? 'camera.recognition.off.text' : 'camera.recognition.off.decided', { door })}
          </p>
        </div>
      )}
      {publicFacing && recognises(camera.settings) && (
        <p className="quiet">{t('camera.recognition.public.on')}</p>
      )}
      {rights.manages && <PublicField camera={camera} />}
    </>
  );
}

function PublicField({ camera }: { camera: Camera }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (publicFacing: boolean) =>
      patch(`/api/cameras/${camera.id}`, { settings: { ...camera.settings, publicFacing } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cameras'] }),
  });
  return (
    <CheckField
      label={t('camera.recognition.public')}
      checked={camera.settings.publicFacing}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.target.checked)}
      testId={`public-facing-${camera.name}`}
    />
  );
}

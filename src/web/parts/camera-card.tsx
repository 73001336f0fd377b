import { useMutation, useQueryClient } from '@tanstack/react-query';
import { DoorOpen, Eye, Pause, Pencil, Play, Stethoscope, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { recognises } from '../../captures/recognition-rule.ts';
import { Link } from 'wouter';
import type { Camera, CameraState } from '../../http/contracts/cameras.ts';
import { patch, post, remove } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import type { Coverage } from '../types.ts';
import { CameraRecognition } from './camera-recognition.tsx';
import { CameraTestDialog } from './camera-test.tsx';
import { CameraCoverage } from './camera-coverage.tsx';
import { CameraFaceView } from './camera-face-view.tsx';
import { Confirm } from './dialog.tsx';
import { LiveFrame } from './live-frame.tsx';
import { say, sayProblem } from './notice.tsx';
import { Problem } from './states.tsx';

/** Which light an operator sees: it works, it will, it is meant to be off, or somebody must look. */
export function cameraTone(camera: Camera): 'good' | 'wait' | 'off' | 'problem' {
  if (!camera.enabled || camera.state === 'paused' || camera.state === 'stopped') return 'off';
  if (camera.state === 'connecting') return 'wait';
  if (camera.state === 'listening') return camera.watching || !recognises(camera.settings) ? 'good' : 'wait';
  return 'problem';
}

const calmStates: CameraState[] = ['listening', 'connecting', 'paused', 'stopped'];

export function CameraCard({ camera, coverage }: { camera: Camera; coverage: Coverage | undefined }) {
  const rights = useRights();
  return (
    <article className="camera-card" data-testid={`camera-${camera.name}`} data-state={camera.state}>
      <LiveFrame camera={camera} />
      <div className="camera-body">
        <CameraHead camera={camera} />
        <CameraStateLine camera={camera} />
        <CameraRecognition camera={camera} />
        <CameraCoverage stretches={coverage?.intervals ?? []} />
        <CameraFaceView cameraId={camera.id} />
        {rights.manages && <CameraActions camera={camera} />}
      </div>
    </article>
  );
}

/** The host and port of an address; the usual path of the device service says nothing. */
function shortAddress(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/onvif\/device_service$/, '');
}

function CameraHead({ camera }: { camera: Camera }) {
  const { t } = useFormat();
  const device = [camera.device.manufacturer, camera.device.model].filter(Boolean).join(' ');
  return (
    <header className="camera-head">
      <h2>{camera.name}</h2>
      <span>
        <DoorOpen aria-hidden size={15} /> {camera.door.name} · {t(`direction.${camera.direction}`)}
      </span>
      <small>{[shortAddress(camera.address), device].filter(Boolean).join(' · ')}</small>
    </header>
  );
}

function CameraStateLine({ camera }: { camera: Camera }) {
  const { t, dayAndClock } = useFormat();
  const tone = cameraTone(camera);
  const blind =
    camera.enabled && camera.state === 'listening' && !camera.watching && recognises(camera.settings);
  return (
    <div className={`camera-state light-${tone}`}>
      <strong>
        <i aria-hidden /> {t(blind ? 'camera.noPictureYet' : `cameraState.${camera.state}`)}
      </strong>
      {!calmStates.includes(camera.state) && <p>{t(`cameraState.${camera.state}.hint`)}</p>}
      {tone === 'problem' && camera.stateDetail && <p className="quiet">{camera.stateDetail}</p>}
      <small>
        {camera.stateSince && t('camera.since', { time: dayAndClock(camera.stateSince) })}
        {camera.lastEventAt && <> · {t('camera.lastEvent', { time: dayAndClock(camera.lastEventAt) })}</>}
      </small>
    </div>
  );
}

type Window = 'test' | 'delete' | null;

function CameraActions({ camera }: { camera: Camera }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Window>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ['cameras'] });
  const pause = useMutation({
    mutationFn: () => patch(`/api/cameras/${camera.id}`, { enabled: !camera.enabled }),
    onError: sayProblem,
    onSettled: refresh,
  });
  const accept = useMutation({
    mutationFn: () => post(`/api/cameras/${camera.id}/accept-view`),
    onSuccess: () => say(t('camera.viewAccepted', { name: camera.name })),
    onError: sayProblem,
    onSettled: refresh,
  });
  const drop = useMutation({
    mutationFn: () => remove(`/api/cameras/${camera.id}`),
    onSuccess: () => {
      say(t('camera.deleted', { name: camera.name }));
      setOpen(null);
      return refresh();
    },
  });
  return (
    <footer className="camera-actions">
      <button type="button" className="button button-small" onClick={() => setOpen('test')}>
        <Stethoscope aria-hidden size={15} /> {t('camera.test')}
      </button>
      <Link href={`/cameras/${camera.id}/edit`} className="button button-small">
        <Pencil aria-hidden size={15} /> {t('action.edit')}
      </Link>
      <button
        type="button"
        className="button button-small"
        disabled={pause.isPending}
        onClick={() => pause.mutate()}
      >
        {camera.enabled ? <Pause aria-hidden size={15} /> : <Play aria-hidden size={15} />}
        {t(camera.enabled ? 'camera.pause' : 'camera.resume')}
      </button>
      {camera.state === 'pictureMoved' && (
        <button
          type="button"
          className="button button-small"
          disabled={accept.isPending}
          onClick={() => accept.mutate()}
          data-testid="camera-accept-view"
        >
          <Eye aria-hidden size={15} /> {t('camera.acceptView')}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        title={t('action.delete')}
        onClick={() => setOpen('delete')}
      >
        <Trash2 aria-hidden size={16} />
        <span className="sr-only">{t('action.delete')}</span>
      </button>
      {open === 'test' && <CameraTestDialog camera={camera} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <Confirm
          title={t('camera.delete.title', { name: camera.name })}
          text={t('camera.delete.text')}
          action={t('action.delete')}
          busy={drop.isPending}
          error={drop.isError && <Problem error={drop.error} />}
          onConfirm={() => drop.mutate()}
          onClose={() => setOpen(null)}
        />
      )}
    </footer>
  );
}

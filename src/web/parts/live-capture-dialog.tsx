import { useQuery } from '@tanstack/react-query';
import { Camera as CameraIcon } from 'lucide-react';
import { useState } from 'react';
import type { LiveCapture } from '../../http/contracts/live-captures.ts';
import type { Employee } from '../../http/contracts/people.ts';
import { useLiveCapture } from '../live-capture.ts';
import { useFormat } from '../me.ts';
import { camerasQuery } from '../queries.ts';
import { Dialog } from './dialog.tsx';
import { SelectField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

type Person = Pick<Employee, 'id' | 'fullName'>;

export function LiveCaptureButton({ employee }: { employee: Person }) {
  const { t } = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button-small live-open"
        onClick={() => setOpen(true)}
        data-testid="live-open"
      >
        <CameraIcon aria-hidden size={15} /> {t('live.open')}
      </button>
      {open && <LiveCaptureDialog employee={employee} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Photographs a person at a camera: choose one, follow what it sees, choose the photos. */
function LiveCaptureDialog({ employee, onClose }: { employee: Person; onClose: () => void }) {
  const { t } = useFormat();
  const { begin, choose, live, id, cancel } = useLiveCapture(employee.id);
  const close = () => {
    cancel();
    onClose();
  };
  const keep = (frameIds: string[]) =>
    choose.mutate(frameIds, {
      onSuccess: ({ items }) => {
        const count = items.filter(({ photoId }) => photoId !== null).length;
        say(t('live.saved', { count }));
        if (count === items.length) onClose();
      },
    });
  const refused = choose.data?.items.flatMap(({ problem }) => problem ?? []) ?? [];
  return (
    <Dialog title={t('live.title', { name: employee.fullName })} onClose={close} wide testId="live-dialog">
      {id === null ? (
        <ChooseCamera onBegin={(cameraId) => begin.mutate(cameraId)} busy={begin.isPending}>
          {begin.isError && <Problem error={begin.error} />}
          {choose.isError && <Problem error={choose.error} />}
          <Refused problems={refused} />
        </ChooseCamera>
      ) : live.isError ? (
        <div className="dialog-body">
          <p>{t('live.ended')}</p>
          <button type="button" className="button" onClick={cancel}>
            {t('live.again')}
          </button>
        </div>
      ) : live.data?.state === 'ready' ? (
        <ChooseFrames key={id} live={live.data} busy={choose.isPending} onKeep={keep} onAgain={cancel} />
      ) : (
        <Guided live={live.data} onCancel={cancel} />
      )}
    </Dialog>
  );
}

type ProblemText = { code: string; message: string; hint: string | null };

function Refused({ problems }: { problems: ProblemText[] }) {
  return problems.map(({ code, message, hint }) => (
    <div key={code} className="problem" role="alert" data-code={code}>
      <strong>{message}</strong>
      <p>{hint}</p>
    </div>
  ));
}

function ChooseCamera({
  onBegin,
  busy,
  children,
}: {
  onBegin: (cameraId: string) => void;
  busy: boolean;
  children: React.ReactNode;
}) {
  const { t } = useFormat();
  const cameras = useQuery(camerasQuery);
  const enabled = cameras.data?.filter((camera) => camera.enabled) ?? [];
  const [chosen, setChosen] = useState('');
  const cameraId = chosen || (enabled[0]?.id ?? '');
  return (
    <>
      <div className="dialog-body stack">
        {cameras.data && enabled.length === 0 ? (
          <p className="quiet">{t('live.noCamera')}</p>
        ) : (
          <SelectField
            label={t('live.camera')}
            hint={t('live.camera.hint')}
            value={cameraId}
            onChange={(event) => setChosen(event.target.value)}
            testId="live-camera"
          >
            {enabled.map(({ id, name, door }) => (
              <option key={id} value={id}>
                {name} · {door.name}
              </option>
            ))}
          </SelectField>
        )}
        {children}
      </div>
      <footer className="dialog-foot">
        <button
          type="button"
          className="button button-primary"
          disabled={busy || cameraId === ''}
          onClick={() => onBegin(cameraId)}
          data-testid="live-begin"
        >
          {t('live.begin')}
        </button>
      </footer>
    </>
  );
}

/** What the camera sees, and in large letters what the person should do. */
function Guided({ live, onCancel }: { live: LiveCapture | undefined; onCancel: () => void }) {
  const { t } = useFormat();
  const taken = live?.frames.length ?? 0;
  const wanted = live?.wanted ?? 0;
  return (
    <>
      <div className="dialog-body">
        <div className="frame live-frame">
          {live?.picture && <img src={live.picture} alt={t('live.picture')} />}
        </div>
        {live?.problem ? (
          <Refused problems={[live.problem]} />
        ) : (
          <p className="live-advice" role="status" data-testid="live-advice" data-advice={live?.advice}>
            {t(`live.advice.${live?.advice ?? 'wait'}`)}
          </p>
        )}
        <div className="live-dots" role="img" aria-label={t('live.taken', { count: taken, wanted })}>
          {Array.from({ length: wanted }, (_, i) => (
            <i key={i} className={i < taken ? 'live-dot-on' : ''} />
          ))}
        </div>
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onCancel} data-testid="live-cancel">
          {t('action.cancel')}
        </button>
      </footer>
    </>
  );
}

function ChooseFrames({
  live,
  busy,
  onKeep,
  onAgain,
}: {
  live: LiveCapture;
  busy: boolean;
  onKeep: (frameIds: string[]) => void;
  onAgain: () => void;
}) {
  const { t } = useFormat();
  const [left, setLeft] = useState<string[]>([]);
  const kept = live.frames.map(({ id }) => id).filter((id) => !left.includes(id));
  const toggle = (id: string) =>
    setLeft((all) => (all.includes(id) ? all.filter((it) => it !== id) : [...all, id]));
  return (
    <>
      <div className="dialog-body">
        <p>{t('live.choose')}</p>
        <ul className="live-frames">
          {live.frames.map(({ id, pose }, i) => (
            <li key={id}>
              <label data-testid="live-choice">
                <input type="checkbox" checked={!left.includes(id)} onChange={() => toggle(id)} />
                <img
                  src={`/api/live-captures/${live.id}/frames/${id}`}
                  alt={t('live.frame', { number: i + 1, pose: t(`live.pose.${pose}`) })}
                />
                <span>{t(`live.pose.${pose}`)}</span>
              </label>
            </li>
          ))}
        </ul>
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" disabled={busy} onClick={onAgain}>
          {t('live.again')}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={busy || kept.length === 0}
          onClick={() => onKeep(kept)}
          data-testid="live-keep"
        >
          {busy ? t('photo.checking') : t('live.keep', { count: kept.length })}
        </button>
      </footer>
    </>
  );
}

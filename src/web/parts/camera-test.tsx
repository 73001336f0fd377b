import { useMutation } from '@tanstack/react-query';
import { Check, CircleDashed, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import type { Camera, CameraTest } from '../../http/contracts/cameras.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import type { TestStep } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { Problem } from './states.tsx';

/** The order in which a camera is tried. */
const order: TestStep['name'][] = [
  'address',
  'onvif',
  'login',
  'clock',
  'streams',
  'picture',
  'subStream',
  'snapshot',
  'events',
  'walkPast',
];

/** What "test the connection" found: each step, the picture, and what to do when it failed. */
export function CameraTestResult({ test, busy }: { test: CameraTest | undefined; busy: boolean }) {
  const { t } = useFormat();
  return (
    <div className="test-result" aria-live="polite" data-testid="camera-test-result" data-ok={test?.ok}>
      <ol className="test-steps">
        {order.map((name) => (
          <Step key={name} name={name} step={test?.steps.find((step) => step.name === name)} busy={busy} />
        ))}
      </ol>
      {test?.error && (
        <div className="problem" role="alert" data-testid="camera-test-error" data-code={test.error.code}>
          <strong>{test.error.message}</strong>
          <p>{test.error.hint}</p>
        </div>
      )}
      {test?.picture && <img className="test-picture" src={test.picture} alt={t('camera.test.picture')} />}
    </div>
  );
}

function Step({ name, step, busy }: { name: TestStep['name']; step: TestStep | undefined; busy: boolean }) {
  const { t } = useFormat();
  const state = step ? step.outcome : busy ? 'busy' : 'open';
  return (
    <li className={`test-step test-${state}`} data-step={name} data-state={state}>
      {state === 'passed' && <Check aria-hidden size={16} />}
      {state === 'warning' && <TriangleAlert aria-hidden size={16} />}
      {state === 'failed' && <X aria-hidden size={16} />}
      {state === 'busy' && <LoaderCircle aria-hidden size={16} className="spin" />}
      {(state === 'open' || state === 'skipped') && <CircleDashed aria-hidden size={16} />}
      <span>{t(`testStep.${name}`)}</span>
      {step && state !== 'failed' && (
        <small>{[step.detail, step.hint].filter((text) => text !== null && text !== '').join(' · ')}</small>
      )}
    </li>
  );
}

/** The test of a camera that is already in the list. */
export function CameraTestDialog({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  const { t } = useFormat();
  const test = useMutation({ mutationFn: () => post<CameraTest>(`/api/cameras/${camera.id}/test`) });
  const { mutate } = test;
  useEffect(() => mutate(), [mutate]);
  return (
    <Dialog title={t('camera.test.title', { name: camera.name })} onClose={onClose}>
      <div className="dialog-body">
        <CameraTestResult test={test.data} busy={test.isPending} />
        {test.isError && <Problem error={test.error} />}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" disabled={test.isPending} onClick={() => mutate()}>
          {t('camera.test.again')}
        </button>
        <button type="button" className="button button-primary" onClick={onClose}>
          {t('action.close')}
        </button>
      </footer>
    </Dialog>
  );
}

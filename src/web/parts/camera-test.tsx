import { Check, CircleDashed, Footprints, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Camera } from '../../http/contracts/cameras.ts';
import { useCameraTest, type TestRun } from '../camera-test-run.ts';
import { useFormat } from '../me.ts';
import { useNow } from '../now.ts';
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
  'faces',
];

/** How long a test waits for somebody to walk past. */
export const walkPastSeconds = 60;

/** A test of a camera as it goes on: a line for each check, what to do when one failed, the picture. */
export function CameraTestResult({ run, onSkip }: { run: TestRun; onSkip?: () => void }) {
  const { t } = useFormat();
  const { result, picture, now, error } = run;
  return (
    <div className="test-result" data-testid="camera-test-result" data-state={run.state} data-ok={result?.ok}>
      {now?.until != null && <WalkPast until={now.until} onSkip={onSkip} />}
      <ol className="test-steps" aria-live="polite" aria-label={t('wizard.checks')}>
        {order.map((name) => (
          <Step
            key={name}
            name={name}
            step={run.steps.find((step) => step.name === name)}
            now={now?.name === name}
          />
        ))}
      </ol>
      <div className="test-side">
        {result?.error && (
          <div className="problem" role="alert" data-testid="camera-test-error" data-code={result.error.code}>
            <strong>{result.error.message}</strong>
            <p>{result.error.hint}</p>
          </div>
        )}
        {error !== null && <Problem error={error} />}
        {picture && <img className="test-picture" src={picture} alt={t('camera.test.picture')} />}
      </div>
    </div>
  );
}

/** Asks somebody to walk past, and counts down. */
function WalkPast({ until, onSkip }: { until: number; onSkip?: (() => void) | undefined }) {
  const { t } = useFormat();
  const left = Math.max(0, Math.ceil((until - useNow(250)) / 1000));
  return (
    <div className="walk-past" role="status" data-testid="walk-past">
      <Footprints aria-hidden size={26} />
      <div>
        <strong>{t('wizard.walkNow')}</strong>
        <p>{t('wizard.walkNow.text')}</p>
      </div>
      <b className="walk-left" aria-hidden data-testid="walk-left">
        {left}
      </b>
      {onSkip && (
        <button type="button" className="link-button" onClick={onSkip} data-testid="walk-skip">
          {t('wizard.walkSkip')}
        </button>
      )}
    </div>
  );
}

function Step({ name, step, now }: { name: TestStep['name']; step: TestStep | undefined; now: boolean }) {
  const { t } = useFormat();
  const state = step ? step.outcome : now ? 'busy' : 'open';
  const texts = step ? [step.detail, step.hint].filter((text) => text !== null && text !== '') : [];
  return (
    <li className={`test-step test-${state}`} data-step={name} data-state={state}>
      {state === 'passed' && <Check aria-hidden size={16} />}
      {state === 'warning' && <TriangleAlert aria-hidden size={16} />}
      {state === 'failed' && <X aria-hidden size={16} />}
      {state === 'busy' && <LoaderCircle aria-hidden size={16} className="spin" />}
      {(state === 'open' || state === 'skipped') && <CircleDashed aria-hidden size={16} />}
      <span>
        {t(`testStep.${name}`)}
        {step && <span className="sr-only">: {t(`testOutcome.${step.outcome}`)}</span>}
      </span>
      {state !== 'failed' && texts.length > 0 && <small>{texts.join(' · ')}</small>}
    </li>
  );
}

/** The test of a camera that is already in the list. */
export function CameraTestDialog({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  const { t } = useFormat();
  const { run, start, stop } = useCameraTest();
  const path = `/api/cameras/${camera.id}/test`;
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current) start(path, {}, walkPastSeconds);
    begun.current = true;
  }, [start, path]);
  return (
    <Dialog title={t('camera.test.title', { name: camera.name })} onClose={onClose}>
      <div className="dialog-body">
        <CameraTestResult run={run} onSkip={stop} />
      </div>
      <footer className="dialog-foot">
        <button
          type="button"
          className="button"
          disabled={run.state === 'running'}
          onClick={() => start(path, {}, walkPastSeconds)}
        >
          {t('camera.test.again')}
        </button>
        <button type="button" className="button button-primary" onClick={onClose}>
          {t('action.close')}
        </button>
      </footer>
    </Dialog>
  );
}

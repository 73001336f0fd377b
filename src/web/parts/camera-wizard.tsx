import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Camera } from '../../http/contracts/cameras.ts';
import { ApiError, post } from '../api.ts';
import { draftOf, givesNoEvents, newDoor, testOf, type CameraDraft } from '../camera-draft.ts';
import { saveCamera, unanswered } from '../camera-saving.ts';
import { useCameraTest } from '../camera-test-run.ts';
import { useI18n } from '../i18n.ts';
import type { Door } from '../types.ts';
import { CameraAreas } from './camera-areas.tsx';
import { CameraFind } from './camera-find.tsx';
import { CameraPicture } from './camera-picture.tsx';
import { CameraPlace } from './camera-place.tsx';
import { CameraSignIn } from './camera-sign-in.tsx';
import { CameraTestResult, walkPastSeconds } from './camera-test.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { wizardSteps, WizardSteps, type WizardStep } from './wizard-steps.tsx';

/** Name of the button that skips the steps to come. */
const saveNow = 'save';

type Props = { camera: Camera | undefined; doors: Door[]; onClose: () => void };

/** The way from an address to a camera that watches a door, step by step; a stored camera can be changed at any of them. */
export function CameraWizard({ camera, doors, onClose }: Props) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(camera, doors));
  const [step, setStep] = useState<WizardStep>(camera ? 'place' : 'find');
  const test = useCameraTest();
  const saving = useSaving(camera, draft, setDraft, onClose);
  const place = wizardSteps.indexOf(step);
  const change = (part: Partial<CameraDraft>) => {
    saving.reset();
    if ('address' in part || 'username' in part || 'password' in part) test.reset();
    setDraft((current) => ({ ...current, ...part }));
  };
  const begin = () => {
    const { path, access } = testOf(camera, draft);
    test.start(path, access, walkPastSeconds);
  };
  const goTo = (next: WizardStep) => {
    // Nobody waits any more for somebody to walk past.
    if (step === 'checks') test.stop();
    if (next === 'checks') begin();
    setStep(next);
  };
  const { result } = test.run;
  // Nobody walking past is no reason to store a camera untried.
  const untrusted = result?.steps.some((it) => it.outcome === 'failed' && it.name !== 'walkPast') === true;
  const failed = untrusted || (saving.error instanceof ApiError && unanswered.has(saving.error.code));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const next = submitter?.getAttribute('name') === saveNow ? undefined : wizardSteps[place + 1];
    if (next) goTo(next);
    else saving.mutate(failed);
  };
  return (
    <form className="wizard panel" onSubmit={submit} data-testid="camera-wizard" data-step={step}>
      <WizardSteps step={step} free={camera !== undefined} onGo={goTo} />
      <StepHead step={step} />
      <div className="wizard-body">
        {step === 'find' && <CameraFind draft={draft} onChange={change} adding={!camera} />}
        {step === 'signIn' && <CameraSignIn draft={draft} onChange={change} adding={!camera} />}
        {step === 'checks' && (
          <>
            <CameraTestResult run={test.run} onSkip={test.stop} />
            {test.run.state === 'done' && (
              <div className="wizard-again">
                {result?.ok === false && (
                  <button
                    type="button"
                    className="button button-primary"
                    onClick={() => goTo('signIn')}
                    data-testid="mend"
                  >
                    {t('wizard.mend')}
                  </button>
                )}
                <button type="button" className="button" onClick={begin} data-testid="camera-test">
                  {t('camera.test.again')}
                </button>
              </div>
            )}
          </>
        )}
        {step === 'place' && (
          <CameraPlace
            {...{ draft, doors }}
            onChange={change}
            noEvents={givesNoEvents(camera, test.run.steps)}
          />
        )}
        {step === 'picture' && (
          <CameraAreas
            draft={draft}
            onChange={change}
            picture={<CameraPicture camera={camera} taken={test.run.picture} />}
          />
        )}
        {saving.isError && <Problem error={saving.error} />}
      </div>
      <footer className="wizard-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
        {place > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => goTo(wizardSteps[place - 1] ?? 'find')}
            data-testid="wizard-back"
          >
            <ArrowLeft aria-hidden size={16} /> {t('wizard.back')}
          </button>
        )}
        <Forward {...{ step, failed, saving: saving.isPending, stored: camera !== undefined }} />
      </footer>
    </form>
  );
}

/** Stores the camera, and its door before it. */
function useSaving(
  camera: Camera | undefined,
  draft: CameraDraft,
  setDraft: (change: (draft: CameraDraft) => CameraDraft) => void,
  onClose: () => void,
) {
  const { t } = useI18n();
  const queries = useQueryClient();
  /** A new door stays when the camera is refused: the next try uses it. */
  const doorOf = async ({ doorId, doorName, staffOnly }: CameraDraft): Promise<string> => {
    if (doorId !== newDoor) return doorId;
    const door = await post<Door>('/api/doors', { name: doorName.trim(), staffOnly });
    await queries.invalidateQueries({ queryKey: ['doors'] });
    setDraft((current) => ({ ...current, doorId: door.id }));
    return door.id;
  };
  return useMutation({
    mutationFn: async (force: boolean) => saveCamera(camera, draft, await doorOf(draft), force),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['cameras'] }),
        queries.invalidateQueries({ queryKey: ['doors'] }),
      ]);
      say(t('camera.saved', { name: draft.name }));
      onClose();
    },
  });
}

/** What this step is about; takes the focus, so that it is read out when the step begins. */
function StepHead({ step }: { step: WizardStep }) {
  const { t } = useI18n();
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) title.current?.focus();
    shown.current = step;
  }, [step]);
  return (
    <header className="wizard-head">
      <h2 tabIndex={-1} ref={title}>
        {t(`wizard.${step}.title`)}
      </h2>
      <p>{t(`wizard.${step}.text`)}</p>
    </header>
  );
}

function Forward({
  step,
  failed,
  saving,
  stored,
}: {
  step: WizardStep;
  failed: boolean;
  saving: boolean;
  stored: boolean;
}) {
  const { t } = useI18n();
  const last = step === 'picture';
  const text = saving
    ? t('camera.saving')
    : last
      ? t(failed ? 'camera.saveAnyway' : 'action.save')
      : t(step === 'checks' && failed ? 'wizard.goOn' : 'wizard.next');
  const quiet = failed && (last || step === 'checks');
  return (
    <>
      {stored && !last && (
        // A change of one step needs no walk through the others.
        <button
          type="submit"
          name={saveNow}
          className="button"
          disabled={saving}
          data-testid="camera-save-now"
        >
          {t('action.save')}
        </button>
      )}
      <button
        type="submit"
        className={quiet ? 'button' : 'button button-primary'}
        disabled={saving}
        data-testid={last ? 'camera-save' : 'wizard-next'}
      >
        {text} {!last && <ArrowRight aria-hidden size={16} />}
      </button>
    </>
  );
}

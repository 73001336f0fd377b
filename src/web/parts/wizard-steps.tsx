import { Check } from 'lucide-react';
import { useI18n } from '../i18n.ts';

export const wizardSteps = ['find', 'signIn', 'checks', 'place', 'picture'] as const;
export type WizardStep = (typeof wizardSteps)[number];

/** Where one is on the way; steps behind, and all of a stored camera, can be gone to. */
export function WizardSteps({
  step,
  free,
  onGo,
}: {
  step: WizardStep;
  free: boolean;
  onGo: (step: WizardStep) => void;
}) {
  const { t } = useI18n();
  const here = wizardSteps.indexOf(step);
  return (
    <ol className="wizard-steps" aria-label={t('wizard.steps')}>
      {wizardSteps.map((name, i) => (
        <li key={name} className={i < here ? 'step-done' : i === here ? 'step-here' : undefined}>
          <button
            type="button"
            disabled={i === here || (i > here && !free)}
            aria-current={i === here ? 'step' : undefined}
            onClick={() => onGo(name)}
            data-testid={`wizard-step-${name}`}
          >
            <i aria-hidden>{i < here ? <Check size={13} /> : i + 1}</i>
            <span>{t(`wizard.${name}`)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

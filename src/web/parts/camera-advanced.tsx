import { streamPattern, withTrigger, type CameraDraft } from '../camera-draft.ts';
import { useI18n } from '../i18n.ts';
import { CheckField, SelectField, TextField } from './field.tsx';

type Props = { draft: CameraDraft; onChange: (part: Partial<CameraDraft>) => void };

const triggers = ['events', 'motion', 'continuous'] as const;
const rings = ['compressed', 'decoded', 'onEvent'] as const;
const decodings = ['auto', 'software'] as const;
const streamNames = ['main', 'sub'] as const;
const goodStream = new RegExp(`^${streamPattern}$`);

/** What most cameras are well without: what begins a capture, how pictures are kept and decoded, addresses of streams. */
export function CameraAdvanced({ draft, onChange, noEvents }: Props & { noEvents: boolean }) {
  const { t } = useI18n();
  return (
    <div className="wizard-advanced">
      {noEvents && draft.trigger === 'events' && <MotionAdvice {...{ draft, onChange }} />}
      <details
        data-testid="camera-advanced"
        // What is wrong in here cannot be mended while it is hidden.
        onInvalidCapture={(event) => {
          event.currentTarget.open = true;
        }}
      >
        <summary>{t('wizard.advanced')}</summary>
        <div className="wizard-columns">
          <div className="stack">
            <TriggerFields {...{ draft, onChange }} />
            {draft.publicFacing && (
              <CheckField
                label={t('wizard.recognise')}
                hint={t('wizard.recognise.hint')}
                checked={draft.recognise === true}
                onChange={(event) => onChange({ recognise: event.target.checked ? true : null })}
                testId="camera-recognise"
              />
            )}
          </div>
          <div className="stack">
            <SelectField
              label={t('wizard.ring')}
              hint={t(`wizard.ring.${draft.ring}.hint`)}
              value={draft.ring}
              onChange={(event) => onChange({ ring: event.target.value as CameraDraft['ring'] })}
              testId="camera-ring"
            >
              {rings.map((ring) => (
                <option key={ring} value={ring}>
                  {t(`wizard.ring.${ring}`)}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t('wizard.decoding')}
              hint={t('wizard.decoding.hint')}
              value={draft.decoding}
              onChange={(event) => onChange({ decoding: event.target.value as CameraDraft['decoding'] })}
              testId="camera-decoding"
            >
              {decodings.map((decoding) => (
                <option key={decoding} value={decoding}>
                  {t(`wizard.decoding.${decoding}`)}
                </option>
              ))}
            </SelectField>
            <StreamFields {...{ draft, onChange }} />
          </div>
        </div>
      </details>
    </div>
  );
}

function MotionAdvice({ draft, onChange }: Props) {
  const { t } = useI18n();
  return (
    <div className="hint-panel" role="status" data-testid="camera-motion-advice">
      <strong>{t('wizard.motionHelps')}</strong>
      <p>{t('wizard.motionHelps.text')}</p>
      <button
        type="button"
        className="button"
        onClick={() => onChange(withTrigger(draft, 'motion'))}
        data-testid="camera-use-motion"
      >
        {t('wizard.motionHelps.use')}
      </button>
    </div>
  );
}

function TriggerFields({ draft, onChange }: Props) {
  const { t } = useI18n();
  return (
    <fieldset className="stack">
      <legend>{t('wizard.trigger')}</legend>
      {triggers.map((trigger) => (
        <CheckField
          key={trigger}
          type="radio"
          name="trigger"
          label={t(`wizard.trigger.${trigger}`)}
          hint={t(`wizard.trigger.${trigger}.hint`)}
          checked={draft.trigger === trigger}
          onChange={() => onChange(withTrigger(draft, trigger))}
          testId={`camera-trigger-${trigger}`}
        />
      ))}
    </fieldset>
  );
}

function StreamFields({ draft: { streams }, onChange }: Props) {
  const { t } = useI18n();
  return streamNames.map((name) => (
    <TextField
      key={name}
      label={t(`wizard.stream.${name}`)}
      hint={t(`wizard.stream.${name}.hint`)}
      problem={streams[name] === '' || goodStream.test(streams[name]) ? undefined : t('wizard.stream.wrong')}
      type="url"
      pattern={streamPattern}
      maxLength={500}
      placeholder="rtsp://"
      value={streams[name]}
      onChange={(event) => onChange({ streams: { ...streams, [name]: event.target.value } })}
      spellCheck={false}
      testId={`camera-stream-${name}`}
    />
  ));
}

import type { Direction } from '../../http/contracts/cameras.ts';
import { newDoor, usualHours, type CameraDraft } from '../camera-draft.ts';
import { useI18n } from '../i18n.ts';
import type { Door } from '../types.ts';
import { CameraAdvanced } from './camera-advanced.tsx';
import { CheckField, SelectField, TextField } from './field.tsx';

type Props = { draft: CameraDraft; doors: Door[]; onChange: (part: Partial<CameraDraft>) => void };
type PlaceProps = Props & {
  /** Nothing that the camera tells begins a capture. */
  noEvents: boolean;
};

const directions: Direction[] = ['in', 'out', 'both', 'inside'];

/** What the camera is called, which door it watches in which direction, when, and whether the public is there. */
export function CameraPlace({ draft, doors, onChange, noEvents }: PlaceProps) {
  const { t } = useI18n();
  return (
    <div className="wizard-columns">
      <div className="stack">
        <TextField
          label={t('camera.name')}
          hint={t('wizard.name.hint')}
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
          maxLength={120}
          required
          testId="camera-name"
        />
        <DoorFields {...{ draft, doors, onChange }} />
        <SelectField
          label={t('camera.direction')}
          hint={t(`wizard.direction.${draft.direction}`)}
          value={draft.direction}
          onChange={(event) => onChange({ direction: event.target.value as Direction })}
          testId="camera-direction"
        >
          {directions.map((direction) => (
            <option key={direction} value={direction}>
              {t(`direction.${direction}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="stack">
        <HoursFields
          hours={draft.hours}
          continuous={draft.trigger === 'continuous'}
          onChange={(hours) => onChange({ hours })}
        />
        <CheckField
          label={t('wizard.publicFacing')}
          hint={t('wizard.publicFacing.hint')}
          checked={draft.publicFacing}
          onChange={(event) => onChange({ publicFacing: event.target.checked })}
          testId="camera-public"
        />
      </div>
      <CameraAdvanced {...{ draft, onChange, noEvents }} />
    </div>
  );
}

function DoorFields({ draft, doors, onChange }: Props) {
  const { t } = useI18n();
  return (
    <>
      <SelectField
        label={t('camera.door')}
        value={draft.doorId}
        onChange={(event) => onChange({ doorId: event.target.value })}
        testId="camera-door"
      >
        {doors.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value={newDoor}>{t('camera.newDoor')}</option>
      </SelectField>
      {draft.doorId === newDoor && (
        <>
          <TextField
            label={t('camera.doorName')}
            value={draft.doorName}
            onChange={(event) => onChange({ doorName: event.target.value })}
            maxLength={120}
            required
            testId="camera-door-name"
          />
          <CheckField
            label={t('camera.staffOnly')}
            hint={t('camera.staffOnly.hint')}
            checked={draft.staffOnly}
            onChange={(event) => onChange({ staffOnly: event.target.checked })}
            testId="camera-staff-only"
          />
        </>
      )}
    </>
  );
}

function HoursFields({
  hours,
  continuous,
  onChange,
}: {
  hours: CameraDraft['hours'];
  /** Pictures are taken in these hours, and only then. */
  continuous: boolean;
  onChange: (hours: CameraDraft['hours']) => void;
}) {
  const { t } = useI18n();
  return (
    <fieldset className="stack">
      <CheckField
        label={t(continuous ? 'wizard.hours.always' : 'wizard.hours.office')}
        hint={t(continuous ? 'wizard.hours.always.hint' : 'wizard.hours.hint')}
        checked={hours === null}
        onChange={(event) => onChange(event.target.checked ? null : usualHours)}
        testId="camera-office-hours"
      />
      {hours && (
        <div className="pair">
          <TextField
            label={t('wizard.hours.from')}
            type="time"
            value={hours.from}
            onChange={(event) => onChange({ ...hours, from: event.target.value })}
            required
            testId="camera-hours-from"
          />
          <TextField
            label={t('wizard.hours.to')}
            type="time"
            value={hours.to}
            onChange={(event) => onChange({ ...hours, to: event.target.value })}
            required
            testId="camera-hours-to"
          />
        </div>
      )}
    </fieldset>
  );
}

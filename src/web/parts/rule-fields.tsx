import type { ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import { SelectField, TextField } from './field.tsx';
import type { DefinitionEdit } from './schedule-fields.tsx';

type Rules = NonNullable<ScheduleDefinition['rules']>;
const numbers = [
  { name: 'roundingMinutes', min: 1, max: 60 },
  { name: 'leadMinutes', min: 0, max: 720 },
  { name: 'lagMinutes', min: 0, max: 720 },
  { name: 'restAfterDutyMinutes', min: 0, max: 2880 },
] as const;

/** The numbers by which a day is judged, besides the grace. An empty one is the usual one. */
export function RuleFields({ definition, onChange }: DefinitionEdit) {
  const { t } = useFormat();
  const rules: Rules = definition.rules ?? {};
  const set = (part: Partial<Rules>) => onChange({ ...definition, rules: { ...rules, ...part } });
  const setNumber = (name: (typeof numbers)[number]['name'], value: number) => {
    const { [name]: _, ...others } = rules;
    onChange({ ...definition, rules: Number.isNaN(value) ? others : { ...others, [name]: value } });
  };
  return (
    <details className="versions" data-testid="schedule-rules">
      <summary>{t('schedule.rules')}</summary>
      <div className="stack">
        <div className="pair">
          {numbers.map(({ name, min, max }) => (
            <TextField
              key={name}
              label={t(`schedule.rules.${name}`)}
              hint={t(`schedule.rules.${name}.hint`)}
              type="number"
              min={min}
              max={max}
              value={rules[name] ?? ''}
              onChange={(event) => setNumber(name, event.target.valueAsNumber)}
              testId={`rule-${name}`}
            />
          ))}
        </div>
        <TextField
          label={t('schedule.rules.minimumMinutes')}
          hint={t('schedule.rules.minimumMinutes.hint')}
          type="number"
          min={0}
          max={1440}
          value={rules.minimumMinutes ?? ''}
          onChange={({ target: { valueAsNumber: value } }) =>
            set({ minimumMinutes: Number.isNaN(value) ? null : value })
          }
          testId="rule-minimumMinutes"
        />
        <SelectField
          label={t('schedule.rules.countLateFrom')}
          value={rules.countLateFrom ?? 'start'}
          onChange={(event) => set({ countLateFrom: event.target.value === 'grace' ? 'grace' : 'start' })}
          testId="rule-countLateFrom"
        >
          <option value="start">{t('schedule.rules.countLateFrom.start')}</option>
          <option value="grace">{t('schedule.rules.countLateFrom.grace')}</option>
        </SelectField>
      </div>
    </details>
  );
}

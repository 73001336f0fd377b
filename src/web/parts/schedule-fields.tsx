import type { ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import type { Weekday } from '../types.ts';
import { TextField } from './field.tsx';
import { RuleFields } from './rule-fields.tsx';
import { SessionFields } from './session-fields.tsx';
import { week } from './week-picture.tsx';

export type DefinitionEdit = {
  definition: ScheduleDefinition;
  onChange: (definition: ScheduleDefinition) => void;
};

/** Everything that the hours of a schedule say. */
export function HoursFields({ definition, onChange }: DefinitionEdit) {
  const { t } = useFormat();
  return (
    <>
      <fieldset>
        <legend>{t('schedule.weekdays')}</legend>
        <WeekdayToggles
          days={week}
          pressed={definition.weekdays}
          onToggle={(day) => onChange(withoutStrays(toggled(definition, day)))}
        />
      </fieldset>
      <SessionFields
        legend={t('schedule.sessions')}
        sessions={definition.sessions}
        onChange={(sessions) => onChange({ ...definition, sessions })}
      />
      <OtherDays definition={definition} onChange={onChange} />
      <div className="pair">
        {(['arrivalGrace', 'departureGrace'] as const).map((grace) => (
          <TextField
            key={grace}
            label={t(`schedule.${grace}`)}
            hint={t('schedule.minutes')}
            type="number"
            min={0}
            max={240}
            value={definition[`${grace}Minutes`]}
            onChange={(event) =>
              onChange({ ...definition, [`${grace}Minutes`]: event.target.valueAsNumber || 0 })
            }
            testId={`schedule-${grace}`}
          />
        ))}
      </div>
      <RuleFields definition={definition} onChange={onChange} />
    </>
  );
}

function toggled(definition: ScheduleDefinition, day: Weekday): ScheduleDefinition {
  const on = definition.weekdays.includes(day);
  const weekdays = week.filter((it) => (it === day ? !on : definition.weekdays.includes(it)));
  return { ...definition, weekdays };
}

/** A day that is not worked on has no hours of its own; without any, nothing is said of other days. */
function withoutStrays({ otherDays, ...definition }: ScheduleDefinition): ScheduleDefinition {
  const kept = definition.weekdays.flatMap((day) => {
    const sessions = otherDays?.[day];
    return sessions ? [[day, sessions] as const] : [];
  });
  return kept.length === 0 ? definition : { ...definition, otherDays: Object.fromEntries(kept) };
}

function WeekdayToggles({
  days,
  pressed,
  onToggle,
}: {
  days: Weekday[];
  pressed: Weekday[];
  onToggle: (day: Weekday) => void;
}) {
  const { t } = useFormat();
  return (
    <div className="weekday-toggles">
      {days.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={pressed.includes(day)}
          onClick={() => onToggle(day)}
          data-weekday={day}
        >
          {t(`weekday.${day}`)}
        </button>
      ))}
    </div>
  );
}

/** Working days with hours of their own, a Saturday morning for one. */
function OtherDays({ definition, onChange }: DefinitionEdit) {
  const { t } = useFormat();
  const own = definition.weekdays.filter((day) => definition.otherDays?.[day] !== undefined);
  const set = (day: Weekday, sessions: ScheduleDefinition['sessions'] | undefined) =>
    onChange(withoutStrays({ ...definition, otherDays: { ...definition.otherDays, [day]: sessions } }));
  return (
    <details className="versions" open={own.length > 0} data-testid="schedule-other-days">
      <summary>{t('schedule.otherDays')}</summary>
      <div className="stack">
        <p className="quiet">{t('schedule.otherDays.text')}</p>
        <WeekdayToggles
          days={definition.weekdays}
          pressed={own}
          onToggle={(day) => set(day, own.includes(day) ? undefined : definition.sessions)}
        />
        {own.map((day) => (
          <SessionFields
            key={day}
            legend={t('schedule.otherDays.of', { day: t(`weekday.${day}`) })}
            sessions={definition.otherDays?.[day] ?? definition.sessions}
            onChange={(sessions) => set(day, sessions)}
          />
        ))}
      </div>
    </details>
  );
}

import { Plus, Trash2 } from 'lucide-react';
import { useFormat } from '../me.ts';
import type { ScheduleSession } from '../types.ts';
import { CheckField } from './field.tsx';

/** The first short names that come to mind; a further session takes a number. */
function nextKey(sessions: ScheduleSession[]): string {
  const used = new Set(sessions.map(({ key }) => key));
  return ['S', 'C', 'T', '4', '5', '6'].find((key) => !used.has(key)) ?? '?';
}

type Sessions = {
  legend: string;
  sessions: ScheduleSession[];
  onChange: (sessions: ScheduleSession[]) => void;
};

/** The sessions of a day: when they begin and end, how freely they begin, whether they run into the next day. */
export function SessionFields({ legend, sessions, onChange }: Sessions) {
  const { t } = useFormat();
  return (
    <fieldset className="stack">
      <legend>{legend}</legend>
      {sessions.map((session, index) => (
        // Sessions have no identity of their own while they are edited but their place.
        <SessionRow
          key={index}
          session={session}
          onChange={(part) =>
            onChange(sessions.map((it, at) => (at === index ? { ...session, ...part } : it)))
          }
          onRemove={sessions.length === 1 ? null : () => onChange(sessions.filter((_, at) => at !== index))}
        />
      ))}
      {sessions.length < 6 && (
        <button
          type="button"
          className="link-button"
          onClick={() => onChange([...sessions, { key: nextKey(sessions), start: '18:00', end: '20:00' }])}
        >
          <Plus aria-hidden size={15} /> {t('schedule.addSession')}
        </button>
      )}
    </fieldset>
  );
}

type Row = {
  session: ScheduleSession;
  onChange: (part: Partial<ScheduleSession>) => void;
  onRemove: (() => void) | null;
};

function SessionRow({ session, onChange, onRemove }: Row) {
  const { t } = useFormat();
  const text = (name: 'key' | 'start' | 'end') => ({
    value: session[name],
    required: true,
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <div className="session-edit">
      <div className="session-row">
        <input aria-label={t('schedule.sessionKey')} maxLength={4} {...text('key')} />
        <input type="time" aria-label={t('schedule.start')} {...text('start')} />
        <input type="time" aria-label={t('schedule.end')} {...text('end')} />
        <button
          type="button"
          className="icon-button"
          disabled={onRemove === null}
          onClick={() => onRemove?.()}
        >
          <Trash2 aria-hidden size={16} />
          <span className="sr-only">{t('action.delete')}</span>
        </button>
      </div>
      <div className="session-more">
        <CheckField
          label={t('schedule.overnight')}
          checked={session.endsNextDay ?? false}
          onChange={(event) => onChange({ endsNextDay: event.target.checked })}
          testId="session-overnight"
        />
        <label>
          {t('schedule.flexible')}
          <input
            type="number"
            min={0}
            max={720}
            value={session.flexibleMinutes ?? 0}
            onChange={(event) => onChange({ flexibleMinutes: event.target.valueAsNumber || 0 })}
            data-testid="session-flexible"
          />
        </label>
      </div>
    </div>
  );
}

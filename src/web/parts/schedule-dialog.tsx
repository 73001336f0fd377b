import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Schedule, ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { post, put } from '../api.ts';
import { useFormat } from '../me.ts';
import type { ScheduleSession } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WeekPicture, week } from './week-picture.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

/** The usual office hours, to begin from. */
const usual: ScheduleDefinition = {
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  sessions: [
    { key: 'S', start: '07:00', end: '11:30' },
    { key: 'C', start: '13:30', end: '17:00' },
  ],
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 5,
};

type Saving = { name: string; validFrom: string; definition: ScheduleDefinition };

/** A new schedule, or a new version of one from a date on: earlier days keep their hours. */
export function ScheduleDialog({ schedule, onClose }: { schedule: Schedule | null; onClose: () => void }) {
  const { t, today } = useFormat();
  const queries = useQueryClient();
  const latest = schedule?.versions.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom)).at(0);
  const [name, setName] = useState(schedule?.name ?? '');
  const [validFrom, setValidFrom] = useState(today);
  const [definition, setDefinition] = useState(latest?.definition ?? usual);
  const saving = useMutation({
    mutationFn: (whole: Saving) =>
      schedule
        ? put(`/api/schedules/${schedule.id}/versions`, {
            validFrom: whole.validFrom,
            definition: whole.definition,
          })
        : post('/api/schedules', whole),
    onSuccess: async () => {
      say(t('schedule.saved'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate({ name: name.trim(), validFrom, definition });
  };
  return (
    <Dialog
      title={schedule ? t('schedule.change.title', { name: schedule.name }) : t('schedule.add')}
      onClose={onClose}
      wide
      testId="schedule-dialog"
    >
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body camera-editor">
          <div className="stack">
            {!schedule && (
              <TextField
                label={t('schedule.name')}
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={120}
                required
                testId="schedule-name"
              />
            )}
            <TextField
              label={t('schedule.validFrom')}
              hint={t('schedule.validFrom.hint')}
              type="date"
              value={validFrom}
              onChange={(event) => setValidFrom(event.target.value)}
              required
              testId="schedule-from"
            />
            <HoursFields definition={definition} onChange={setDefinition} />
            {schedule && (
              <WhatIfPreview
                change={{
                  kind: 'scheduleVersion',
                  scheduleId: schedule.id,
                  body: { validFrom, definition },
                }}
              />
            )}
            {saving.isError && <Problem error={saving.error} />}
          </div>
          <WeekPicture definition={definition} />
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={saving.isPending || definition.weekdays.length === 0}
            data-testid="schedule-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

type Edit = { definition: ScheduleDefinition; onChange: (definition: ScheduleDefinition) => void };

function HoursFields({ definition, onChange }: Edit) {
  const { t } = useFormat();
  return (
    <>
      <fieldset>
        <legend>{t('schedule.weekdays')}</legend>
        <div className="weekday-toggles">
          {week.map((day) => {
            const on = definition.weekdays.includes(day);
            const weekdays = week.filter((other) =>
              other === day ? !on : definition.weekdays.includes(other),
            );
            return (
              <button
                key={day}
                type="button"
                aria-pressed={on}
                onClick={() => onChange({ ...definition, weekdays })}
              >
                {t(`weekday.${day}`)}
              </button>
            );
          })}
        </div>
      </fieldset>
      <SessionFields definition={definition} onChange={onChange} />
      <div className="pair">
        <TextField
          label={t('schedule.arrivalGrace')}
          hint={t('schedule.minutes')}
          type="number"
          min={0}
          max={240}
          value={definition.arrivalGraceMinutes}
          onChange={(event) =>
            onChange({ ...definition, arrivalGraceMinutes: event.target.valueAsNumber || 0 })
          }
          testId="schedule-arrival-grace"
        />
        <TextField
          label={t('schedule.departureGrace')}
          hint={t('schedule.minutes')}
          type="number"
          min={0}
          max={240}
          value={definition.departureGraceMinutes}
          onChange={(event) =>
            onChange({ ...definition, departureGraceMinutes: event.target.valueAsNumber || 0 })
          }
          testId="schedule-departure-grace"
        />
      </div>
    </>
  );
}

/** The first short names that come to mind; a further session takes a number. */
function nextKey(sessions: ScheduleSession[]): string {
  const used = new Set(sessions.map(({ key }) => key));
  return ['S', 'C', 'T', '4', '5', '6'].find((key) => !used.has(key)) ?? '?';
}

function SessionFields({ definition, onChange }: Edit) {
  const { t } = useFormat();
  const { sessions } = definition;
  const set = (index: number, part: Partial<ScheduleSession>) =>
    onChange({
      ...definition,
      sessions: sessions.map((session, at) => (at === index ? { ...session, ...part } : session)),
    });
  return (
    <fieldset className="stack">
      <legend>{t('schedule.sessions')}</legend>
      {sessions.map((session, index) => (
        // Sessions have no identity of their own while they are edited but their place.
        <div key={index} className="session-row">
          <input
            aria-label={t('schedule.sessionKey')}
            value={session.key}
            maxLength={4}
            required
            onChange={(event) => set(index, { key: event.target.value })}
          />
          <input
            type="time"
            aria-label={t('schedule.start')}
            value={session.start}
            required
            onChange={(event) => set(index, { start: event.target.value })}
          />
          <input
            type="time"
            aria-label={t('schedule.end')}
            value={session.end}
            required
            onChange={(event) => set(index, { end: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            disabled={sessions.length === 1}
            onClick={() => onChange({ ...definition, sessions: sessions.filter((_, at) => at !== index) })}
          >
            <Trash2 aria-hidden size={16} />
            <span className="sr-only">{t('action.delete')}</span>
          </button>
        </div>
      ))}
      {sessions.length < 6 && (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            onChange({
              ...definition,
              sessions: [...sessions, { key: nextKey(sessions), start: '18:00', end: '20:00' }],
            })
          }
        >
          <Plus aria-hidden size={15} /> {t('schedule.addSession')}
        </button>
      )}
    </fieldset>
  );
}

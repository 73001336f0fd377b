import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Schedule, ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { post, put } from '../api.ts';
import { useFormat } from '../me.ts';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { HoursFields } from './schedule-fields.tsx';
import { Problem } from './states.tsx';
import { WeekPicture } from './week-picture.tsx';
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

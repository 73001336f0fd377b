import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { CalendarDayView } from '../../http/contracts/rules.ts';
import { patch, remove } from '../api.ts';
import { tryText } from '../i18n.ts';
import { useFormat, useRights } from '../me.ts';
import { longDay, shortDay } from '../time.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

type DayProps = { day: CalendarDayView; announce: boolean; onClose: () => void };

/** One day of the calendar: to read, to announce or rename, to take out. */
export function CalendarDayDialog({ day, announce, onClose }: DayProps) {
  const { t, language } = useFormat();
  const rights = useRights();
  return (
    <Dialog title={longDay(day.date, language)} onClose={onClose} testId="calendar-day">
      {rights.manages ? (
        <EditDay day={day} announce={announce} onClose={onClose} />
      ) : (
        <div className="dialog-body stack">
          <strong>{day.name}</strong>
          <Facts day={day} />
          <p>
            {t(`calendar.state.${day.state}`)}
            {day.source && <> · {day.source}</>}
          </p>
        </div>
      )}
    </Dialog>
  );
}

function Facts({ day }: { day: CalendarDayView }) {
  const { t } = useFormat();
  const sessions = day.sessionsOff.map((key) => tryText(t, `session.${key}`, key)).join(', ');
  return (
    <p className="quiet">
      {t(`calendar.kind.${day.kind}`)}
      {day.swappedWith && <> · {t('calendar.with', { date: shortDay(day.swappedWith) })}</>}
      {sessions && <> · {t('calendar.sessionsOff.are', { sessions })}</>}
    </p>
  );
}

function EditDay({ day, announce, onClose }: DayProps) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState({
    name: day.name,
    source: day.source ?? '',
    state: announce ? ('announced' as const) : day.state,
  });
  const finish = async (told: string) => {
    say(told);
    onClose();
    await queries.invalidateQueries();
  };
  const saving = useMutation({
    mutationFn: () =>
      patch(`/api/calendar/${day.id}`, {
        name: form.name.trim(),
        state: form.state,
        source: form.source.trim() || null,
      }),
    onSuccess: () => finish(t('calendar.saved')),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate();
  };
  const announced = form.state === 'announced';
  return (
    <form onSubmit={submit} className="dialog-form">
      <div className="dialog-body stack">
        <Facts day={day} />
        <TextField
          label={t('calendar.name')}
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
          maxLength={200}
          required
          testId="calendar-name"
        />
        <SelectField
          label={t('calendar.state')}
          value={form.state}
          onChange={(event) => setForm({ ...form, state: event.target.value as CalendarDayView['state'] })}
          testId="calendar-state"
        >
          <option value="expected">{t('calendar.state.expected')}</option>
          <option value="announced">{t('calendar.state.announced')}</option>
        </SelectField>
        <TextField
          label={t('calendar.source')}
          hint={t('calendar.source.hint')}
          value={form.source}
          onChange={(event) => setForm({ ...form, source: event.target.value })}
          maxLength={500}
          required={announced}
          testId="calendar-source"
        />
        {saving.isError && <Problem error={saving.error} />}
        <RemoveDay day={day} onGone={() => finish(t('calendar.removed'))} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
        <button
          type="submit"
          className="button button-primary"
          disabled={saving.isPending}
          data-testid="calendar-save"
        >
          {t('action.save')}
        </button>
      </footer>
    </form>
  );
}

/** Taking a day out, with what that would change; both halves of a swap go. */
function RemoveDay({ day, onGone }: { day: CalendarDayView; onGone: () => Promise<void> }) {
  const { t } = useFormat();
  const removing = useMutation({
    mutationFn: () => remove(`/api/calendar/${day.id}`),
    onSuccess: onGone,
  });
  return (
    <details className="versions" data-testid="calendar-remove">
      <summary>{t('calendar.remove')}</summary>
      <div className="stack">
        <p className="quiet">
          {t(day.kind.startsWith('swap') ? 'calendar.remove.swap' : 'calendar.remove.text')}
        </p>
        <WhatIfPreview change={{ kind: 'calendarRemove', id: day.id }} />
        {removing.isError && <Problem error={removing.error} />}
        <div>
          <button
            type="button"
            className="button button-danger"
            disabled={removing.isPending}
            onClick={() => removing.mutate()}
            data-testid="calendar-remove-confirm"
          >
            {t('calendar.remove')}
          </button>
        </div>
      </div>
    </details>
  );
}

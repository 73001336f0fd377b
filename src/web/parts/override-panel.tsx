import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { ScheduleOverrideView } from '../../http/contracts/schedule-book.ts';
import { list, post, remove } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { shortDay } from '../time.ts';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

/** Other hours on single dates of this year: a council session on a Sunday, for one. */
export function OverridePanel() {
  const { t } = useFormat();
  const rights = useRights();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const overrides = useQuery({
    queryKey: ['schedules', 'overrides'],
    queryFn: () => list<ScheduleOverrideView>('/api/schedule-overrides'),
  });
  const removing = useMutation({
    mutationFn: (id: string) => remove(`/api/schedule-overrides/${id}`),
    onSuccess: () => queries.invalidateQueries(),
  });
  const items = overrides.data ?? [];
  return (
    <section className="panel" data-testid="schedule-overrides">
      <header className="panel-head">
        <h2>{t('override.title')}</h2>
        {rights.manages && (
          <button
            type="button"
            className="button button-small"
            onClick={() => setAdding(true)}
            data-testid="override-add"
          >
            <Plus aria-hidden size={15} /> {t('override.add')}
          </button>
        )}
      </header>
      {items.length === 0 && <p className="quiet">{t('override.none')}</p>}
      <ul className="override-list">
        {items.map((it) => (
          <li key={it.id}>
            <b>{shortDay(it.date)}</b> {it.sessions.map(({ start, end }) => `${start}–${end}`).join(', ')}{' '}
            <span>{it.reason}</span>{' '}
            <small className="quiet">{it.target.name || t('override.everyone')}</small>
            {rights.manages && (
              <button
                type="button"
                className="icon-button"
                disabled={removing.isPending}
                onClick={() => removing.mutate(it.id)}
              >
                <Trash2 aria-hidden size={16} />
                <span className="sr-only">{t('action.delete')}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {removing.isError && <Problem error={removing.error} />}
      {adding && <OverrideDialog onClose={() => setAdding(false)} />}
    </section>
  );
}

/** Hours of one date for everyone, with what they would change. */
function OverrideDialog({ onClose }: { onClose: () => void }) {
  const { t, today } = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState({ date: today, start: '06:30', end: '11:00', reason: '' });
  const body = {
    date: form.date,
    target: { kind: 'office' as const },
    kind: 'hours' as const,
    sessions: [{ key: 'S', start: form.start, end: form.end }],
    reason: form.reason.trim(),
  };
  const saving = useMutation({
    mutationFn: () => post('/api/schedule-overrides', body),
    onSuccess: async () => {
      say(t('override.saved'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate();
  };
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    required: true,
    testId: `override-${name}`,
  });
  return (
    <Dialog title={t('override.add')} onClose={onClose} testId="override-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <TextField label={t('override.date')} type="date" {...field('date')} />
          <div className="pair">
            <TextField label={t('schedule.start')} type="time" {...field('start')} />
            <TextField label={t('schedule.end')} type="time" {...field('end')} />
          </div>
          <TextField label={t('override.reason')} maxLength={500} {...field('reason')} />
          <WhatIfPreview change={body.reason === '' ? null : { kind: 'scheduleOverride', body }} />
          {saving.isError && <Problem error={saving.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={saving.isPending}
            data-testid="override-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

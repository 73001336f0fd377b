import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { WhatIfChange } from '../../http/contracts/what-if.ts';
import { post } from '../api.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { schedulesQuery } from '../queries.ts';
import { Dialog } from './dialog.tsx';
import { CheckField, SelectField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

const kinds = ['holiday', 'compensation', 'halfHoliday', 'swap'] as const;
type Form = {
  kind: (typeof kinds)[number];
  date: string;
  other: string;
  name: string;
  source: string;
  sessionsOff: string[];
};
type Change = Extract<WhatIfChange, { kind: 'calendarDay' | 'calendarSwap' }>;

/** The change that the form stands for, null while something is missing. Without a source a day is only expected. */
function changeOf({ kind, date, other, sessionsOff, ...texts }: Form): Change | null {
  const [name, source] = [texts.name.trim(), texts.source.trim()];
  if (date === '') return null;
  if (kind === 'swap') {
    if (other === '' || source === '') return null;
    return { kind: 'calendarSwap', body: { off: date, work: other, source } };
  }
  if (name === '' || (kind === 'halfHoliday' && sessionsOff.length === 0)) return null;
  const facts = {
    name,
    source: source || null,
    state: source ? ('announced' as const) : ('expected' as const),
  };
  const swappedWith = kind === 'compensation' && other !== '' ? other : null;
  const free = kind === 'halfHoliday' ? sessionsOff : [];
  return { kind: 'calendarDay', body: { date, kind, ...facts, swappedWith, sessionsOff: free } };
}

/** A day or a swap that is not in the calendar yet, with every day it would alter before it is saved. */
export function CalendarAddDialog({ date, onClose }: { date: string; onClose: () => void }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState<Form>({
    kind: 'holiday',
    date,
    other: '',
    name: '',
    source: '',
    sessionsOff: [],
  });
  const change = changeOf(form);
  const saving = useMutation({
    mutationFn: ({ kind, body }: Change) =>
      post(kind === 'calendarSwap' ? '/api/calendar/swap' : '/api/calendar', body),
    onSuccess: async () => {
      say(t('calendar.saved'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (change) saving.mutate(change);
  };
  return (
    <Dialog title={t('calendar.add')} onClose={onClose} testId="calendar-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <AddFields form={form} onChange={(part) => setForm({ ...form, ...part })} />
          <WhatIfPreview change={change} />
          {saving.isError && <Problem error={saving.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={saving.isPending || change === null}
            data-testid="calendar-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

type Edit = { form: Form; onChange: (part: Partial<Form>) => void };

function AddFields({ form, onChange }: Edit) {
  const { t } = useFormat();
  const swap = form.kind === 'swap';
  const text = (name: 'date' | 'other' | 'name' | 'source') => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
    testId: `calendar-${name}`,
  });
  return (
    <>
      <SelectField
        label={t('calendar.kind')}
        value={form.kind}
        onChange={(event) => onChange({ kind: event.target.value as Form['kind'] })}
        testId="calendar-kind"
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`calendar.kind.${kind}`)}
          </option>
        ))}
      </SelectField>
      <div className="pair">
        <TextField
          label={t(swap ? 'calendar.off' : 'calendar.date')}
          type="date"
          required
          {...text('date')}
        />
        {swap && <TextField label={t('calendar.work')} type="date" required {...text('other')} />}
        {form.kind === 'compensation' && (
          <TextField label={t('calendar.compensates')} type="date" {...text('other')} />
        )}
      </div>
      {!swap && <TextField label={t('calendar.name')} maxLength={200} required {...text('name')} />}
      {form.kind === 'halfHoliday' && <SessionsOff form={form} onChange={onChange} />}
      <TextField
        label={t('calendar.source')}
        hint={t(swap ? 'calendar.source.hint' : 'calendar.source.orExpected')}
        maxLength={500}
        required={swap}
        {...text('source')}
      />
    </>
  );
}

/** The sessions of all schedules: which of them are free. */
function SessionsOff({ form, onChange }: Edit) {
  const { t } = useFormat();
  const schedules = useQuery(schedulesQuery).data ?? [];
  const sessions = schedules.flatMap(({ versions }) => versions.flatMap((it) => it.definition.sessions));
  const keys = [...new Set(sessions.map(({ key }) => key))];
  return (
    <fieldset>
      <legend>{t('calendar.sessionsOff')}</legend>
      {keys.map((key) => (
        <CheckField
          key={key}
          label={tryText(t, `session.${key}`, key)}
          checked={form.sessionsOff.includes(key)}
          onChange={(event) => {
            const others = form.sessionsOff.filter((it) => it !== key);
            onChange({ sessionsOff: event.target.checked ? [...others, key] : others });
          }}
        />
      ))}
    </fieldset>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { ScheduleTargetBody } from '../../http/contracts/schedule-book.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { divisionsQuery, employeesQuery } from '../queries.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

const targets = ['office', 'division', 'employee'] as const;
type Form = { kind: (typeof targets)[number]; id: string; validFrom: string; validTo: string };

function targetOf({ kind, id }: Form): ScheduleTargetBody | null {
  if (kind === 'office') return { kind };
  return id === '' ? null : { kind, id };
}

/** Lets the office, a division or a person keep a schedule from a day on, with what that would change. */
export function AssignmentDialog({ scheduleId, onClose }: { scheduleId: string; onClose: () => void }) {
  const { t, today } = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState<Form>({ kind: 'division', id: '', validFrom: today, validTo: '' });
  const target = targetOf(form);
  const body =
    target && form.validFrom !== ''
      ? { scheduleId, target, validFrom: form.validFrom, validTo: form.validTo || null }
      : null;
  const saving = useMutation({
    mutationFn: (whole: object) => post('/api/schedule-assignments', whole),
    onSuccess: async () => {
      say(t('assignment.saved'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (body) saving.mutate(body);
  };
  return (
    <Dialog title={t('assignment.add')} onClose={onClose} testId="assignment-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <TargetFields form={form} onChange={(part) => setForm({ ...form, ...part })} />
          <WhatIfPreview change={body && { kind: 'scheduleAssign', body }} />
          {saving.isError && <Problem error={saving.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={saving.isPending || body === null}
            data-testid="assignment-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function TargetFields({ form, onChange }: { form: Form; onChange: (part: Partial<Form>) => void }) {
  const { t } = useFormat();
  const divisions = useQuery(divisionsQuery).data ?? [];
  const employees = useQuery(employeesQuery).data ?? [];
  const choices =
    form.kind === 'division'
      ? divisions.map(({ id, name }) => ({ id, name }))
      : employees.map(({ id, fullName, code }) => ({ id, name: `${fullName} (${code})` }));
  return (
    <>
      <SelectField
        label={t('assignment.target')}
        value={form.kind}
        onChange={(event) => onChange({ kind: event.target.value as Form['kind'], id: '' })}
        testId="assignment-kind"
      >
        {targets.map((kind) => (
          <option key={kind} value={kind}>
            {t(`assignment.target.${kind}`)}
          </option>
        ))}
      </SelectField>
      {form.kind !== 'office' && (
        <SelectField
          label={t(`assignment.target.${form.kind}`)}
          value={form.id}
          required
          onChange={(event) => onChange({ id: event.target.value })}
          testId="assignment-target"
        >
          <option value="" disabled>
            {t('assignment.choose')}
          </option>
          {choices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <div className="pair">
        <TextField
          label={t('schedule.validFrom')}
          type="date"
          required
          value={form.validFrom}
          onChange={(event) => onChange({ validFrom: event.target.value })}
          testId="assignment-from"
        />
        <TextField
          label={t('assignment.lastDay')}
          hint={t('assignment.lastDay.open')}
          type="date"
          min={form.validFrom}
          value={form.validTo}
          onChange={(event) => onChange({ validTo: event.target.value })}
        />
      </div>
    </>
  );
}

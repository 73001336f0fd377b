import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { patch } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { officeQuery } from '../queries.ts';
import type { Office } from '../types.ts';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

/** The office's name and the time zone of its days. */
export function OfficePanel() {
  const office = useQuery(officeQuery);
  return (
    <section className="panel panel-narrow">
      <Loaded query={office}>{(data) => <OfficeForm office={data} />}</Loaded>
    </section>
  );
}

function OfficeForm({ office }: { office: Office }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (next: Office) => patch('/api/office', next),
    onSuccess: async () => {
      say(t('office.saved'));
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({ name: formText(form, 'name').trim(), timeZone: formText(form, 'timeZone').trim() });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextField label={t('office.name')} name="name" defaultValue={office.name} maxLength={200} required />
      <TextField
        label={t('office.timeZone')}
        hint={t('office.timeZone.hint')}
        name="timeZone"
        defaultValue={office.timeZone}
        list="time-zones"
        required
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {change.isError && <Problem error={change.error} />}
      <button type="submit" className="button button-primary" disabled={change.isPending}>
        {t('action.saveChanges')}
      </button>
    </form>
  );
}

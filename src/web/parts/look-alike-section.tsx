import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import type { FormEvent } from 'react';
import type { LookAlike } from '../../http/contracts/people.ts';
import { post, remove } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { employeesQuery, lookAlikesQuery, type EmployeeDetail } from '../queries.ts';
import { SelectField, TextField } from './field.tsx';
import { sayProblem } from './notice.tsx';
import { Problem } from './states.tsx';

/** Twins and others whom no camera may tell from this person alone. */
export function LookAlikeSection({ employee }: { employee: EmployeeDetail }) {
  const { t } = useFormat();
  const registered = useQuery(lookAlikesQuery(employee.id));
  const taken = registered.data ?? [];
  return (
    <section data-testid="look-alikes">
      <h3>{t('lookAlike.title')}</h3>
      <p className="quiet">{t('lookAlike.about')}</p>
      {registered.isError && <Problem error={registered.error} />}
      {taken.length > 0 && (
        <ul className="consents">
          {taken.map((other) => (
            <LookAlikeRow key={other.employeeId} other={other} employeeId={employee.id} />
          ))}
        </ul>
      )}
      <LookAlikeForm employeeId={employee.id} taken={taken.map((other) => other.employeeId)} />
    </section>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['look-alikes'] });
}

function LookAlikeRow({ other, employeeId }: { other: LookAlike; employeeId: string }) {
  const { t, dayAndClock } = useFormat();
  const refresh = useRefresh();
  const end = useMutation({
    mutationFn: () => remove(`/api/employees/${employeeId}/look-alikes/${other.employeeId}`),
    onError: sayProblem,
    onSettled: refresh,
  });
  return (
    <li className="consent">
      <Users aria-hidden size={18} />
      <div>
        <strong>{other.fullName}</strong>
        <small>
          {[
            other.code,
            other.note,
            t('lookAlike.added', { name: other.addedBy, time: dayAndClock(other.addedAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
      <button
        type="button"
        className="button button-small"
        disabled={end.isPending}
        onClick={() => end.mutate()}
      >
        {t('lookAlike.remove')}
      </button>
    </li>
  );
}

function LookAlikeForm({ employeeId, taken }: { employeeId: string; taken: string[] }) {
  const { t } = useFormat();
  const refresh = useRefresh();
  const people = useQuery(employeesQuery);
  const others = (people.data ?? []).filter(({ id }) => id !== employeeId && !taken.includes(id));
  const add = useMutation({
    mutationFn: (pair: { otherId: string; note: string }) =>
      post(`/api/employees/${employeeId}/look-alikes`, pair),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    add.mutate({ otherId: formText(form, 'otherId'), note: formText(form, 'note').trim() });
  };
  return (
    <form onSubmit={submit} className="stack">
      <div className="pair">
        <SelectField
          label={t('lookAlike.other')}
          name="otherId"
          required
          defaultValue=""
          testId="look-alike-other"
        >
          <option value="" disabled>
            {t('lookAlike.choose')}
          </option>
          {others.map(({ id, fullName, code }) => (
            <option key={id} value={id}>
              {fullName} ({code})
            </option>
          ))}
        </SelectField>
        <TextField label={t('lookAlike.note')} hint={t('lookAlike.note.hint')} name="note" maxLength={200} />
      </div>
      {add.isError && <Problem error={add.error} />}
      <button type="submit" className="button" disabled={add.isPending} data-testid="look-alike-save">
        {t('lookAlike.add')}
      </button>
    </form>
  );
}

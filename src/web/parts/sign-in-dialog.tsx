import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { SignIn } from '../../http/contracts/imports.ts';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { employeesQuery } from '../queries.ts';
import { instantAt } from '../time.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

const directions = ['inside', 'in', 'out'] as const;

/** Signs somebody in, with a reason; the person and the day may be given by where it was opened. */
export function SignInDialog({
  employee,
  date,
  onClose,
}: {
  employee?: { id: string; fullName: string };
  date?: string;
  onClose: () => void;
}) {
  const { t, today, timeZone } = useFormat();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (form: FormData) =>
      post<SignIn>('/api/sign-ins', {
        employeeId: employee?.id ?? formText(form, 'employeeId'),
        at: instantAt(formText(form, 'date'), formText(form, 'time'), timeZone),
        direction: formText(form, 'direction'),
        reason: formText(form, 'reason'),
      }),
    onSuccess: async () => {
      say(t('signIn.saved'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={t('signIn.add')} onClose={onClose} testId="sign-in-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <p className="quiet">{t('signIn.about')}</p>
          {employee === undefined ? <PersonField /> : <strong>{employee.fullName}</strong>}
          <div className="pair">
            <TextField
              label={t('signIn.date')}
              name="date"
              type="date"
              required
              max={today}
              defaultValue={date ?? today}
            />
            <TextField label={t('signIn.time')} name="time" type="time" required testId="sign-in-time" />
          </div>
          <SelectField label={t('signIn.direction')} name="direction">
            {directions.map((it) => (
              <option key={it} value={it}>
                {t(`signIn.direction.${it}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t('signIn.reason')}
            name="reason"
            required
            maxLength={500}
            testId="sign-in-reason"
          />
          {save.isError && <Problem error={save.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={save.isPending}
            data-testid="sign-in-save"
          >
            {t('signIn.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function PersonField() {
  const { t } = useFormat();
  const employees = useQuery(employeesQuery);
  return (
    <SelectField
      label={t('imports.person')}
      name="employeeId"
      required
      defaultValue=""
      testId="sign-in-person"
    >
      <option value="" disabled>
        {t('excusal.choosePerson')}
      </option>
      {employees.data?.map(({ id, fullName, code }) => (
        <option key={id} value={id}>
          {fullName} ({code})
        </option>
      ))}
    </SelectField>
  );
}

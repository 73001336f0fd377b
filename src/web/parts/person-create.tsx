import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Division, Employee } from '../../http/contracts/people.ts';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { divisionsQuery } from '../queries.ts';
import type { EmployeeCreate } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { PersonFields, personOf } from './person-fields.tsx';
import { Loaded, Problem } from './states.tsx';

/** Adds a person; then their own drawer opens, where consent and photos follow. */
export function PersonCreateDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (employeeId: string) => void;
}) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const divisions = useQuery(divisionsQuery);
  const [addingDivision, setAddingDivision] = useState(false);
  const create = useMutation({
    mutationFn: (person: EmployeeCreate) => post<Employee>('/api/employees', person),
    onSuccess: async (created) => {
      say(t('people.created', { name: created.fullName }));
      onCreated(created.id);
      await queries.invalidateQueries({ queryKey: ['employees'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(personOf(new FormData(event.currentTarget)));
  };
  return (
    <Dialog title={t('people.add')} onClose={onClose} testId="person-dialog">
      <Loaded query={divisions}>
        {(items) =>
          items.length === 0 || addingDivision ? (
            <DivisionForm first={items.length === 0} onDone={() => setAddingDivision(false)} />
          ) : (
            <form onSubmit={submit} className="dialog-form">
              <div className="dialog-body stack">
                <PersonFields />
                <button type="button" className="link-button" onClick={() => setAddingDivision(true)}>
                  {t('division.add')}
                </button>
                {create.isError && <Problem error={create.error} />}
              </div>
              <footer className="dialog-foot">
                <button type="button" className="button" onClick={onClose}>
                  {t('action.cancel')}
                </button>
                <button
                  type="submit"
                  className="button button-primary"
                  disabled={create.isPending}
                  data-testid="person-save"
                >
                  {t('people.saveAndContinue')}
                </button>
              </footer>
            </form>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function DivisionForm({ first, onDone }: { first: boolean; onDone: () => void }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (division: { code: string; name: string }) => post<Division>('/api/divisions', division),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['divisions'] });
      onDone();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({ code: formText(form, 'code').trim(), name: formText(form, 'name').trim() });
  };
  return (
    <form onSubmit={submit} className="dialog-form">
      <div className="dialog-body stack">
        {first && <div className="hint-panel">{t('division.first')}</div>}
        <TextField label={t('division.name')} name="name" maxLength={200} required testId="division-name" />
        <TextField
          label={t('division.code')}
          hint={t('division.code.hint')}
          name="code"
          maxLength={20}
          required
          testId="division-code"
        />
        {create.isError && <Problem error={create.error} />}
      </div>
      <footer className="dialog-foot">
        {!first && (
          <button type="button" className="button" onClick={onDone}>
            {t('action.cancel')}
          </button>
        )}
        <button
          type="submit"
          className="button button-primary"
          disabled={create.isPending}
          data-testid="division-save"
        >
          {t('action.save')}
        </button>
      </footer>
    </form>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Employee } from '../../http/contracts/people.ts';
import { patch, remove } from '../api.ts';
import { formText, formTextOrNull } from '../form.ts';
import { useFormat, useRights } from '../me.ts';
import { employeeQuery } from '../queries.ts';
import type { EmployeePatch } from '../types.ts';
import { EnrolmentChip } from './chip.tsx';
import { ConsentSection } from './consent-section.tsx';
import { Confirm, Dialog } from './dialog.tsx';
import { CheckField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { HistorySection } from './person-history.tsx';
import { LookAlikeSection } from './look-alike-section.tsx';
import { PersonFields, personOf } from './person-fields.tsx';
import { PhotoSection } from './photo-section.tsx';
import { Portrait } from './portrait.tsx';
import { Loaded, Problem, Skeleton } from './states.tsx';

/** A person's file: consent first, then photos, then what the office knows about them. */
export function PersonDrawer({ employeeId, onClose }: { employeeId: string; onClose: () => void }) {
  const { t } = useFormat();
  const rights = useRights();
  const employee = useQuery(employeeQuery(employeeId));
  return (
    <Dialog title={t('people.file')} onClose={onClose} shape="side" testId="person-drawer">
      <div className="dialog-body person-file">
        <Loaded query={employee} skeleton={<Skeleton rows={6} />}>
          {(data) => (
            <>
              <PersonHead employee={data} />
              <ConsentSection employee={data} editable={rights.manages} />
              <PhotoSection employee={data} editable={rights.manages} />
              {rights.manages && <LookAlikeSection employee={data} />}
              {rights.manages && <HistorySection employeeId={data.id} />}
              {rights.manages && <PersonForm key={data.id} employee={data} />}
              {rights.manages && <DeletePerson employee={data} onDeleted={onClose} />}
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

function PersonHead({ employee }: { employee: Employee }) {
  return (
    <div className="why-head">
      <Portrait name={employee.fullName} photoId={employee.portraitPhotoId} size="large" />
      <div>
        <strong className="why-name">{employee.fullName}</strong>
        <span className="quiet">
          {[employee.code, employee.division?.name, employee.title].filter(Boolean).join(' · ')}
        </span>
        <div className="chips">
          <EnrolmentChip employee={employee} />
        </div>
      </div>
    </div>
  );
}

function PersonForm({ employee }: { employee: Employee }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (person: EmployeePatch) => patch(`/api/employees/${employee.id}`, person),
    onSuccess: async () => {
      say(t('people.saved', { name: employee.fullName }));
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['employees'] }),
        queries.invalidateQueries({ queryKey: ['employee', employee.id] }),
      ]);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({
      ...personOf(form),
      leftOn: formTextOrNull(form, 'leftOn'),
      exempt: formText(form, 'exempt') === 'on',
    });
  };
  return (
    <section>
      <h3>{t('people.details')}</h3>
      <form onSubmit={submit} className="stack">
        <PersonFields employee={employee} />
        <TextField
          label={t('people.leftOn')}
          hint={t('people.leftOn.hint')}
          name="leftOn"
          type="date"
          defaultValue={employee.leftOn ?? ''}
        />
        <CheckField
          label={t('people.exempt')}
          hint={t('people.exempt.hint')}
          name="exempt"
          defaultChecked={employee.exempt}
        />
        {change.isError && <Problem error={change.error} />}
        <button
          type="submit"
          className="button button-primary"
          disabled={change.isPending}
          data-testid="person-update"
        >
          {t('action.saveChanges')}
        </button>
      </form>
    </section>
  );
}

function DeletePerson({ employee, onDeleted }: { employee: Employee; onDeleted: () => void }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const drop = useMutation({
    mutationFn: () => remove(`/api/employees/${employee.id}`),
    onSuccess: async () => {
      say(t('people.deleted', { name: employee.fullName }));
      onDeleted();
      await queries.invalidateQueries({ queryKey: ['employees'] });
    },
  });
  return (
    <section className="danger">
      <h3>{t('people.delete')}</h3>
      <p className="quiet">{t('people.delete.about')}</p>
      <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden size={16} /> {t('people.delete')}
      </button>
      {asking && (
        <Confirm
          title={t('people.delete.title', { name: employee.fullName })}
          text={t('people.delete.text')}
          action={t('action.deleteForGood')}
          busy={drop.isPending}
          error={drop.isError && <Problem error={drop.error} />}
          onConfirm={() => drop.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

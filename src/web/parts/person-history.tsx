import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import type { PersonHistory } from '../../http/contracts/person-history.ts';
import { post, remove } from '../api.ts';
import { formText, formTextOrNull } from '../form.ts';
import { useFormat } from '../me.ts';
import { divisionsQuery, historyQuery } from '../queries.ts';
import { shortDay } from '../time.ts';
import { PeriodEntry } from './person-period.tsx';
import { SelectField, TextField } from './field.tsx';
import { say, sayProblem } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

const categories = ['civilServant', 'publicEmployee', 'worker'] as const;
const placements = ['start', 'end', 'any'] as const;

/** Where a person belonged from which day on, and what was granted them; every change recomputes its days. */
export function HistorySection({ employeeId }: { employeeId: string }) {
  const { t } = useFormat();
  const history = useQuery(historyQuery(employeeId));
  return (
    <section aria-label={t('history.title')} data-testid="person-history">
      <h3>{t('history.title')}</h3>
      <Loaded query={history}>
        {(data) => (
          <>
            <Employment history={data} />
            <Postings employeeId={employeeId} history={data} />
            <Allowances employeeId={employeeId} history={data} />
            <Exemptions employeeId={employeeId} history={data} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Employment({ history: { joinedOn, leftOn } }: { history: PersonHistory }) {
  const { t } = useFormat();
  return (
    <p className="quiet">
      {joinedOn === null ? t('history.joinedUnknown') : t('history.joined', { date: shortDay(joinedOn) })}
      {leftOn !== null && <> {t('history.left', { date: shortDay(leftOn) })}</>}
    </p>
  );
}

type Part = { employeeId: string; history: PersonHistory };

function Postings({ employeeId, history }: Part) {
  const { t } = useFormat();
  const divisions = useQuery(divisionsQuery);
  const read = useReadAgain();
  const drop = useMutation({
    mutationFn: (id: string) => remove(`/api/postings/${id}`),
    onError: sayProblem,
    onSuccess: read,
  });
  return (
    <>
      <h4>{t('history.postings')}</h4>
      <ul>
        {history.postings.map((it) => (
          <li key={it.id}>
            {t('history.from', { date: shortDay(it.validFrom) })}: {it.division} ·{' '}
            {t(`category.${it.category}`)}
            {it.title && <> · {it.title}</>}
            {history.postings.length > 1 && (
              <button type="button" className="icon-button" onClick={() => drop.mutate(it.id)}>
                <Trash2 aria-hidden size={15} />
                <span className="sr-only">
                  {t('history.posting.remove', { date: shortDay(it.validFrom) })}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <AddForm
        path={`/api/employees/${employeeId}/postings`}
        title={t('history.posting.add')}
        bodyOf={(form) => ({
          divisionId: formText(form, 'divisionId'),
          category: formText(form, 'category'),
          title: formText(form, 'title'),
          validFrom: formText(form, 'validFrom'),
        })}
      >
        <TextField label={t('history.validFrom')} name="validFrom" type="date" required />
        <SelectField label={t('people.division')} name="divisionId" required>
          {divisions.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('history.category')} name="category">
          {categories.map((it) => (
            <option key={it} value={it}>
              {t(`category.${it}`)}
            </option>
          ))}
        </SelectField>
        <TextField label={t('people.title')} name="title" maxLength={120} />
      </AddForm>
    </>
  );
}

function Allowances({ employeeId, history }: Part) {
  const { t } = useFormat();
  return (
    <>
      <h4>{t('history.allowances')}</h4>
      <ul>
        {history.allowances.map((it) => (
          <PeriodEntry key={it.id} period={it} endPath={`/api/allowances/${it.id}/end`}>
            {t('history.minutes', { minutes: it.minutesPerDay })} · {t(`history.placement.${it.placement}`)}
            {it.ground !== null && <> · {it.ground}</>}
          </PeriodEntry>
        ))}
      </ul>
      <AddForm
        path={`/api/employees/${employeeId}/allowances`}
        title={t('history.allowance.add')}
        bodyOf={(form) => ({
          minutesPerDay: Number(formText(form, 'minutesPerDay')),
          placement: formText(form, 'placement'),
          ground: formText(form, 'ground'),
          ...periodOf(form),
        })}
      >
        <TextField
          label={t('history.minutesPerDay')}
          name="minutesPerDay"
          type="number"
          min={1}
          max={240}
          defaultValue={60}
          required
        />
        <SelectField label={t('history.placement')} name="placement">
          {placements.map((it) => (
            <option key={it} value={it}>
              {t(`history.placement.${it}`)}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t('history.ground')}
          hint={t('history.ground.hint')}
          name="ground"
          maxLength={500}
          required
        />
        <PeriodFields />
      </AddForm>
    </>
  );
}

function Exemptions({ employeeId, history }: Part) {
  const { t } = useFormat();
  return (
    <>
      <h4>{t('history.exemptions')}</h4>
      <ul>
        {history.exemptions.map((it) => (
          <PeriodEntry key={it.id} period={it} endPath={`/api/exemptions/${it.id}/end`}>
            {it.reason}
          </PeriodEntry>
        ))}
      </ul>
      <AddForm
        path={`/api/employees/${employeeId}/exemptions`}
        title={t('history.exemption.add')}
        bodyOf={(form) => ({ reason: formText(form, 'reason'), ...periodOf(form) })}
      >
        <TextField label={t('history.reason')} name="reason" maxLength={500} required />
        <PeriodFields />
      </AddForm>
    </>
  );
}

const periodOf = (form: FormData) => ({
  validFrom: formText(form, 'validFrom'),
  validTo: formTextOrNull(form, 'validTo'),
});

function PeriodFields() {
  const { t } = useFormat();
  return (
    <div className="pair">
      <TextField label={t('history.validFrom')} name="validFrom" type="date" required />
      <TextField label={t('history.validTo')} name="validTo" type="date" />
    </div>
  );
}

/** Everything that shows the person is read again. */
function useReadAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => personal.has(String(queryKey[0])) });
}
const personal = new Set(['history', 'employee', 'employees']);

function AddForm({
  path,
  title,
  bodyOf,
  children,
}: {
  path: string;
  title: string;
  bodyOf: (form: FormData) => object;
  children: ReactNode;
}) {
  const { t } = useFormat();
  const read = useReadAgain();
  const add = useMutation({
    mutationFn: ({ form }: { form: FormData; element: HTMLFormElement }) => post(path, bodyOf(form)),
    onSuccess: async (_answer, { element }) => {
      element.reset();
      say(t('history.saved'));
      await read();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    add.mutate({ form: new FormData(element), element });
  };
  return (
    <details>
      <summary>{title}</summary>
      <form onSubmit={submit} className="stack" aria-label={title}>
        {children}
        {add.isError && <Problem error={add.error} />}
        <button type="submit" className="button" disabled={add.isPending}>
          {t('action.save')}
        </button>
      </form>
    </details>
  );
}

import { useQuery } from '@tanstack/react-query';
import { CalendarCheck, Plus } from 'lucide-react';
import { useState } from 'react';
import { inOrderOfWork } from '../excusals.ts';
import { useFormat, useRights } from '../me.ts';
import { ExcusalCard } from '../parts/excusal-card.tsx';
import { ExcusalDialog } from '../parts/excusal-dialog.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { employeesQuery, excusalsQuery } from '../queries.ts';
import type { ExcusalFilter } from '../queries.ts';
import type { ExcusalState } from '../types.ts';

const states: ExcusalState[] = ['requested', 'approved', 'refused', 'cancelled'];

/** Leave, trips and other reasons not to be here: what waits for a decision first. */
export function ExcusalsPage() {
  const { t } = useFormat();
  const rights = useRights();
  const [filter, setFilter] = useState<ExcusalFilter>({ state: '', employeeId: '', month: '' });
  const [adding, setAdding] = useState(false);
  const excusals = useQuery(excusalsQuery(filter));
  const names = useNames();
  return (
    <>
      <PageHead title={t('nav.excusals')} lead={t('excusal.lead')}>
        {rights.manages && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => setAdding(true)}
            data-testid="excusal-add"
          >
            <Plus aria-hidden size={17} /> {t('excusal.add')}
          </button>
        )}
      </PageHead>
      <Filters filter={filter} onChange={setFilter} />
      <Loaded query={excusals} skeleton={<Skeleton rows={5} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('excusal.none')}
              text={t('excusal.none.text')}
              icon={<CalendarCheck aria-hidden size={26} />}
            />
          ) : (
            <ul className="excusals" aria-label={t('nav.excusals')} data-testid="excusals">
              {inOrderOfWork(items).map((excusal) => (
                <ExcusalCard key={excusal.id} excusal={excusal} name={names.get(excusal.employeeId) ?? '…'} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <ExcusalDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function useNames(): Map<string, string> {
  const employees = useQuery(employeesQuery);
  return new Map(employees.data?.map(({ id, fullName }) => [id, fullName]));
}

function Filters({ filter, onChange }: { filter: ExcusalFilter; onChange: (filter: ExcusalFilter) => void }) {
  const { t } = useFormat();
  const employees = useQuery(employeesQuery);
  return (
    <div className="filters">
      <select
        aria-label={t('excusal.state')}
        value={filter.state}
        onChange={(event) => onChange({ ...filter, state: event.target.value as ExcusalState | '' })}
      >
        <option value="">{t('excusal.allStates')}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`excusal.state.${state}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('excusal.person')}
        value={filter.employeeId}
        onChange={(event) => onChange({ ...filter, employeeId: event.target.value })}
      >
        <option value="">{t('excusal.everyone')}</option>
        {employees.data?.map(({ id, fullName }) => (
          <option key={id} value={id}>
            {fullName}
          </option>
        ))}
      </select>
      <input
        type="month"
        aria-label={t('excusal.month')}
        value={filter.month}
        onChange={(event) => onChange({ ...filter, month: event.target.value })}
      />
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import type { Employee } from '../../http/contracts/people.ts';
import { useFormat, useRights } from '../me.ts';
import { byName, matches } from '../order.ts';
import { BulkEnrolButton } from '../parts/bulk-enrol-dialog.tsx';
import { EnrolmentChip, enrolmentStage, type EnrolmentStage } from '../parts/chip.tsx';
import { GalleryHealthPanel } from '../parts/gallery-health.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PersonCreateDialog } from '../parts/person-create.tsx';
import { PersonDrawer } from '../parts/person-drawer.tsx';
import { Portrait } from '../parts/portrait.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { divisionsQuery, employeesQuery } from '../queries.ts';

type Filter = { search: string; divisionId: string; stage: EnrolmentStage | '' };
const stages: EnrolmentStage[] = ['noConsent', 'notEnrolled', 'incomplete', 'enrolled'];

export function PeoplePage() {
  const { t } = useFormat();
  const rights = useRights();
  const employees = useQuery(employeesQuery);
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const enrolled = employees.data?.filter(({ enrolment }) => enrolment === 'enrolled').length ?? 0;
  return (
    <>
      <PageHead
        title={t('nav.people')}
        lead={employees.data && t('people.lead', { total: employees.data.length, enrolled })}
      >
        {rights.manages && <BulkEnrolButton />}
        {rights.manages && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => setAdding(true)}
            data-testid="person-add"
          >
            <UserPlus aria-hidden size={17} /> {t('people.add')}
          </button>
        )}
      </PageHead>
      {rights.manages && <GalleryHealthPanel onOpen={setOpen} />}
      <Loaded query={employees} skeleton={<Skeleton rows={8} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('people.none')}
              text={t('people.none.text')}
              icon={<Users aria-hidden size={26} />}
            />
          ) : (
            <PeopleTable employees={items} onOpen={setOpen} />
          )
        }
      </Loaded>
      {adding && (
        <PersonCreateDialog
          onClose={() => setAdding(false)}
          onCreated={(employeeId) => {
            setAdding(false);
            setOpen(employeeId);
          }}
        />
      )}
      {open && <PersonDrawer employeeId={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function PeopleTable({ employees, onOpen }: { employees: Employee[]; onOpen: (employeeId: string) => void }) {
  const { t } = useFormat();
  const [filter, setFilter] = useState<Filter>({ search: '', divisionId: '', stage: '' });
  const shown = employees
    .filter(
      (employee) =>
        matches(filter.search, employee.fullName, employee.code, employee.title, employee.email) &&
        (filter.divisionId === '' || employee.division?.id === filter.divisionId) &&
        (filter.stage === '' || enrolmentStage(employee) === filter.stage),
    )
    .toSorted((a, b) => byName(a.fullName, b.fullName));
  return (
    <>
      <PeopleFilter filter={filter} onChange={setFilter} />
      <div className="table-scroll" role="region" aria-label={t('nav.people')} tabIndex={0}>
        <table className="table people" data-testid="people-table">
          <thead>
            <tr>
              <th>{t('people.name')}</th>
              <th>{t('people.code')}</th>
              <th>{t('people.division')}</th>
              <th>{t('people.title')}</th>
              <th>{t('people.enrolment')}</th>
              <th>
                <span className="sr-only">{t('action.edit')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((employee) => (
              <PersonRow key={employee.id} employee={employee} onOpen={() => onOpen(employee.id)} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <Empty title={t('state.noMatch')} text={t('state.noMatch.text')} />}
      </div>
    </>
  );
}

function PeopleFilter({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useFormat();
  const divisions = useQuery(divisionsQuery);
  return (
    <div className="filters">
      <SearchField value={filter.search} onChange={(search) => onChange({ ...filter, search })} />
      <select
        aria-label={t('people.division')}
        value={filter.divisionId}
        data-testid="filter-division"
        onChange={(event) => onChange({ ...filter, divisionId: event.target.value })}
      >
        <option value="">{t('people.allDivisions')}</option>
        {divisions.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={t('people.enrolment')}
        value={filter.stage}
        onChange={(event) => onChange({ ...filter, stage: event.target.value as EnrolmentStage | '' })}
      >
        <option value="">{t('people.allEnrolments')}</option>
        {stages.map((stage) => (
          <option key={stage} value={stage}>
            {t(`enrolment.${stage}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function PersonRow({ employee, onOpen }: { employee: Employee; onOpen: () => void }) {
  const { t } = useFormat();
  const rights = useRights();
  return (
    <tr data-testid={`person-${employee.code}`}>
      <th scope="row">
        <button type="button" className="person-cell person-open" disabled={!rights.manages} onClick={onOpen}>
          <Portrait name={employee.fullName} photoId={employee.portraitPhotoId} size="small" />
          <span>
            {employee.fullName}
            {employee.email && <small>{employee.email}</small>}
          </span>
        </button>
      </th>
      <td className="time">{employee.code}</td>
      <td>{employee.division?.name ?? '–'}</td>
      <td>
        {employee.title || '–'}
        {employee.category && <small className="cell-note">{t(`category.${employee.category}`)}</small>}
      </td>
      <td>
        <EnrolmentChip employee={employee} />
        {employee.photoCount > 0 && (
          <small className="cell-note">{t('people.photoCount', { count: employee.photoCount })}</small>
        )}
      </td>
      <td className="actions">
        {rights.manages && (
          <button type="button" className="button button-small" onClick={onOpen}>
            {t('action.open')}
          </button>
        )}
      </td>
    </tr>
  );
}

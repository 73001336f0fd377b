import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { DayOutcome, DayRecord } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { byName, matches } from '../order.ts';
import { SessionOutcome, useTold } from '../parts/chip.tsx';
import { DayPicker } from '../parts/day-picker.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Portrait } from '../parts/portrait.tsx';
import { RangeText } from '../parts/range-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { WhyDrawer } from '../parts/why-drawer.tsx';
import { recordsQuery } from '../queries.ts';
import { longDay } from '../time.ts';
import type { SessionResult } from '../types.ts';

type Filter = { search: string; division: string; outcome: DayOutcome | '' };
const noFilter: Filter = { search: '', division: '', outcome: '' };

export function RecordsPage() {
  const { t, language, today } = useFormat();
  const [search, setSearch] = useSearchParams();
  const date = search.get('date') ?? today;
  const records = useQuery(recordsQuery(date));
  const [filter, setFilter] = useState(noFilter);
  const [why, setWhy] = useState<string | null>(null);
  return (
    <>
      <PageHead title={t('records.title')} lead={longDay(date, language)}>
        <DayPicker date={date} today={today} onPick={(day) => setSearch({ date: day }, { replace: true })} />
      </PageHead>
      <Loaded query={records} skeleton={<Skeleton rows={8} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('records.none')} text={t('records.none.text')} />
          ) : (
            <>
              <RecordFilter records={items} filter={filter} onChange={setFilter} />
              <RecordTable records={filtered(items, filter)} onWhy={setWhy} />
            </>
          )
        }
      </Loaded>
      {why && <WhyDrawer employeeId={why} date={date} onClose={() => setWhy(null)} />}
    </>
  );
}

function filtered(records: DayRecord[], { search, division, outcome }: Filter): DayRecord[] {
  return records
    .filter(
      ({ employee, outcome: own }) =>
        matches(search, employee.fullName, employee.code) &&
        (division === '' || employee.division === division) &&
        (outcome === '' || own === outcome),
    )
    .toSorted((a, b) => byName(a.employee.fullName, b.employee.fullName));
}

function RecordFilter({
  records,
  filter,
  onChange,
}: {
  records: DayRecord[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const { t } = useFormat();
  const divisions = [...new Set(records.flatMap(({ employee }) => employee.division ?? []))].sort();
  const outcomes = [...new Set(records.map(({ outcome }) => outcome))];
  return (
    <div className="filters">
      <SearchField value={filter.search} onChange={(search) => onChange({ ...filter, search })} />
      <select
        aria-label={t('people.division')}
        value={filter.division}
        onChange={(event) => onChange({ ...filter, division: event.target.value })}
      >
        <option value="">{t('people.allDivisions')}</option>
        {divisions.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <select
        aria-label={t('record.outcome')}
        value={filter.outcome}
        onChange={(event) => onChange({ ...filter, outcome: event.target.value as DayOutcome | '' })}
      >
        <option value="">{t('records.allOutcomes')}</option>
        {outcomes.map((outcome) => (
          <option key={outcome} value={outcome}>
            {t(`outcome.${outcome}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Session keys in the order of the day; people may keep different schedules. */
function sessionKeys(records: DayRecord[]): string[] {
  const starts = new Map<string, string>();
  for (const { key, start } of records.flatMap(({ sessions }) => sessions)) {
    if (start < (starts.get(key) ?? '~')) starts.set(key, start);
  }
  return [...starts].sort(([, a], [, b]) => a.localeCompare(b)).map(([key]) => key);
}

function RecordTable({ records, onWhy }: { records: DayRecord[]; onWhy: (employeeId: string) => void }) {
  const { t } = useFormat();
  const keys = sessionKeys(records);
  return (
    <div className="table-scroll" role="region" aria-label={t('records.title')} tabIndex={0}>
      <table className="table records" data-testid="records-table">
        <thead>
          <tr>
            <th rowSpan={2}>{t('people.name')}</th>
            {keys.map((key) => (
              <th key={key} colSpan={3} scope="colgroup" className="group">
                {tryText(t, `session.${key}`, key)}
              </th>
            ))}
            <th rowSpan={2}>{t('record.symbol')}</th>
            <th rowSpan={2}>
              <span className="sr-only">{t('why.button')}</span>
            </th>
          </tr>
          <tr>
            {keys.map((key) => (
              <SessionHead key={key} />
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <RecordRow key={record.employee.id} record={record} keys={keys} onWhy={onWhy} />
          ))}
        </tbody>
      </table>
      {records.length === 0 && <Empty title={t('state.noMatch')} text={t('state.noMatch.text')} />}
    </div>
  );
}

function SessionHead() {
  const { t } = useFormat();
  return (
    <>
      <th className="group-start">{t('record.arrival')}</th>
      <th>{t('record.departure')}</th>
      <th>{t('record.outcome')}</th>
    </>
  );
}

function RecordRow({
  record,
  keys,
  onWhy,
}: {
  record: DayRecord;
  keys: string[];
  onWhy: (employeeId: string) => void;
}) {
  const { t } = useFormat();
  const { employee } = record;
  return (
    <tr data-testid={`record-${employee.code}`} data-outcome={record.outcome}>
      <th scope="row">
        <span className="person-cell">
          <Portrait name={employee.fullName} photoId={employee.portraitPhotoId} size="small" />
          <span>
            {employee.fullName}
            <small>{[employee.code, employee.division].filter(Boolean).join(' · ')}</small>
          </span>
        </span>
      </th>
      {keys.map((key) => (
        <SessionCells key={key} session={record.sessions.find((session) => session.key === key)} />
      ))}
      <td>
        <span
          className={record.provisional ? 'symbol symbol-provisional' : 'symbol'}
          title={record.provisional ? t('record.provisional') : undefined}
        >
          {record.symbol || '·'}
        </span>
      </td>
      <td className="actions">
        <button
          type="button"
          className="button button-small"
          onClick={() => onWhy(employee.id)}
          data-testid={`why-${employee.code}`}
          aria-label={t('why.of', { name: employee.fullName })}
        >
          {t('why.button')}
        </button>
      </td>
    </tr>
  );
}

function SessionCells({ session }: { session: SessionResult | undefined }) {
  if (!session) return <td colSpan={3} className="group-start" />;
  return <SessionResultCells session={session} />;
}

function SessionResultCells({ session }: { session: SessionResult }) {
  const told = useTold(session);
  return (
    <>
      <td className="group-start">
        <RangeText range={told ? session.arrival : null} of="arrival" />
      </td>
      <td>
        <RangeText range={told ? session.departure : null} of="departure" />
      </td>
      <td>
        <SessionOutcome session={session} />
      </td>
    </>
  );
}

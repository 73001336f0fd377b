import { Fragment } from 'react';
import type { DayOutcome, MonthSheet } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import { byName, groupBy } from '../order.ts';
import { weekdayLetter } from '../time.ts';
import { outcomeTone } from './chip.tsx';

type Person = MonthSheet['people'][number];
type Day = MonthSheet['days'][number];
/** Work days, late, early, absent, insufficient evidence. */
const totalColumns = 5;

type OpenDay = (employeeId: string, date: string) => void;

/** A month on screen, as the timesheet will hold it. A cell opens the reasons behind it. */
export function MonthGrid({ sheet, onOpen }: { sheet: MonthSheet; onOpen: OpenDay }) {
  const { t } = useFormat();
  return (
    <div className="table-scroll month" role="region" aria-label={t('report.title')} tabIndex={0}>
      <table className="month-grid" data-testid="month-grid">
        <MonthHead days={sheet.days} />
        <tbody>
          {groupBy(sheet.people, ({ employee }) => employee.division).map(({ name, items }) => (
            <Fragment key={name ?? ''}>
              <tr className="month-division">
                <th scope="rowgroup" className="month-name">
                  {name ?? t('people.noDivision')}
                </th>
                <td colSpan={sheet.days.length + totalColumns} />
              </tr>
              {items
                .toSorted((x, y) => byName(x.employee.fullName, y.employee.fullName))
                .map((person) => (
                  <PersonLine key={person.employee.id} person={person} days={sheet.days} onOpen={onOpen} />
                ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function dayClass(day: Day): string {
  if (day.holiday !== null) return 'day-holiday';
  return day.weekend ? 'day-weekend' : '';
}

function MonthHead({ days }: { days: Day[] }) {
  const { t, language, today } = useFormat();
  return (
    <thead>
      <tr>
        <th className="month-name">{t('people.name')}</th>
        {days.map((day) => (
          <th
            key={day.date}
            className={`${dayClass(day)}${day.date === today ? ' day-today' : ''}`}
            title={day.holiday ?? undefined}
          >
            {Number(day.date.slice(8))}
            <small>{weekdayLetter(day.date, language)}</small>
          </th>
        ))}
        <th className="total" title={t('report.workDays.long')}>
          {t('report.workDays')}
        </th>
        <th className="total" title={t('report.late.long')}>
          {t('report.late')}
        </th>
        <th className="total" title={t('report.early.long')}>
          {t('report.early')}
        </th>
        <th className="total" title={t('report.absent.long')}>
          {t('report.absent')}
        </th>
        <th className="total" title={t('report.insufficient.long')}>
          {t('report.insufficient')}
        </th>
      </tr>
    </thead>
  );
}

function PersonLine({ person, days, onOpen }: { person: Person; days: Day[]; onOpen: OpenDay }) {
  const { employee, totals } = person;
  const cells = new Map(person.cells.map((cell) => [cell.date, cell]));
  return (
    <tr data-testid={`month-${employee.code}`}>
      <th scope="row" className="month-name">
        {employee.fullName}
        <small>{employee.code}</small>
      </th>
      {days.map((day) => {
        const cell = cells.get(day.date);
        return (
          <td key={day.date} className={dayClass(day)}>
            {cell?.outcome && (
              <SymbolCell
                symbol={cell.symbol}
                outcome={cell.outcome}
                label={`${employee.fullName}, ${day.date}`}
                onOpen={() => onOpen(employee.id, day.date)}
              />
            )}
            {cell && cell.outcome === null && cell.symbol}
          </td>
        );
      })}
      <td className="total">{totals.workDays || ''}</td>
      <td className="total">{countAndMinutes(totals.lateCount, totals.lateMinutes)}</td>
      <td className="total">{countAndMinutes(totals.earlyCount, totals.earlyMinutes)}</td>
      <td className="total">{totals.absentSessions || ''}</td>
      <td className="total">{totals.insufficientSessions || ''}</td>
    </tr>
  );
}

function countAndMinutes(count: number, minutes: number): string {
  return count === 0 ? '' : `${count} · ${minutes}′`;
}

function SymbolCell({
  symbol,
  outcome,
  label,
  onOpen,
}: {
  symbol: string;
  outcome: DayOutcome;
  label: string;
  onOpen: () => void;
}) {
  const { t } = useFormat();
  const words = t(`outcome.${outcome}`);
  return (
    <button
      type="button"
      className={`cell tone-${outcomeTone(outcome)}`}
      title={`${symbol} ${words}`}
      aria-label={`${label}: ${words}`}
      onClick={onOpen}
    >
      {symbol || '·'}
    </button>
  );
}

/** What the symbols of this very month mean. */
export function MonthLegend({ sheet }: { sheet: MonthSheet }) {
  const { t } = useFormat();
  // One line for each outcome, with its plainest symbol: days that are half one thing, half another explain themselves.
  const symbols = new Map<DayOutcome, string>();
  for (const { symbol, outcome } of sheet.people.flatMap(({ cells }) => cells)) {
    const known = outcome === null ? undefined : symbols.get(outcome);
    if (outcome !== null && symbol !== '' && (known === undefined || symbol.length < known.length))
      symbols.set(outcome, symbol);
  }
  return (
    <ul className="legend" aria-label={t('report.legend')}>
      {[...symbols].map(([outcome, symbol]) => (
        <li key={outcome}>
          <span className={`cell tone-${outcomeTone(outcome)}`}>{symbol}</span> {t(`outcome.${outcome}`)}
        </li>
      ))}
      <li>
        <span className="cell day-weekend" /> {t('report.weekend')}
      </li>
    </ul>
  );
}

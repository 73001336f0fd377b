import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { CalendarDayView, LunarMonthView } from '../../http/contracts/rules.ts';
import { useFormat } from '../me.ts';
import { longDay, longMonth } from '../time.ts';
import { dayByKey, lunarOn, monthsOfYear, type MonthSheetOfYear } from '../year-calendar.ts';
import { week } from './week-picture.tsx';

type PictureProps = {
  year: number;
  days: CalendarDayView[];
  lunar: LunarMonthView[];
  onPick: (date: string) => void;
  /** The keys lead to a day of another year. */
  onLeave: (date: string) => void;
};

/** Twelve months. One day takes the focus; arrows, Page Up and Down, Home and End lead on from it, Enter opens it. */
export function YearPicture({ year, days, lunar, onPick, onLeave }: PictureProps) {
  const { today } = useFormat();
  const grid = useRef<HTMLDivElement>(null);
  const byKeys = useRef(false);
  const [wanted, setWanted] = useState(today);
  const inYear = wanted.startsWith(`${year}-`) ? wanted : `${year}-01-01`;
  useEffect(() => {
    if (byKeys.current) grid.current?.querySelector<HTMLElement>(`[data-date="${inYear}"]`)?.focus();
    byKeys.current = false;
  }, [inYear]);
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset['date'];
    const next = from === undefined ? null : dayByKey(event.key, from);
    if (next === null) return;
    event.preventDefault();
    byKeys.current = true;
    setWanted(next);
    if (!next.startsWith(`${year}-`)) onLeave(next);
  };
  const entries = new Map(days.map((day) => [day.date, day]));
  const pick = (date: string) => {
    setWanted(date);
    onPick(date);
  };
  return (
    <div ref={grid} className="year" onKeyDown={onKeyDown} data-testid="year-picture">
      {monthsOfYear(year).map((month) => (
        <Month
          key={month.period}
          month={month}
          entries={entries}
          lunar={lunar}
          focus={inYear}
          onPick={pick}
        />
      ))}
    </div>
  );
}

type DaysProps = {
  entries: Map<string, CalendarDayView>;
  lunar: LunarMonthView[];
  focus: string;
  onPick: (date: string) => void;
};

function Month({ month, ...days }: DaysProps & { month: MonthSheetOfYear }) {
  const { t, language } = useFormat();
  return (
    <table className="year-month">
      <caption>{longMonth(month.period, language)}</caption>
      <thead>
        <tr>
          {week.map((day) => (
            <th key={day} scope="col">
              {t(`weekday.${day}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {month.weeks.map((dates, at) => (
          <tr key={dates.find((date) => date !== null) ?? at}>
            {dates.map((date, weekday) => (
              <td key={date ?? weekday} className={weekday > 4 ? 'year-weekend' : undefined}>
                {date && <Day date={date} {...days} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ date, entries, lunar, focus, onPick }: DaysProps & { date: string }) {
  const { t, language, today } = useFormat();
  const entry = entries.get(date);
  const moon = lunarOn(lunar, date);
  const told = [
    longDay(date, language),
    moon && t(moon.leapMonth ? 'calendar.lunarLeap' : 'calendar.lunar', { day: moon.day, month: moon.month }),
    entry && `${t(`calendar.kind.${entry.kind}`)}: ${entry.name}`,
    entry && t(`calendar.state.${entry.state}`),
  ];
  const label = told.filter(Boolean).join(', ');
  const looks = entry ? ` day-${entry.kind} day-${entry.state}` : '';
  return (
    <button
      type="button"
      className={`year-day${looks}${date === today ? ' day-now' : ''}`}
      aria-label={label}
      aria-current={date === today ? 'date' : undefined}
      title={entry ? label : undefined}
      tabIndex={date === focus ? 0 : -1}
      data-date={date}
      onClick={() => onPick(date)}
    >
      <span>{Number(date.slice(8))}</span>
      <small>{moon && (moon.day === 1 ? `1/${moon.month}` : moon.day)}</small>
      {entry && <b aria-hidden>{t(`calendar.mark.${entry.kind}`)}</b>}
    </button>
  );
}

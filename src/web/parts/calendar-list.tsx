import { CalendarDays } from 'lucide-react';
import type { CalendarDayView } from '../../http/contracts/rules.ts';
import { useFormat, useRights } from '../me.ts';
import { shortDay, weekdayLetter } from '../time.ts';
import { Empty } from './states.tsx';

const kinds: CalendarDayView['kind'][] = ['holiday', 'compensation', 'halfHoliday', 'swapOff', 'swapWork'];

type ListProps = {
  year: number;
  days: CalendarDayView[];
  onOpen: (day: CalendarDayView, announce: boolean) => void;
};

/** The days of the year in words: what they are, the law or notice they rest on, and whether it is there yet. */
export function CalendarList({ year, days, onOpen }: ListProps) {
  const { t } = useFormat();
  const expected = days.filter(({ state }) => state === 'expected').length;
  return (
    <section className="panel" data-testid="calendar-list">
      <header className="panel-head">
        <h2>{t('calendar.days', { year: String(year) })}</h2>
        {expected > 0 && (
          <span className="chip tone-late">{t('calendar.expectedCount', { count: expected })}</span>
        )}
      </header>
      <ul className="calendar-legend">
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={`year-day day-${kind}`} aria-hidden>
              <b>{t(`calendar.mark.${kind}`)}</b>
            </span>
            {t(`calendar.kind.${kind}`)}
          </li>
        ))}
      </ul>
      {expected > 0 && <p className="quiet">{t('calendar.expected.text')}</p>}
      {days.length === 0 ? (
        <Empty
          title={t('calendar.none')}
          text={t('calendar.none.text')}
          icon={<CalendarDays aria-hidden size={26} />}
        />
      ) : (
        <ul className="rows">
          {days.map((day) => (
            <Entry key={day.id} day={day} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Entry({ day, onOpen }: { day: CalendarDayView; onOpen: ListProps['onOpen'] }) {
  const { t, language } = useFormat();
  const rights = useRights();
  const name = `${shortDay(day.date)} ${day.name}`;
  return (
    <li aria-label={name} data-testid={`calendar-${day.date}`} data-state={day.state}>
      <div>
        <b>
          {weekdayLetter(day.date, language)} {shortDay(day.date)}
        </b>{' '}
        {day.name}{' '}
        <span className={`chip tone-${day.state === 'announced' ? 'in' : 'late'}`}>
          {t(`calendar.state.${day.state}`)}
        </span>
        <small className="quiet">
          {t(`calendar.kind.${day.kind}`)}
          {day.swappedWith && <> · {t('calendar.with', { date: shortDay(day.swappedWith) })}</>}
          {day.source && <> · {day.source}</>}
        </small>
      </div>
      {rights.manages && day.state === 'expected' && (
        <button
          type="button"
          className="button button-small button-primary"
          aria-label={`${t('calendar.announce')}: ${name}`}
          onClick={() => onOpen(day, true)}
        >
          {t('calendar.announce')}
        </button>
      )}
      {rights.manages && (
        <button
          type="button"
          className="button button-small"
          aria-label={`${t('action.edit')}: ${name}`}
          onClick={() => onOpen(day, false)}
        >
          {t('action.edit')}
        </button>
      )}
    </li>
  );
}

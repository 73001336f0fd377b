import { useFormat } from '../me.ts';
import { spansOfYear, type Version } from '../seasons.ts';
import { shortDay } from '../time.ts';

const hoursOf = ({ definition }: Version) =>
  definition.sessions.map(({ start, end }) => `${start}–${end}`).join(', ');

/** This year as a line of seasons. One that holds all year needs no picture. */
export function VersionTimeline({ versions }: { versions: Version[] }) {
  const { t, today } = useFormat();
  const year = Number(today.slice(0, 4));
  const spans = spansOfYear(versions, year);
  if (spans.length < 2) return null;
  return (
    <ol
      className="season-line"
      aria-label={t('schedule.seasons', { year: String(year) })}
      data-testid="seasons"
    >
      {spans.map(({ version, left, width }) => (
        <li key={version.id} style={{ left: `${left}%`, width: `${width}%` }} title={hoursOf(version)}>
          <b>{t('schedule.from', { date: shortDay(version.validFrom) })}</b>
          <small>{hoursOf(version)}</small>
        </li>
      ))}
    </ol>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../me.ts';
import { useNow } from '../now.ts';
import { todayQuery } from '../queries.ts';
import { scaleOver, ticks } from '../scale.ts';
import type { CoverageStretch } from '../types.ts';
import { WatchedBar, watchedShare } from './watched-bar.tsx';

const ms = (instant: string) => new Date(instant).getTime();

/** When the camera watched its door today, and how much of the working hours so far. */
export function CameraCoverage({ stretches }: { stretches: CoverageStretch[] }) {
  const { t, today: date, timeZone } = useFormat();
  const today = useQuery(todayQuery(date));
  const now = useNow(30_000);
  const sessions = today.data?.sessions ?? [];
  const bounds = sessions.flatMap(({ start, end }) => [ms(start), ms(end)]);
  const shown = bounds.length > 0 ? bounds : [now - 3_600_000, now];
  const scale = scaleOver(shown, Math.max(60_000, (Math.max(...shown) - Math.min(...shown)) * 0.04));
  if (!scale) return null;
  const elapsed = sessions
    .map(({ start, end }) => ({ from: ms(start), to: Math.min(now, ms(end)) }))
    .filter(({ from, to }) => to > from);
  const total = elapsed.reduce((sum, { from, to }) => sum + to - from, 0);
  const watched = elapsed.reduce(
    (sum, { from, to }) => sum + watchedShare(stretches, from, to) * (to - from),
    0,
  );
  return (
    <div className="coverage">
      <div className="coverage-head">
        <span>{t('coverage.today')}</span>
        <b>{total > 0 ? `${Math.round((watched / total) * 100)}%` : '–'}</b>
      </div>
      <div className="coverage-track">
        <WatchedBar stretches={stretches} scale={scale} />
      </div>
      <div className="coverage-axis" aria-hidden>
        {ticks(scale, timeZone, 6).map(({ at, label }) => (
          <span key={at} style={{ left: `${scale.percent(at)}%` }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

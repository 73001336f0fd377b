import { useQuery } from '@tanstack/react-query';
import { gapsOf } from '../coverage-gaps.ts';
import { useFormat } from '../me.ts';
import { useNow } from '../now.ts';
import { todayQuery } from '../queries.ts';
import { scaleOver, ticks } from '../scale.ts';
import type { CoverageStretch } from '../types.ts';
import { WatchedBar, causeText, watchedShare } from './watched-bar.tsx';

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
      <CoverageGaps stretches={stretches} elapsed={elapsed} />
    </div>
  );
}

/** Gaps shown in words, and how short one must be to be left out. */
const gapsShown = 3;
const gapMs = 30_000;

/** The latest gaps within working hours, each with its cause. */
function CoverageGaps({
  stretches,
  elapsed,
}: {
  stretches: CoverageStretch[];
  elapsed: { from: number; to: number }[];
}) {
  const { t, clock } = useFormat();
  const gaps = elapsed
    .flatMap(({ from, to }) => gapsOf(stretches, from, to))
    .filter(({ from, to, cause }) => cause !== null && to - from >= gapMs)
    .slice(-gapsShown);
  if (gaps.length === 0) return null;
  return (
    <ul className="coverage-gaps quiet" aria-label={t('coverage.gaps')} data-testid="coverage-gaps">
      {gaps.map((gap) => (
        <li key={gap.from}>
          <span className="time">
            {clock(gap.from)}–{clock(gap.to)}
          </span>{' '}
          {causeText(t, gap)}
        </li>
      ))}
    </ul>
  );
}

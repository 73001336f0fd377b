import { gapsOf, type CoverageGap } from '../coverage-gaps.ts';
import { tryText, type Translate } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { useNow } from '../now.ts';
import { stretch } from '../scale.ts';
import type { Scale } from '../scale.ts';
import type { CoverageStretch } from '../types.ts';

const ms = (instant: string) => new Date(instant).getTime();

/** Why a camera was not watched, in words; null when nobody can say. */
export function causeText(t: Translate, { cause }: CoverageGap): string | null {
  if (cause === null) return null;
  return tryText(t, `coverage.cause.${cause}`, tryText(t, `cameraState.${cause}`, '')) || null;
}

/** When a camera was really watched; everything else up to now is drawn as a gap, with its cause. */
export function WatchedBar({ stretches, scale }: { stretches: CoverageStretch[]; scale: Scale }) {
  const { t, clock } = useFormat();
  const now = useNow(30_000);
  return (
    <span className="watched">
      {gapsOf(stretches, scale.from, Math.min(now, scale.to)).map((gap) => (
        <span
          key={gap.from}
          className="watched-gap"
          style={stretch(scale, gap.from, gap.to)}
          title={[`${t('coverage.gap')} ${clock(gap.from)}–${clock(gap.to)}`, causeText(t, gap)]
            .filter(Boolean)
            .join(': ')}
        />
      ))}
      {stretches
        .filter(({ from, to }) => ms(to) > scale.from && ms(from) < scale.to)
        .map(({ from, to }) => (
          <span
            key={from}
            className="watched-part"
            style={stretch(scale, ms(from), ms(to))}
            title={`${t('coverage.watched')} ${clock(from)}–${clock(to)}`}
          />
        ))}
    </span>
  );
}

/** Share of a time in which a camera was watched, 0..1. */
export function watchedShare(stretches: CoverageStretch[], from: number, to: number): number {
  if (to <= from) return 0;
  const watched = stretches.reduce(
    (sum, part) => sum + Math.max(0, Math.min(to, ms(part.to)) - Math.max(from, ms(part.from))),
    0,
  );
  return Math.min(1, watched / (to - from));
}

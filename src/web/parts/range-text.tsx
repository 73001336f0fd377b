import { useFormat } from '../me.ts';
import type { EvidenceRange } from '../types.ts';

/** When something happened, as far as the evidence says: a time, a range, or that it is open. */
export function RangeText({ range }: { range: EvidenceRange | null }) {
  const { t, clock } = useFormat();
  if (!range || (range.earliest === null && range.latest === null)) return <span className="quiet">–</span>;
  const { earliest, latest } = range;
  if (earliest === null)
    return <span className="time">{t('range.before', { time: clock(latest ?? '') })}</span>;
  if (latest === null) return <span className="time">{t('range.after', { time: clock(earliest) })}</span>;
  if (clock(earliest) === clock(latest)) return <span className="time">{clock(latest)}</span>;
  return (
    <span className="time time-range" title={t('why.range')}>
      {clock(earliest)}–{clock(latest)}
    </span>
  );
}

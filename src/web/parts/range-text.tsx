import type { Format } from '../me.ts';
import { useFormat } from '../me.ts';
import type { EvidenceRange } from '../types.ts';

type RangeProps = { range: EvidenceRange | null; of: 'arrival' | 'departure' };

/** When somebody came or went, as far as the evidence says: a time, a range, or that it is not known. */
export function RangeText({ range, of }: RangeProps) {
  const format = useFormat();
  const { t, clock } = format;
  if (!range || (range.earliest === null && range.latest === null)) return <span className="quiet">–</span>;
  const { earliest, latest } = range;
  // Only the possible side is known: nothing proves that they came (or went) at all.
  if (of === 'arrival' && latest === null) return <Unknown range={range} format={format} />;
  if (of === 'departure' && earliest === null) return <Unknown range={range} format={format} />;
  if (earliest === null)
    return <span className="time">{t('range.before', { time: clock(latest ?? '') })}</span>;
  if (latest === null)
    return <span className="time quiet">{t('range.after', { time: clock(earliest) })}</span>;
  if (clock(earliest) === clock(latest)) return <span className="time">{clock(latest)}</span>;
  return (
    <span className="time time-range" title={t('why.range')}>
      {clock(earliest)}–{clock(latest)}
    </span>
  );
}

function Unknown({ range, format }: { range: EvidenceRange; format: Format }) {
  const { t, clock } = format;
  const title =
    range.earliest === null
      ? t('range.possibleUntil', { time: clock(range.latest ?? '') })
      : t('range.possibleFrom', { time: clock(range.earliest) });
  return (
    <span className="quiet" title={title}>
      {t('range.unknown')}
    </span>
  );
}

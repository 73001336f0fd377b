import { useFormat } from '../me.ts';
import type { Presence } from '../types.ts';

/** Those always shown, in the order of a morning; the others only when there are any. */
const always: Presence[] = ['in', 'late', 'notYet', 'insufficientEvidence'];
const sometimes: Presence[] = ['out', 'absent', 'excused', 'off'];

/** How many stand how; each number is also a filter of the cards. */
export function TodayCounts({
  counts,
  shown,
  onShow,
}: {
  counts: Partial<Record<Presence, number>>;
  shown: Presence | null;
  onShow: (presence: Presence | null) => void;
}) {
  const { t } = useFormat();
  const listed = [...always, ...sometimes.filter((presence) => (counts[presence] ?? 0) > 0)];
  return (
    <div className="counts" role="group" aria-label={t('today.counts')}>
      {listed.map((presence) => (
        <button
          key={presence}
          type="button"
          className={`count tone-${presence}`}
          aria-pressed={shown === presence}
          data-testid={`count-${presence}`}
          onClick={() => onShow(shown === presence ? null : presence)}
        >
          <b>{counts[presence] ?? 0}</b>
          <span>{t(`presence.${presence}`)}</span>
          {presence === 'late' || presence === 'absent' ? <small>{t('finding.toVerify')}</small> : null}
        </button>
      ))}
    </div>
  );
}

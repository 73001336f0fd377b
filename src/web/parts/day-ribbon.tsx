import type { Today } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { useNow } from '../now.ts';
import { scaleOver, stretch, ticks } from '../scale.ts';
import type { Scale } from '../scale.ts';

const ms = (instant: string) => new Date(instant).getTime();

type Arrival = { at: number; card: Today['people'][number] };

/** Nearer than this (percent of the width) two marks would cover each other. */
const nearPercent = 1.1;
const lanes = 3;

/** Puts marks that would cover each other one below the other, as far as there is room. */
function inLanes(arrivals: Arrival[], scale: Scale): (Arrival & { lane: number })[] {
  const endOfLane = Array.from({ length: lanes }, () => -Infinity);
  return arrivals
    .toSorted((a, b) => a.at - b.at)
    .map((arrival) => {
      const left = scale.percent(arrival.at);
      const lane = Math.max(
        0,
        endOfLane.findIndex((end) => left - end >= nearPercent),
      );
      endOfLane[lane] = left;
      return { ...arrival, lane };
    });
}

/** The working day in one line: its sessions, when each person came, and now. */
export function DayRibbon({ today }: { today: Today }) {
  const { t, clock, timeZone } = useFormat();
  const now = useNow(15_000);
  const arrivals = today.people.flatMap((card) => (card.arrivalAt ? [{ at: ms(card.arrivalAt), card }] : []));
  const bounds = today.sessions.flatMap(({ start, end }) => [ms(start), ms(end)]);
  const span = Math.max(...bounds) - Math.min(...bounds);
  const scale = scaleOver([...bounds, ...arrivals.map(({ at }) => at)], Math.max(60_000, span * 0.05));
  if (!scale) return null;
  const nowInside = now > scale.from && now < scale.to;
  return (
    <figure className="ribbon" aria-label={t('today.ribbon')}>
      <div className="ribbon-plot">
        {today.sessions.map(({ key, start, end }) => (
          <div key={key} className="ribbon-session" style={stretch(scale, ms(start), ms(end))}>
            <span>
              {tryText(t, `session.${key}`, key)}{' '}
              <b>
                {clock(start)}–{clock(end)}
              </b>
            </span>
          </div>
        ))}
        {inLanes(arrivals, scale).map(({ at, card, lane }) => (
          <span
            key={card.employee.id}
            className={`ribbon-arrival tone-${card.presence === 'out' ? 'in' : card.presence}`}
            style={{ left: `${scale.percent(at)}%`, top: `${lane * 0.5}rem` }}
            title={`${card.employee.fullName} · ${clock(at)}`}
          />
        ))}
        {nowInside && (
          <span className="ribbon-now" style={{ left: `${scale.percent(now)}%` }}>
            <b>{clock(now)}</b>
          </span>
        )}
      </div>
      <div className="ribbon-axis" aria-hidden>
        {ticks(scale, timeZone, 14).map(({ at, label }) => (
          <span key={at} style={{ left: `${scale.percent(at)}%` }}>
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}

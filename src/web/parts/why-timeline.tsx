import type { DayRecordWhy } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import type { Format } from '../me.ts';
import { useNow } from '../now.ts';
import { scaleOver, stretch, ticks } from '../scale.ts';
import type { Scale } from '../scale.ts';
import type { EvidenceRange, SessionResult } from '../types.ts';
import { WatchedBar } from './watched-bar.tsx';

const ms = (instant: string) => new Date(instant).getTime();
const minuteMs = 60_000;

/** Every instant the drawing must show: sessions, evidence ranges, sightings. */
function instantsOf(why: DayRecordWhy): number[] {
  const ranges = why.sessions.flatMap(({ arrival, departure }) => [arrival, departure]);
  return [
    ...why.sessions.flatMap(({ start, end }) => [ms(start), ms(end)]),
    ...ranges.flatMap((range) => [range?.earliest, range?.latest]).flatMap((at) => (at ? [ms(at)] : [])),
    ...why.sightings.map(({ at }) => ms(at)),
    ...why.punches.map(({ at }) => ms(at)),
  ];
}

/** The day as evidence: the hours to keep, what was seen, and when the doors were watched. */
export function WhyTimeline({ why }: { why: DayRecordWhy }) {
  const format = useFormat();
  const { t, timeZone } = format;
  const now = useNow(30_000);
  const told = why.sessions.filter(({ outcome, start }) => outcome !== 'pending' || ms(start) <= now);
  const instants = instantsOf(why);
  const scale = scaleOver(
    instants,
    Math.max(minuteMs, (Math.max(...instants) - Math.min(...instants)) * 0.06),
  );
  if (!scale) return null;
  return (
    <figure className="timeline" aria-label={t('why.timeline')} data-testid="why-timeline">
      <Row label={t('why.sessions')}>
        {why.sessions.map((session) => (
          <SessionBar key={session.key} session={session} why={why} scale={scale} format={format} />
        ))}
      </Row>
      <Row label={t('why.arrival')}>
        {told.map(({ key, arrival }) => (
          <RangeBar key={key} range={arrival} scale={scale} format={format} kind="arrival" />
        ))}
      </Row>
      <Row label={t('why.departure')}>
        {told.map(({ key, departure }) => (
          <RangeBar key={key} range={departure} scale={scale} format={format} kind="departure" />
        ))}
      </Row>
      <Row label={t('why.sightings')}>
        {why.sightings.map((sighting) => (
          <span
            key={sighting.id}
            className={`tl-dot tl-dot-${sighting.outcome}`}
            style={{ left: `${scale.percent(ms(sighting.at))}%` }}
            title={`${format.seconds(sighting.at)} · ${sighting.camera.name} · ${t(`sighting.${sighting.outcome}`)}`}
          />
        ))}
      </Row>
      {why.punches.length > 0 && (
        <Row label={t('why.punches')}>
          {why.punches.map(({ id, at, direction }) => (
            <span
              key={id}
              className="tl-dot tl-dot-known"
              style={{ left: `${scale.percent(ms(at))}%` }}
              title={`${format.seconds(at)} · ${t(`punch.direction.${direction}`)}`}
            />
          ))}
        </Row>
      )}
      {why.coverage.map(({ camera, direction, watched }) => (
        <Row key={camera.id} label={camera.name} note={t(`direction.${direction}`)}>
          <WatchedBar stretches={watched} scale={scale} />
        </Row>
      ))}
      <div className="tl-row tl-axis" aria-hidden>
        <span />
        <div className="tl-track">
          {ticks(scale, timeZone, 8).map(({ at, label }) => (
            <span key={at} style={{ left: `${scale.percent(at)}%` }}>
              {label}
            </span>
          ))}
        </div>
      </div>
      <Legend />
    </figure>
  );
}

function Row({ label, note, children }: { label: string; note?: string; children: React.ReactNode }) {
  return (
    <div className="tl-row">
      <span className="tl-label">
        {label}
        {note && <small>{note}</small>}
      </span>
      <div className="tl-track">{children}</div>
    </div>
  );
}

type Part = { scale: Scale; format: Format };

function SessionBar({ session, why, scale, format }: Part & { session: SessionResult; why: DayRecordWhy }) {
  const { t, clock } = format;
  const start = ms(session.start);
  const end = ms(session.end);
  const definition = why.schedule?.definition;
  const graceEnd = start + (definition?.arrivalGraceMinutes ?? 0) * minuteMs;
  const graceStart = end - (definition?.departureGraceMinutes ?? 0) * minuteMs;
  const name = tryText(t, `session.${session.key}`, session.key);
  return (
    <>
      <span
        className="tl-session"
        style={stretch(scale, start, end)}
        title={`${name} ${clock(session.start)}–${clock(session.end)}`}
      >
        {name}
      </span>
      {graceEnd > start && (
        <span className="tl-grace" style={stretch(scale, start, graceEnd)} title={t('why.grace')} />
      )}
      {graceStart < end && (
        <span className="tl-grace" style={stretch(scale, graceStart, end)} title={t('why.grace')} />
      )}
    </>
  );
}

function RangeBar({
  range,
  scale,
  format,
  kind,
}: Part & { range: EvidenceRange | null; kind: 'arrival' | 'departure' }) {
  if (!range || (range.earliest === null && range.latest === null)) return null;
  const from = range.earliest === null ? scale.from : ms(range.earliest);
  const to = range.latest === null ? scale.to : ms(range.latest);
  const title = [range.earliest, range.latest].map((at) => (at ? format.seconds(at) : '…')).join(' – ');
  if (to - from < 1_000) {
    const left = `${scale.percent(to)}%`;
    return <span className={`tl-point tl-${kind}`} style={{ left }} title={title} />;
  }
  // With its proving side open, nothing shows that it happened at all.
  const unproven = (kind === 'arrival' ? range.latest : range.earliest) === null;
  return (
    <span
      className={`tl-range tl-${kind}${unproven ? ' tl-unproven' : ''}`}
      style={stretch(scale, from, to)}
      title={title}
    />
  );
}

function Legend() {
  const { t } = useFormat();
  return (
    <figcaption className="tl-legend">
      <span>
        <i className="key-grace" /> {t('why.grace')}
      </span>
      <span>
        <i className="key-range" /> {t('why.range')}
      </span>
      <span>
        <i className="key-dot" /> {t('sighting.known')}
      </span>
      <span>
        <i className="key-dot key-dot-open" /> {t('sighting.uncertain')}
      </span>
      <span>
        <i className="key-watched" /> {t('coverage.watched')}
      </span>
      <span>
        <i className="key-gap" /> {t('coverage.gap')}
      </span>
    </figcaption>
  );
}

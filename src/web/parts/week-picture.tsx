import type { ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import type { ScheduleSession, Weekday } from '../types.ts';

export const week: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const midnight = 24 * 60;
/** A stretch of a session on one day, in minutes of the day; a night on duty has two. */
type Stretch = { session: ScheduleSession; from: number; to: number };

/** What is drawn on a day: its own sessions, and what is left of the night before. */
function stretchesOn(definition: ScheduleDefinition, day: Weekday): Stretch[] {
  const sessionsOf = (of: Weekday) =>
    definition.weekdays.includes(of) ? (definition.otherDays?.[of] ?? definition.sessions) : [];
  const dayBefore = week.at(week.indexOf(day) - 1) ?? day;
  const nights = sessionsOf(dayBefore).filter(({ endsNextDay }) => endsNextDay);
  return [
    ...nights.map((session) => ({ session, from: 0, to: minutesOf(session.end) })),
    ...sessionsOf(day).map((session) => ({
      session,
      from: minutesOf(session.start),
      to: session.endsNextDay ? midnight : minutesOf(session.end),
    })),
  ].filter(({ from, to }) => to > from);
}

/** The hours that the picture spans: full hours around all sessions. */
function hoursAround(stretches: Stretch[]): { from: number; to: number } {
  if (stretches.length === 0) return { from: 6, to: 18 };
  const from = Math.floor(Math.min(...stretches.map((it) => it.from)) / 60) - 1;
  const to = Math.ceil(Math.max(...stretches.map((it) => it.to)) / 60) + 1;
  return { from: Math.max(0, from), to: Math.min(24, to) };
}

/** A working week at a glance: days across, hours down, the grace hatched. */
export function WeekPicture({ definition }: { definition: ScheduleDefinition }) {
  const { t } = useFormat();
  const { from, to } = hoursAround(week.flatMap((day) => stretchesOn(definition, day)));
  const top = (minutes: number) => ((minutes - from * 60) / ((to - from) * 60)) * 100;
  const hours = Array.from({ length: Math.floor((to - from) / 2) + 1 }, (_, index) => from + index * 2);
  return (
    <div className="week" role="img" aria-label={t('schedule.week')}>
      <div className="week-hours">
        {hours.map((hour) => (
          <span key={hour} style={{ top: `${top(hour * 60)}%` }}>
            {String(hour).padStart(2, '0')}:00
          </span>
        ))}
      </div>
      {week.map((day) => (
        <div key={day} className="week-day">
          <b>{t(`weekday.${day}`)}</b>
          <div className="week-track">
            {hours.map((hour) => (
              <i key={hour} style={{ top: `${top(hour * 60)}%` }} />
            ))}
            {stretchesOn(definition, day).map((stretch) => (
              <WeekSession
                key={`${stretch.session.key} ${stretch.from}`}
                stretch={stretch}
                definition={definition}
                top={top}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function WeekSession({
  stretch: { session, from, to },
  definition,
  top,
}: {
  stretch: Stretch;
  definition: ScheduleDefinition;
  top: (minutes: number) => number;
}) {
  const { t } = useFormat();
  const share = (minutes: number) => `${(minutes / (to - from)) * 100}%`;
  const [begins, ends] = [from === minutesOf(session.start), to === minutesOf(session.end)];
  return (
    <div className="week-session" style={{ top: `${top(from)}%`, height: `${top(to) - top(from)}%` }}>
      {begins && <span className="week-grace" style={{ height: share(definition.arrivalGraceMinutes) }} />}
      <strong>{tryText(t, `session.${session.key}`, session.key)}</strong>
      <span className="time">
        {session.start}–{session.end}
      </span>
      {ends && (
        <span
          className="week-grace week-grace-end"
          style={{ height: share(definition.departureGraceMinutes) }}
        />
      )}
    </div>
  );
}

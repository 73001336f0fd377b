import type { ScheduleDefinition } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import type { ScheduleSession, Weekday } from '../types.ts';

export const week: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The hours that the picture spans: full hours around all sessions. */
function hoursAround(sessions: ScheduleSession[]): { from: number; to: number } {
  const from = Math.floor(Math.min(...sessions.map(({ start }) => minutesOf(start))) / 60) - 1;
  const to = Math.ceil(Math.max(...sessions.map(({ end }) => minutesOf(end))) / 60) + 1;
  return { from: Math.max(0, from), to: Math.min(24, to) };
}

/** A working week at a glance: days across, hours down, the grace hatched. */
export function WeekPicture({ definition }: { definition: ScheduleDefinition }) {
  const { t } = useFormat();
  const sessionsOn = (day: Weekday) => definition.otherDays?.[day] ?? definition.sessions;
  const { from, to } = hoursAround(week.flatMap(sessionsOn));
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
            {definition.weekdays.includes(day) &&
              sessionsOn(day).map((session) => (
                <WeekSession key={session.key} session={session} definition={definition} top={top} />
              ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function WeekSession({
  session,
  definition,
  top,
}: {
  session: ScheduleSession;
  definition: ScheduleDefinition;
  top: (minutes: number) => number;
}) {
  const { t } = useFormat();
  const start = minutesOf(session.start);
  const end = minutesOf(session.end);
  const share = (minutes: number) => `${(minutes / (end - start)) * 100}%`;
  return (
    <div className="week-session" style={{ top: `${top(start)}%`, height: `${top(end) - top(start)}%` }}>
      <span className="week-grace" style={{ height: share(definition.arrivalGraceMinutes) }} />
      <strong>{tryText(t, `session.${session.key}`, session.key)}</strong>
      <span className="time">
        {session.start}–{session.end}
      </span>
      <span
        className="week-grace week-grace-end"
        style={{ height: share(definition.departureGraceMinutes) }}
      />
    </div>
  );
}

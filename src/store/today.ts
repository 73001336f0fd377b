import { addDays, toInstant, weekdayOf } from '../domain/civil-time.ts';
import { presence, type Today, type TodayCard } from '../http/contracts/attendance.ts';
import { presenceOf } from '../http/presence.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, instantOrNull } from './dates.ts';
import type { OfficeFacts } from './office.ts';
import { peopleBetween } from './people-on-day.ts';
import { outcomeOf } from './record-json.ts';
import { scheduleOn } from './schedules.ts';
import { bestFrames } from './sightings.ts';

/** The instants at which a day of the office begins and ends. */
export function dayBounds(date: string, timeZone: string): { from: Date; to: Date } {
  return {
    from: new Date(toInstant(date, '00:00', timeZone, 'start')),
    to: new Date(toInstant(addDays(date, 1), '00:00', timeZone, 'start')),
  };
}

/** The Today page: everyone who belongs to the office on that date, with or without a record yet. */
export async function todayOf(db: PrismaLike, office: OfficeFacts, date: string): Promise<Today> {
  const people = await cards(db, office, date);
  const counts = Object.fromEntries(
    presence.options.map((state) => [state, people.filter((it) => it.presence === state).length]),
  ) as Today['counts'];
  return {
    date,
    now: new Date().toISOString(),
    timeZone: office.timeZone,
    sessions: await sessionsOn(db, office, date),
    counts,
    people,
    pipeline: await pipeline(db),
  };
}

async function cards(db: PrismaLike, office: OfficeFacts, date: string): Promise<TodayCard[]> {
  const records = await db.dayRecord.findMany({
    where: { workDate: dateColumn(date) },
    omit: { record: true },
  });
  const recordOf = new Map(records.map((record) => [record.employeeId, record]));
  const sightingOf = await lastSightings(db, office, date);
  return (await peopleBetween(db, date, date)).map(({ title: _title, ...employee }) => {
    const record = recordOf.get(employee.id);
    const lastSighting = sightingOf.get(employee.id) ?? null;
    const outcome = record === undefined ? null : outcomeOf(record.outcome);
    return {
      employee,
      presence: presenceOf(outcome, lastSighting?.direction ?? null),
      outcome: outcome ?? 'pending',
      lateMinutes: record?.lateMinutes ?? 0,
      arrivalAt: instantOrNull(record?.arrivalAt ?? null),
      departureAt: instantOrNull(record?.departureAt ?? null),
      lastSighting,
      provisional: record?.provisional ?? true,
    };
  });
}

type LastSighting = NonNullable<TodayCard['lastSighting']>;

/** The last certain sighting of each person within a day. */
async function lastSightings(
  db: PrismaLike,
  office: OfficeFacts,
  date: string,
): Promise<Map<string, LastSighting>> {
  const { from, to } = dayBounds(date, office.timeZone);
  const rows = await db.sighting.findMany({
    where: { outcome: 'known', employeeId: { not: null }, at: { gte: from, lt: to } },
    distinct: ['employeeId'],
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      at: true,
      direction: true,
      employeeId: true,
      bestFrameId: true,
      camera: { select: { name: true } },
    },
  });
  const frames = await bestFrames(db, rows);
  return new Map(
    rows.map((row) => [
      row.employeeId ?? '',
      {
        id: row.id,
        at: instantOf(row.at),
        direction: row.direction,
        cameraName: row.camera.name,
        bestFrameId: row.bestFrameId === null ? null : (frames.get(row.bestFrameId) ?? null),
      },
    ]),
  );
}

/** The sessions of the office's own schedule on a date. */
async function sessionsOn(db: PrismaLike, office: OfficeFacts, date: string): Promise<Today['sessions']> {
  const found = await scheduleOn(db, null, date);
  return (found?.schedule.week[weekdayOf(date)] ?? []).map(({ key, start, end, endsNextDay }) => ({
    key,
    start: new Date(toInstant(date, start, office.timeZone, 'start')).toISOString(),
    end: new Date(
      toInstant(endsNextDay === true ? addDays(date, 1) : date, end, office.timeZone, 'end'),
    ).toISOString(),
  }));
}

async function pipeline(db: PrismaLike): Promise<Today['pipeline']> {
  const pending = await db.capture.aggregate({
    where: { state: 'pending' },
    _count: true,
    _min: { createdAt: true },
  });
  const oldest = pending._min.createdAt;
  return {
    waiting: pending._count,
    oldestSeconds: oldest === null ? 0 : Math.max(0, (Date.now() - oldest.getTime()) / 1000),
  };
}

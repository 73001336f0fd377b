import { askForComputed } from '../attendance/ask-for-days.ts';
import { loadOfficeBook, longAgo } from '../attendance/expectation.ts';
import { readCameraSettings } from '../captures/camera-settings.ts';
import type { Context } from '../context.ts';
import { unusualSilence, type ComparableDay } from '../domain/camera-silence.ts';
import { addDays, toInstant, toLocal } from '../domain/civil-time.ts';
import { expectationsOf } from '../domain/expect-day.ts';
import { clip, unite } from '../domain/intervals.ts';
import type { Person } from '../domain/types/schedule.ts';
import type { Interval, LocalDate } from '../domain/types/time.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { aliveWithinMs, longestAliveMs } from '../store/cameras.ts';
import { officeId } from '../store/compliance-inputs.ts';
import type { PrismaLike } from '../store/database.ts';

/** The same weekday of so many weeks is compared with. */
const weeks = 5;

type Watched = { id: string; settings: unknown; since: number };

/**
 * Looks for cameras that listen and bring nothing although comparable days were lively (`unusualSilence`), and ends the
 * silence of those that bring something again. Only cameras whose own events begin a capture are asked.
 */
export async function findSilentCameras(context: Context, now: Date): Promise<JobOutcome> {
  const { prisma } = context.database;
  await endSilences(prisma);
  const hours = await officeHours(prisma, now.getTime());
  for (const camera of await watchedNow(prisma, now.getTime())) {
    const silence = await silenceOf(prisma, camera, hours, now.getTime());
    if (silence === null) continue;
    const key = { cameraId: camera.id, fromAt: silence.fromAt };
    await prisma.cameraSilence.upsert({
      where: { cameraId_fromAt: key },
      create: { ...key, usual: silence.usual },
      update: {},
    });
  }
  const told = await tellSilences(context, now);
  return { status: told > 0 ? 'done' : 'skipped', told };
}

/** Silences that began or ended, also those of a process that died before it could tell: telling twice is harmless. */
async function tellSilences(context: Context, now: Date): Promise<number> {
  const { prisma } = context.database;
  const untold = await prisma.cameraSilence.findMany({ where: { toldAt: null }, orderBy: { fromAt: 'asc' } });
  for (const { id, fromAt: at, toAt } of untold) {
    await askForComputed(context, { at, until: toAt ?? now, reason: `silence ${id}` });
    await alertsQueue.enqueue(context.queues, { kind: 'silence', silenceId: id });
    await prisma.cameraSilence.update({ where: { id }, data: { toldAt: now } });
  }
  return untold.length;
}

/** Cameras that listen, see and are not silent already, each with since when it has been watched without a break. */
async function watchedNow(db: PrismaLike, now: number): Promise<Watched[]> {
  const rows = await db.camera.findMany({
    where: { enabled: true, state: 'listening', silences: { none: { toAt: null } } },
    select: {
      id: true,
      settings: true,
      coverage: {
        where: { endCause: null, toAt: { gt: new Date(now - longestAliveMs) } },
        orderBy: { toAt: 'desc' },
        take: 1,
        select: { fromAt: true, toAt: true },
      },
    },
    orderBy: { id: 'asc' },
  });
  return rows.flatMap(({ id, settings: column, coverage: [open] }) => {
    const settings = readCameraSettings(column);
    if (open === undefined || settings.trigger !== 'events') return [];
    const alive = open.toAt.getTime() > now - aliveWithinMs(settings);
    return alive ? [{ id, settings: column, since: open.fromAt.getTime() }] : [];
  });
}

type Hours = { zone: string; on(date: LocalDate, settings: unknown): Interval[] };

/** The hours in which a camera's silence matters: its own or the office's sessions, on days on which the office works. */
async function officeHours(db: PrismaLike, now: number): Promise<Hours> {
  const { timeZone } = await db.office.findUniqueOrThrow({ where: { id: 1 } });
  const today = toLocal(now, timeZone).date;
  const expectDay = expectationsOf(await loadOfficeBook(db, addDays(today, -7 * weeks), today));
  return {
    zone: timeZone,
    on: (date, settings) => {
      const { kind, sessions } = expectDay(anyone, date, { excusals: [], allowances: [] });
      const { hours } = readCameraSettings(settings);
      const works = sessions.length > 0 || kind === 'noSchedule';
      if (hours === null || !works) return sessions.map(({ scheduled }) => scheduled);
      const from = toInstant(date, hours.from, timeZone, 'start');
      const to = toInstant(hours.to > hours.from ? date : addDays(date, 1), hours.to, timeZone, 'end');
      return [{ from, to }];
    },
  };
}

/** Nobody in particular, of no division: what the office expects of everyone. */
const anyone: Person = {
  employeeId: '',
  joinedOn: longAgo,
  leftOn: null,
  postings: [
    {
      ...{ id: '', officeId, divisionId: '', category: 'civilServant', position: '' },
      ...{ validFrom: longAgo, validTo: null },
    },
  ],
  groups: [],
  exemptions: [],
};

async function silenceOf(
  db: PrismaLike,
  camera: Watched,
  hours: Hours,
  now: number,
): Promise<{ fromAt: Date; usual: number } | null> {
  const { date } = toLocal(now, hours.zone);
  const present = hours.on(date, camera.settings).find(({ from, to }) => from <= now && now < to);
  if (present === undefined) return null;
  const since = Math.max(present.from, camera.since);
  const last = await db.cameraEvent.aggregate({
    where: { cameraId: camera.id, receivedAt: { gte: new Date(since) } },
    _max: { receivedAt: true },
  });
  const fromAt = last._max.receivedAt ?? new Date(since);
  const silent = { from: fromAt.getTime(), to: now };
  // Cheap first: most cameras have just brought something.
  if (unusualSilence(silent.to - silent.from, always) === null) return null;
  const days = await comparableDays(db, camera, hours, silent);
  const usual = unusualSilence(silent.to - silent.from, days);
  return usual === null ? null : { fromAt, usual };
}

/** As lively as can be: what is not long enough with these is not long enough with any. */
const always: ComparableDay[] = Array.from({ length: weeks }, () => ({ watched: 1, events: Infinity }));

/** The same clock times of the same weekday in the weeks before, on days on which the office worked then. */
async function comparableDays(
  db: PrismaLike,
  { id: cameraId, settings }: Watched,
  hours: Hours,
  silent: Interval,
): Promise<ComparableDay[]> {
  const from = toLocal(silent.from, hours.zone);
  const midnight = toInstant(from.date, '00:00', hours.zone, 'start');
  const days: ComparableDay[] = [];
  for (let week = 1; week <= weeks; week++) {
    const date = addDays(from.date, -7 * week);
    const shift = toInstant(date, '00:00', hours.zone, 'start') - midnight;
    const then = { from: silent.from + shift, to: silent.to + shift };
    const worked = hours.on(date, settings).some((it) => it.from <= then.from && it.to >= then.to);
    if (worked) days.push(await dayOf(db, cameraId, then));
  }
  return days;
}

async function dayOf(db: PrismaLike, cameraId: string, then: Interval): Promise<ComparableDay> {
  const [from, to] = [new Date(then.from), new Date(then.to)];
  const stretches = await db.coverageInterval.findMany({
    where: { cameraId, fromAt: { lt: to }, toAt: { gt: from } },
    select: { fromAt: true, toAt: true },
  });
  const watched = clip(
    unite(stretches.map(({ fromAt, toAt }) => ({ from: fromAt.getTime(), to: toAt.getTime() }))),
    then,
  );
  const sum = watched.reduce((ms, it) => ms + it.to - it.from, 0);
  const events = await db.cameraEvent.count({ where: { cameraId, receivedAt: { gte: from, lt: to } } });
  return { watched: sum / (then.to - then.from), events };
}

/** Silences after which the camera brought something: over, whenever that was. */
async function endSilences(db: PrismaLike): Promise<void> {
  for (const { id, cameraId, fromAt } of await db.cameraSilence.findMany({ where: { toAt: null } })) {
    const next = await db.cameraEvent.aggregate({
      where: { cameraId, receivedAt: { gt: fromAt } },
      _min: { receivedAt: true },
    });
    const toAt = next._min.receivedAt;
    if (toAt !== null) await db.cameraSilence.update({ where: { id }, data: { toAt, toldAt: null } });
  }
}

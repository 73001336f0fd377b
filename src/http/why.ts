import type { Language } from '../i18n/messages.ts';
import { coverageBetween } from '../store/cameras.ts';
import type { PrismaLike } from '../store/database.ts';
import { readOffice } from '../store/office.ts';
import { punchesBetween } from '../store/punches-of-day.ts';
import { findRecord } from '../store/records.ts';
import { definitionOf } from '../store/schedule-definition.ts';
import { scheduleOn } from '../store/schedules.ts';
import { sightingsOf } from '../store/sightings.ts';
import { dayBounds } from '../store/today.ts';
import type { DayRecordWhy } from './contracts/attendance.ts';
import { derivationText } from './derivation-text.ts';

/** A record with the sightings, hours and coverage behind it. @throws AppError `not_found`. */
export async function whyOf(
  db: PrismaLike,
  employeeId: string,
  date: string,
  language: Language,
): Promise<DayRecordWhy> {
  const { record, domain, inputsDigest } = await findRecord(db, employeeId, date);
  const { from, to } = await spanOf(db, date, domain.sessions);
  const schedule = await scheduleOn(db, employeeId, date);
  return {
    ...record,
    derivation: derivationText(domain, language),
    inputsDigest,
    sightings: await sightingsOf(db, employeeId, from, to),
    punches: await punchesBetween(db, employeeId, from, to),
    schedule:
      schedule === null
        ? null
        : { name: schedule.name, validFrom: schedule.validFrom, definition: definitionOf(schedule.schedule) },
    coverage: await coverageOf(db, from, to),
  };
}

/** The day, and what of the night before or after its sessions' windows reach into. */
async function spanOf(
  db: PrismaLike,
  date: string,
  sessions: { window: { from: number; to: number } }[],
): Promise<{ from: Date; to: Date }> {
  const day = dayBounds(date, (await readOffice(db)).timeZone);
  return {
    from: new Date(Math.min(day.from.getTime(), ...sessions.map((session) => session.window.from))),
    to: new Date(Math.max(day.to.getTime(), ...sessions.map((session) => session.window.to))),
  };
}

async function coverageOf(db: PrismaLike, from: Date, to: Date): Promise<DayRecordWhy['coverage']> {
  const watched = await coverageBetween(db, from, to);
  const cameras = await db.camera.findMany({
    select: { id: true, name: true, direction: true, door: { select: { name: true } } },
    orderBy: { name: 'asc' },
  });
  return cameras.map(({ id, name, direction, door }) => ({
    camera: { id, name },
    door: door.name,
    direction,
    watched: watched.get(id) ?? [],
  }));
}

import { addDays, minuteOfDay } from '../domain/civil-time.ts';
import type { Validity } from '../domain/types/time.ts';
import { validateVersion } from '../domain/validate-schedule.ts';
import { AppError } from '../errors.ts';
import type { Schedule, ScheduleDefinition } from '../http/contracts/attendance.ts';
import type { Prisma } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, instantOf, isoDateOf } from './dates.ts';
import { peopleOfTarget } from './schedule-target.ts';
import { refuseIssues } from './refuse-issues.ts';
import {
  definitionOf,
  parseStoredSchedule,
  scheduleFrom,
  type StoredSchedule,
} from './schedule-definition.ts';

const whole = {
  versions: { orderBy: { validFrom: 'desc' } },
  assignments: { where: { employeeId: null, divisionId: null }, orderBy: { validFrom: 'desc' } },
} as const satisfies Prisma.WorkScheduleInclude;

type ScheduleRow = Prisma.WorkScheduleGetPayload<{ include: typeof whole }>;

function present(row: ScheduleRow): Schedule {
  return {
    id: row.id,
    name: row.name,
    isDefault: row.assignments.length > 0,
    versions: row.versions.map((version) => ({
      id: version.id,
      validFrom: isoDateOf(version.validFrom),
      definition: definitionOf(parseStoredSchedule(version.definition)),
      createdBy: version.createdBy,
      createdAt: instantOf(version.createdAt),
    })),
  };
}

/** Every schedule, the office's own first, its newest version first. */
export async function listSchedules(db: PrismaLike): Promise<Schedule[]> {
  const rows = await db.workSchedule.findMany({ include: whole, orderBy: { name: 'asc' } });
  return rows.map(present).sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

async function findSchedule(db: PrismaLike, id: string): Promise<ScheduleRow> {
  const row = await db.workSchedule.findUnique({ where: { id }, include: whole });
  if (row === null) throw new AppError('not_found', `no schedule ${id}`);
  return row;
}

/** @throws AppError `conflict` when the name is taken; `schedule_invalid`. */
export async function createSchedule(
  db: PrismaLike,
  input: { name: string; validFrom: string; definition: ScheduleDefinition; createdBy: string },
): Promise<Schedule> {
  const { name, validFrom, definition, createdBy } = input;
  requireSound(definition);
  if ((await db.workSchedule.count({ where: { name } })) > 0)
    throw new AppError('conflict', `schedule ${name} exists`, { details: { name } });
  const version = {
    validFrom: dateColumn(validFrom),
    definition: stored(scheduleFrom(definition, null)),
    createdBy,
  };
  const row = await db.workSchedule.create({ data: { name, versions: { create: version } }, include: whole });
  return present(row);
}

/**
 * Writes the hours that hold from a date on. What the form does not ask for is taken over from the version that holds
 * on that date.
 *
 * @throws AppError `not_found`, `schedule_invalid`.
 */
export async function putScheduleVersion(
  db: PrismaLike,
  scheduleId: string,
  input: { validFrom: string; definition: ScheduleDefinition; createdBy: string },
): Promise<Schedule> {
  requireSound(input.definition);
  const row = await findSchedule(db, scheduleId);
  const validFrom = dateColumn(input.validFrom);
  const held = row.versions.find((version) => version.validFrom <= validFrom);
  const before = held === undefined ? null : parseStoredSchedule(held.definition);
  const definition = stored(scheduleFrom(input.definition, before));
  const { createdBy } = input;
  await db.workScheduleVersion.upsert({
    where: { scheduleId_validFrom: { scheduleId, validFrom } },
    create: { scheduleId, validFrom, definition, createdBy },
    update: { definition, createdBy, createdAt: new Date() },
  });
  return present(await findSchedule(db, scheduleId));
}

/**
 * The dates on which the version of a schedule holds that begins on a date, and whose hours they are: null for
 * everyone's.
 */
export async function reachOfVersion(
  db: PrismaLike,
  scheduleId: string,
  validFrom: string,
): Promise<{ validity: Validity; people: string[] | null }> {
  const next = await db.workScheduleVersion.findFirst({
    where: { scheduleId, validFrom: { gt: dateColumn(validFrom) } },
    orderBy: { validFrom: 'asc' },
  });
  const validTo = next === null ? null : addDays(isoDateOf(next.validFrom), -1);
  const people = new Set<string>();
  for (const assignment of await db.scheduleAssignment.findMany({ where: { scheduleId } })) {
    const its = await peopleOfTarget(db, assignment);
    if (its === null) return { validity: { validFrom, validTo }, people: null };
    for (const id of its) people.add(id);
  }
  return { validity: { validFrom, validTo }, people: [...people] };
}

/**
 * The hours a person (null: the office) keeps on a date: by their own assignment, else their division's, else the
 * office's; null when none.
 */
export async function scheduleOn(
  db: PrismaLike,
  employeeId: string | null,
  date: string,
): Promise<{ name: string; validFrom: string; schedule: StoredSchedule } | null> {
  const validFrom = { lte: dateColumn(date) };
  const latest = { orderBy: { validFrom: 'desc' } } as const;
  const posting =
    employeeId === null ? null : await db.posting.findFirst({ where: { employeeId, validFrom }, ...latest });
  const targets = [
    ...(employeeId === null ? [] : [{ employeeId }]),
    ...(posting === null ? [] : [{ divisionId: posting.divisionId }]),
    { employeeId: null, divisionId: null },
  ];
  for (const target of targets) {
    const assignment = await db.scheduleAssignment.findFirst({
      where: { ...target, validFrom },
      ...latest,
      include: { schedule: { include: { versions: { where: { validFrom }, ...latest, take: 1 } } } },
    });
    if (assignment === null || (assignment.validTo !== null && isoDateOf(assignment.validTo) < date))
      continue;
    const [version] = assignment.schedule.versions;
    if (version === undefined) return null;
    return {
      name: assignment.schedule.name,
      validFrom: isoDateOf(version.validFrom),
      schedule: parseStoredSchedule(version.definition),
    };
  }
  return null;
}

/** @throws AppError `rule_input_invalid` for what the domain cannot work with. */
function stored(schedule: StoredSchedule): Prisma.InputJsonObject {
  const version = { id: '', scheduleId: '', validFrom: '2000-01-01', validTo: null, ...schedule };
  refuseIssues(validateVersion(version));
  return schedule;
}

/**
 * @throws AppError `schedule_invalid`: sessions end after they start, do not overlap, have names of their own, and are
 *   longer than the grace.
 */
function requireSound(definition: ScheduleDefinition): void {
  const refuse = (reason: string, session: string): never => {
    throw new AppError('schedule_invalid', `schedule: ${reason} (${session})`, {
      details: { reason, session },
    });
  };
  const sessions = definition.sessions.map(({ key, start, end, endsNextDay }) => ({
    key,
    start: minuteOfDay(start),
    end: minuteOfDay(end) + (endsNextDay === true ? 1440 : 0),
  }));
  const grace = Math.max(definition.arrivalGraceMinutes, definition.departureGraceMinutes);
  for (const { key, start, end } of sessions) {
    if (end <= start) refuse('endsBeforeStart', key);
    if (grace >= end - start) refuse('graceTooLong', key);
    if (sessions.filter((other) => other.key === key).length > 1) refuse('sameKey', key);
  }
  const sorted = [...sessions].sort((a, b) => a.start - b.start);
  for (const [index, session] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.start < session.end) refuse('overlap', next.key);
  }
}

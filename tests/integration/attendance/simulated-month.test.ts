import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForChange } from '../../../src/attendance/ask-for-change.ts';
import { askForDays } from '../../../src/attendance/ask-for-days.ts';
import { addDays, toInstant } from '../../../src/domain/civil-time.ts';
import { compileCoverage } from '../../../src/domain/coverage.ts';
import { evaluateDay } from '../../../src/domain/evaluate-day.ts';
import type { Proof } from '../../../src/domain/types/evidence.ts';
import type { DayExpectation, DayRecord } from '../../../src/domain/types/record.ts';
import type { DatedOverride, Excusal, Person } from '../../../src/domain/types/schedule.ts';
import { attendanceQueue } from '../../../src/queues/attendance.ts';
import { dateColumn, isoDateOf } from '../../../src/store/dates.ts';
import { start as startAttendance } from '../../../workers/attendance.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import {
  anOffice,
  isFalse,
  live,
  randomFrom,
  truth,
  type LivedDay,
  type Office,
} from '../../unit/domain/office-year.ts';
import { zone } from '../../unit/domain/builders.ts';

/**
 * A month of the simulated year through the real queue and database: exempt head, transfer in the middle of the month, nursing
 * mother, a night guard, leave and trips entered in any order with what the cameras saw, every job asked for twice.
 */
const first = '2026-06-01';
const last = '2026-06-30';
const chosen = [0, 3, 7, 48];
const dates = Array.from({ length: 30 }, (_, i) => addDays(first, i));

type Lived = { day: LivedDay; expectation: DayExpectation };

let scratch: Scratch;
let office: Office;
let people: Person[];
let lived: Lived[];
const idOf = new Map<string, string>();
const uuid = (name: string): string => {
  const known = idOf.get(name) ?? randomUUID();
  idOf.set(name, known);
  return known;
};

beforeAll(async () => {
  const random = randomFrom(20_260_601);
  office = anOffice(random);
  people = chosen.map((i) => office.people[i] as Person);
  lived = people.flatMap((person) =>
    dates.map((date) => {
      const expectation = office.expectDay(person, date, office);
      return { expectation, day: live(random, office, person, date, expectation) };
    }),
  );
  scratch = await scratchContext();
  await furnish();
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;

/** What is there before the month begins: hours, calendar, duties, people, and what the cameras watched. */
async function furnish(): Promise<void> {
  await db().office.update({ where: { id: 1 }, data: { timeZone: zone } });
  const { id: scheduleId } = await db().workSchedule.findFirstOrThrow();
  await db().workScheduleVersion.deleteMany();
  for (const { validFrom, week, rules } of office.book.versions) {
    const definition = JSON.parse(JSON.stringify({ week, rules })) as object;
    await db().workScheduleVersion.create({
      data: { scheduleId, validFrom: dateColumn(validFrom), definition, createdBy: 'an' },
    });
  }
  for (const code of ['a', 'b'])
    await db().division.create({ data: { id: uuid(code), code, name: `Phòng ${code}` } });
  for (const person of people) await enter(person);
  const duties = office.book.overrides.filter((it) => idOf.has(it.target.id) && inMonth(it));
  await db().datedOverride.createMany({ data: duties.map(overrideRow) });
  await watch();
}

async function enter(person: Person): Promise<void> {
  await db().employee.create({
    data: {
      id: uuid(person.employeeId),
      code: person.employeeId,
      fullName: person.employeeId,
      joinedOn: dateColumn('2026-05-31'),
      recognisable: { create: { fromAt: new Date('2020-01-01') } },
      postings: {
        create: person.postings.map((it) => ({
          divisionId: uuid(it.divisionId),
          category: it.category,
          validFrom: dateColumn(it.validFrom),
        })),
      },
      exemptions: {
        create: person.exemptions.map((it) => ({
          reason: it.reason,
          validFrom: dateColumn(it.validFrom),
          createdBy: 'an',
        })),
      },
      allowances: {
        create: office.allowances
          .filter((it) => it.employeeId === person.employeeId)
          .map(({ minutesPerDay, placement, ground, validFrom, validTo }) => ({
            minutesPerDay,
            placement,
            ground,
            validFrom: dateColumn(validFrom),
            validTo: validTo === null ? null : dateColumn(validTo),
            createdBy: 'an',
          })),
      },
    },
  });
}

const inMonth = ({ date }: DatedOverride): boolean => date >= addDays(first, -2) && date <= addDays(last, 2);

function overrideRow({ date, kind, target, sessions, reason }: DatedOverride) {
  const rows = JSON.parse(JSON.stringify(sessions)) as object[];
  return {
    date: dateColumn(date),
    kind,
    employeeId: uuid(target.id),
    sessions: rows,
    reason,
    createdBy: 'an',
  };
}

/** Two gates with a camera each way, watched but for the outages, and one in the hall. */
async function watch(): Promise<void> {
  const month = {
    from: toInstant(addDays(first, -2), '00:00', zone, 'start'),
    to: toInstant(addDays(last, 3), '00:00', zone, 'start'),
  };
  const camera = async (name: string, door: string, direction: 'in' | 'out' | 'inside') => {
    const reach = { address: name, username: '', password: new Uint8Array(1) };
    await db().camera.create({
      data: { id: uuid(name), name, ...reach, doorId: uuid(door), direction },
    });
  };
  for (const name of ['gate-a', 'gate-b', 'hall']) await db().door.create({ data: { id: uuid(name), name } });
  await camera('hall inside', 'hall', 'inside');
  for (const { doorId, direction, watched } of office.lanesOf(first, month)) {
    await camera(`${doorId} ${direction}`, doorId, direction);
    await db().coverageInterval.createMany({
      data: watched.map(({ from, to }) => ({
        cameraId: uuid(`${doorId} ${direction}`),
        fromAt: new Date(from),
        toAt: new Date(to),
        endCause: 'stopped',
      })),
    });
  }
}

async function deliverSighting(employeeId: string, proof: Proof): Promise<void> {
  const certain = proof.certainty === 'certain';
  const at = new Date(proof.at);
  const sighting = await db().sighting.create({
    data: {
      cameraId: uuid(`${proof.doorId ?? 'hall'} ${proof.direction}`),
      doorId: uuid(proof.doorId ?? 'hall'),
      direction: proof.direction,
      outcome: certain ? 'known' : 'uncertain',
      employeeId: certain ? employeeId : null,
      candidates: certain ? [] : [{ employeeId, distance: 0.5 }],
      at,
      firstAt: at,
      lastAt: at,
    },
  });
  await askForDays(scratch.context, sighting);
  await askForDays(scratch.context, sighting);
}

async function deliverExcusal(excusal: Excusal): Promise<void> {
  const employeeId = uuid(excusal.employeeId);
  const { kind, firstDate, lastDate, part, travelBufferMinutes, doesNotReturn, state } = excusal;
  const span = { firstDate: dateColumn(firstDate), lastDate: dateColumn(lastDate) };
  const facts = { kind, part, travelBufferMinutes, doesNotReturn, state };
  await db().excusal.create({ data: { employeeId, ...span, ...facts, requestedBy: 'an' } });
  await askForChange(
    scratch.context,
    { kind: 'excusal', before: null, after: excusal },
    [employeeId],
    'excusal',
  );
}

/** Everything that arrives in the course of the month, to be delivered in any order. */
function deliveries(): (() => Promise<void>)[] {
  const sightings = lived.flatMap(({ day }) =>
    day.proofs.map((proof) => () => deliverSighting(uuid(day.person.employeeId), proof)),
  );
  const excusals = office.excusals
    .filter((it) => people.some((person) => person.employeeId === it.employeeId))
    .filter((it) => it.firstDate <= addDays(last, 1) && it.lastDate >= addDays(first, -1))
    .map((excusal) => () => deliverExcusal(excusal));
  const days = lived.map(({ day: { date: workDate, person } }) => () => {
    const employeeId = uuid(person.employeeId);
    return attendanceQueue.enqueue(scratch.context.queues, { employeeId, workDate, reason: 'day began' });
  });
  return [...sightings, ...excusals, ...days];
}

/** Four at a time, as several processes would. */
async function deliverAll(all: (() => Promise<void>)[]): Promise<void> {
  const rest = all.values();
  const deliverNext = async (): Promise<void> => {
    for (const deliver of rest) await deliver();
  };
  await Promise.all([deliverNext(), deliverNext(), deliverNext(), deliverNext()]);
}

async function untilIdle(): Promise<void> {
  const queue = scratch.context.queues.get(attendanceQueue.name);
  for (let tries = 0; tries < 1_200; tries++) {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
    if (Object.values(counts).every((count) => count === 0)) return;
    await delay(100);
  }
  throw new Error('The queue never became idle');
}

/** What the engine says by itself about a day, with all that was seen of the person around it. */
function alone({ day: { person, date }, expectation }: Lived): DayRecord {
  const { span } = expectation;
  const seen = lived.filter(({ day }) => day.person === person).flatMap(({ day }) => day.proofs);
  return evaluateDay({
    employeeId: person.employeeId,
    expectation,
    proofs: seen.filter(({ at }) => at >= span.from && at < span.to),
    coverage: compileCoverage(office.lanesOf(date, span), span, expectation.rules.missRateLimit),
    corrections: [],
    evaluatedUntil: span.to,
  });
}

const verdict = ({ outcome, symbol, lateMinutes, earlyMinutes, sessions, candidates }: DayRecord) => ({
  outcome,
  symbol,
  lateMinutes,
  earlyMinutes,
  sessions: sessions.map((it) => [it.key, it.outcome]),
  candidates: candidates.map((it) => [it.sessionKey, it.kind, it.minutesCounted]),
});

let working = false;
async function work(): Promise<void> {
  if (!working) await startAttendance(scratch.context);
  working = true;
}

describe('a simulated month through the queue and the database', () => {
  it.each([1, 2])(
    'gives what the engine gives, delivered in order %i',
    async (order) => {
      const shuffled = randomFrom(order).shuffled(deliveries());
      const half = Math.floor(shuffled.length / 2);
      await deliverAll(shuffled.slice(0, half));
      // The workers come when half of it waits already, and work while the rest arrives.
      await work();
      await deliverAll(shuffled.slice(half));
      await untilIdle();

      const rows = await db().dayRecord.findMany();
      const records = new Map(
        rows.map((row) => [
          `${row.employeeId} ${isoDateOf(row.workDate)}`,
          row.record as unknown as DayRecord,
        ]),
      );
      let foundLate = 0;
      for (const it of lived) {
        const { person, date, stays, clean } = it.day;
        const record = records.get(`${uuid(person.employeeId)} ${date}`);
        const name = `${person.employeeId} ${date}`;
        expect(record && verdict(record), name).toEqual(verdict(alone(it)));
        const said = record?.candidates ?? [];
        expect(
          said.filter((candidate) => isFalse(candidate, it.expectation, stays)),
          name,
        ).toEqual([]);
        const late = said.filter(({ kind }) => kind === 'late');
        expect(clean ? trueLates(it) : [], name).toEqual(
          clean ? late.map(({ sessionKey }) => sessionKey) : [],
        );
        foundLate += late.length;
      }
      expect(foundLate).toBeGreaterThan(3);
      const open = await db().finding.findMany({ where: { state: 'candidate' } });
      const claimed = rows.flatMap(({ record }) => (record as unknown as DayRecord).candidates);
      expect(open).toHaveLength(claimed.length);
      expect(await db().finding.count({ where: { state: 'withdrawn' } })).toBeGreaterThan(0);

      await db().finding.deleteMany();
      await db().dayRecord.deleteMany();
      await db().sighting.deleteMany();
      await db().excusal.deleteMany();
    },
    180_000,
  );
});

/** Sessions somebody really came late to, by the rules of the day. */
function trueLates({ day, expectation: { sessions, rules, freeMinutes } }: Lived): string[] {
  return sessions
    .filter((session) => {
      const really = session.required === null ? null : truth(session, day.stays);
      return really !== null && really.late > rules.arrivalGraceMinutes + freeMinutes;
    })
    .map(({ key }) => key);
}

import { addDays, MINUTE, toInstant } from '../../../src/domain/civil-time.ts';
import { expectationsOf, type ExpectDay, type OfficeBook } from '../../../src/domain/expect-day.ts';
import { defaultRules } from '../../../src/domain/rules.ts';
import type { DoorLane, Proof } from '../../../src/domain/types/evidence.ts';
import type { Candidate, DayExpectation, ExpectedSession } from '../../../src/domain/types/record.ts';
import type {
  Allowance,
  DatedOverride,
  Excusal,
  Person,
  StaffPosting,
} from '../../../src/domain/types/schedule.ts';
import type { Interval } from '../../../src/domain/types/time.ts';
import { swapDays, vietnamHolidays } from '../../../src/domain/vietnam-holidays.ts';
import { aBook, anExcusal, aPerson, aVersion, zone } from './builders.ts';

/**
 * A year of an office, lived from a seed: fifty people with habits, Tết, an exchanged day, summer and winter hours, night
 * guards, a nursing mother, transfers, leave and trips entered late, doors that go blind, faces missed or uncertain.
 * The simulator knows where everyone really was; the engine only gets what the cameras saw.
 */

/** A small seeded generator (Weyl sequence, mixed). */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    chance: (p: number) => next() < p,
    between: (from: number, to: number) => Math.floor(from + next() * (to - from + 1)),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
    shuffled<T>(items: readonly T[]): T[] {
      return items
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map((x) => x.item);
    },
  };
}
export type Random = ReturnType<typeof randomFrom>;

export const year = 2026;
const doors = ['gate-a', 'gate-b'];
const summer = [
  { key: 'S', start: '07:00', end: '11:30' },
  { key: 'C', start: '13:30', end: '17:00' },
];
const winter = [
  { key: 'S', start: '07:30', end: '12:00' },
  { key: 'C', start: '13:30', end: '17:00' },
];
const nightDuty = [{ key: 'T', start: '17:00', end: '06:00', endsNextDay: true }];

/** What one person really did on one day, as stays, and what the cameras made of it. */
export type LivedDay = {
  person: Person;
  date: string;
  stays: Interval[];
  /** Where the plan said to be; the person's excusals of the whole year are in `office`. */
  proofs: Proof[];
  /** Every passage was seen for certain and every door covered all day. */
  clean: boolean;
};

export type Office = {
  people: Person[];
  book: OfficeBook;
  expectDay: ExpectDay;
  excusals: Excusal[];
  allowances: Allowance[];
  /** Lanes of a date, shared by everyone. */
  lanesOf: (date: string, span: Interval) => DoorLane[];
};

/** Builds the office: its people, its rules, its blind hours. */
export function anOffice(random: Random): Office {
  const people = Array.from({ length: 50 }, (_, i) => aStaffMember(i));
  const rules = { ...defaultRules, restAfterDutyMinutes: 720 };
  const version = (id: string, validFrom: string, validTo: string | null, sessions: typeof summer) =>
    aVersion({ id, validFrom, validTo, sessions, rules });
  const versions = [
    version('w1', '2020-01-01', `${year}-04-15`, winter),
    version('s1', `${year}-04-16`, `${year}-10-15`, summer),
    version('w2', `${year}-10-16`, null, winter),
  ];
  const book = aBook({
    versions,
    overrides: people.filter((p) => isGuard(p)).flatMap(dutiesOf),
    calendar: [...vietnamHolidays(year), ...swapDays(`${year}-01-02`, `${year}-01-10`, '12729/VPCP', null)],
  });
  const outages = Array.from({ length: 120 }, () => {
    const from =
      toInstant(addDays(`${year}-01-01`, random.between(0, 364)), '05:00', zone, 'start') +
      random.between(0, 15 * 60) * MINUTE;
    return { doorId: random.pick(doors), from, to: from + random.between(2, 240) * MINUTE };
  });
  return {
    people,
    book,
    expectDay: expectationsOf(book),
    excusals: people.flatMap((p) => excusalsOf(p, random)),
    allowances: [
      {
        id: 'nursing',
        employeeId: 'e7',
        minutesPerDay: 60,
        placement: 'start',
        ground: 'BLLĐ Đ137.4',
        validFrom: `${year}-02-01`,
        validTo: `${year}-08-31`,
      },
      {
        id: 'care',
        employeeId: 'e8',
        minutesPerDay: 30,
        placement: 'any',
        ground: 'BLLĐ',
        validFrom: `${year}-01-01`,
        validTo: null,
      },
    ],
    lanesOf: (_date, span) => lanesWithout(outages, span),
  };
}

function isGuard(person: Person): boolean {
  return Number(person.employeeId.slice(1)) >= 48;
}

function aStaffMember(i: number): Person {
  const posting = (
    id: string,
    divisionId: string,
    validFrom: string,
    validTo: string | null,
  ): StaffPosting => ({
    id: `e${i}-${id}`,
    officeId: 'office',
    divisionId,
    category: i % 5 === 0 ? 'worker' : 'civilServant',
    position: 'Chuyên viên',
    validFrom,
    validTo,
  });
  const moved = i % 10 === 3;
  return aPerson({
    employeeId: `e${i}`,
    joinedOn: i === 11 ? `${year}-03-10` : '2020-01-01',
    leftOn: i === 12 ? `${year}-09-20` : null,
    postings: moved
      ? [posting('a', 'a', '2020-01-01', `${year}-06-14`), posting('b', 'b', `${year}-06-15`, null)]
      : [posting('a', i % 2 ? 'a' : 'b', '2020-01-01', null)],
    exemptions: i === 0 ? [{ id: 'x', reason: 'Lãnh đạo', validFrom: `${year}-01-01`, validTo: null }] : [],
  });
}

function dutiesOf(person: Person): DatedOverride[] {
  const first = Number(person.employeeId.slice(1)) % 3;
  return Array.from({ length: 121 }, (_, k) => addDays(`${year}-01-01`, first + k * 3)).map((date) => ({
    id: `duty-${person.employeeId}-${date}`,
    date,
    target: { kind: 'employee' as const, id: person.employeeId },
    sessions: nightDuty,
    kind: 'duty' as const,
    reason: 'Lịch trực',
  }));
}

function excusalsOf(person: Person, random: Random): Excusal[] {
  return Array.from({ length: 14 }, (_, k) => {
    const firstDate = addDays(`${year}-01-01`, random.between(0, 360));
    const kind = random.pick(['leave', 'sick', 'businessTrip', 'meeting', 'training'] as const);
    const byClock = kind === 'businessTrip' || kind === 'meeting';
    const start = random.between(7, 14);
    const part = byClock
      ? {
          kind: 'times' as const,
          start: `${String(start).padStart(2, '0')}:30`,
          end: `${String(start + random.between(1, 3)).padStart(2, '0')}:00`,
        }
      : random.chance(0.4)
        ? { kind: 'sessions' as const, keys: [random.pick(['S', 'C'])] }
        : { kind: 'day' as const };
    return anExcusal({
      id: `${person.employeeId}-x${k}`,
      employeeId: person.employeeId,
      kind,
      firstDate,
      lastDate: byClock ? firstDate : addDays(firstDate, random.between(0, 3)),
      part,
      travelBufferMinutes: byClock ? 15 : 0,
      doesNotReturn: byClock && random.chance(0.3),
    });
  });
}

function lanesWithout(outages: readonly (Interval & { doorId: string })[], span: Interval): DoorLane[] {
  return doors.flatMap((doorId) => {
    let watched: Interval[] = [span];
    for (const o of outages) {
      if (o.doorId !== doorId || o.to <= span.from || o.from >= span.to) continue;
      watched = watched.flatMap((w) => [
        { from: w.from, to: Math.min(w.to, o.from) },
        { from: Math.max(w.from, o.to), to: w.to },
      ]);
    }
    const kept = watched.filter((w) => w.to > w.from);
    return (['in', 'out'] as const).map((direction) => ({ doorId, direction, watched: kept }));
  });
}

/** One person lives one day: decides what to do, does it, and is or is not seen. */
export function live(
  random: Random,
  office: Office,
  person: Person,
  date: string,
  expectation: DayExpectation,
): LivedDay {
  const stays = decideStays(random, expectation);
  const lanes = office.lanesOf(date, expectation.span);
  const day: LivedDay = { person, date, stays, proofs: [], clean: true };
  const whole = (lane: DoorLane) =>
    lane.watched.length === 1 &&
    lane.watched[0]?.from === expectation.span.from &&
    lane.watched[0].to === expectation.span.to;
  day.clean = lanes.every(whole);
  // On days without gaps at most one passage is missed: a crowd, a mask, a turned head.
  let mayMiss = day.clean && random.chance(0.15);
  stays.forEach((stay, i) => {
    for (const [direction, at] of [
      ['in', stay.from],
      ['out', stay.to],
    ] as const) {
      const doorId = random.pick(doors);
      const watched = lanes.some(
        (l) =>
          l.doorId === doorId &&
          l.direction === direction &&
          l.watched.some((w) => w.from <= at && at < w.to),
      );
      const missed = mayMiss && random.chance(0.4);
      if (missed) mayMiss = false;
      const uncertain = random.chance(0.03);
      if (!watched || missed || uncertain) day.clean = false;
      if (!watched || missed) continue;
      day.proofs.push(
        proofOf(`${person.employeeId} ${date} ${i} ${direction}`, at, doorId, direction, uncertain),
      );
    }
    if (random.chance(0.2) && stay.to - stay.from > 10 * MINUTE) {
      const at = stay.from + Math.floor(random.next() * (stay.to - stay.from - 2 * MINUTE)) + MINUTE;
      day.proofs.push(proofOf(`${person.employeeId} ${date} ${i} hall`, at, null, 'inside', false));
    }
  });
  if (random.chance(0.02)) {
    const at = expectation.span.from + random.between(6 * 60, 18 * 60) * MINUTE;
    day.proofs.push(
      proofOf(`${person.employeeId} ${date} alike`, at, random.pick(doors), random.pick(['in', 'out']), true),
    );
    day.clean = false;
  }
  return day;
}

function proofOf(
  id: string,
  at: number,
  doorId: string | null,
  direction: Proof['direction'],
  uncertain: boolean,
): Proof {
  return {
    id,
    at,
    doorId,
    cameraId: doorId ?? 'hall',
    direction,
    certainty: uncertain ? 'uncertain' : 'certain',
    source: 'camera',
  };
}

/** Stays of a day, in order, apart from each other by more than the noise window. */
function decideStays(random: Random, expectation: DayExpectation): Interval[] {
  const stays: Interval[] = [];
  for (const session of expectation.sessions) {
    if (session.required === null || random.chance(0.02)) continue;
    const { from, to } = session.required;
    const late = random.chance(0.1) ? random.between(1, 50) : -random.between(0, 40);
    const early = random.chance(0.05) ? -random.between(1, 40) : random.between(0, 25);
    const seconds = random.between(0, 59) * 1000;
    const begin = from + late * MINUTE + seconds;
    const end = to + early * MINUTE + seconds;
    const last = stays.at(-1);
    // Some stay in over the break, some come back before they are expected.
    if (last && (random.chance(0.3) || begin - last.to < 5 * MINUTE)) last.to = Math.max(last.to, end);
    else stays.push({ from: begin, to: Math.max(end, begin + 6 * MINUTE) });
  }
  const last = stays.at(-1);
  if (last && random.chance(0.05)) last.to += random.between(60, 240) * MINUTE;
  return stays.flatMap((stay) => (random.chance(0.12) ? steppingOut(random, stay) : [stay]));
}

/** Out for a coffee somewhere in the stay; sometimes right after coming early. */
function steppingOut(random: Random, stay: Interval): Interval[] {
  const length = stay.to - stay.from;
  if (length < 60 * MINUTE) return [stay];
  const leave =
    stay.from +
    (random.chance(0.4) ? random.between(5, 20) * MINUTE : Math.floor((length * random.between(2, 8)) / 10));
  const back = leave + random.between(5, 30) * MINUTE;
  if (back > stay.to - 5 * MINUTE) return [stay];
  return [
    { from: stay.from, to: leave },
    { from: back, to: stay.to },
  ];
}

/** How late and early the person really was, by the rules of the session, in whole minutes; null when never there. */
export function truth(
  session: ExpectedSession,
  stays: LivedDay['stays'],
): { late: number; early: number } | null {
  const { scheduled } = session;
  const required = session.required ?? scheduled;
  const touching = stays.filter((s) => s.to > scheduled.from && s.from < scheduled.to);
  const first = touching[0];
  const last = touching.at(-1);
  if (!first || !last) return null;
  return {
    late: Math.max(0, Math.floor((first.from - required.from) / MINUTE)),
    early: Math.max(0, Math.floor((required.to - last.to) / MINUTE)),
  };
}

/** Whether a candidate says more than what really happened. */
export function isFalse(c: Candidate, expectation: DayExpectation, stays: LivedDay['stays']): boolean {
  const session = expectation.sessions.find((s) => s.key === c.sessionKey);
  if (!session) return true;
  const really = truth(session, stays);
  switch (c.kind) {
    case 'absent':
      return really !== null;
    case 'late':
      return really !== null && really.late < c.minutesCounted;
    case 'early':
      return really !== null && really.early < c.minutesCounted;
    case 'missingDeparture':
      return false;
    case 'shortHours':
      return true;
  }
}

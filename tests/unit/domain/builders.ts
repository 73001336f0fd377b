import { addDays, toInstant } from '../../../src/domain/civil-time.ts';
import { compileCoverage } from '../../../src/domain/coverage.ts';
import { evaluateDay } from '../../../src/domain/evaluate-day.ts';
import { expectationsOf, type OfficeBook } from '../../../src/domain/expect-day.ts';
import { defaultRules } from '../../../src/domain/rules.ts';
import type { Correction, DoorLane, Proof } from '../../../src/domain/types/evidence.ts';
import type { DayRecord } from '../../../src/domain/types/record.ts';
import type {
  Allowance,
  CalendarDay,
  ComplianceRules,
  DatedOverride,
  Excusal,
  Person,
  SessionRule,
  WorkScheduleVersion,
} from '../../../src/domain/types/schedule.ts';
import type { Interval } from '../../../src/domain/types/time.ts';

/** The office of the tests: S 07:00–11:30, C 13:30–17:00, one door watched both ways, Asia/Ho_Chi_Minh. */
export const zone = 'Asia/Ho_Chi_Minh';
export const thursday = '2026-03-12';
export const twoSessions: SessionRule[] = [
  { key: 'S', start: '07:00', end: '11:30' },
  { key: 'C', start: '13:30', end: '17:00' },
];

/** Epoch milliseconds of a civil time of the test's day (or another date). */
export function at(time: string, date = thursday, timeZone = zone): number {
  const [h = '0', m = '0', s = '0'] = time.split(':');
  return toInstant(date, `${h}:${m}`, timeZone, 'start') + Number(s) * 1000;
}

export function aVersion(
  changes: Partial<WorkScheduleVersion> & { sessions?: SessionRule[] } = {},
): WorkScheduleVersion {
  const { sessions = twoSessions, ...rest } = changes;
  const work = sessions;
  const week = { mon: work, tue: work, wed: work, thu: work, fri: work, sat: [], sun: [] };
  return {
    id: 'v1',
    scheduleId: 'hours',
    validFrom: '2020-01-01',
    validTo: null,
    week,
    rules: defaultRules,
    ...rest,
  };
}

export function aPerson(changes: Partial<Person> = {}): Person {
  const posting = {
    id: 'p1',
    officeId: 'office',
    divisionId: 'division-a',
    category: 'civilServant' as const,
    position: 'Chuyên viên',
    validFrom: '2020-01-01',
    validTo: null,
  };
  return {
    employeeId: 'lan',
    joinedOn: '2020-01-01',
    leftOn: null,
    postings: [posting],
    groups: [],
    exemptions: [],
    ...changes,
  };
}

export function aBook(changes: Partial<OfficeBook> = {}): OfficeBook {
  return {
    zone,
    versions: [aVersion()],
    assignments: [
      {
        id: 'a1',
        scheduleId: 'hours',
        target: { kind: 'office', id: 'office' },
        validFrom: '2020-01-01',
        validTo: null,
      },
    ],
    overrides: [],
    calendar: [],
    ...changes,
  };
}

export function anExcusal(changes: Partial<Excusal> = {}): Excusal {
  return {
    id: 'x1',
    employeeId: 'lan',
    kind: 'leave',
    firstDate: thursday,
    lastDate: thursday,
    part: { kind: 'day' },
    travelBufferMinutes: 0,
    doesNotReturn: false,
    state: 'approved',
    ...changes,
  };
}

/**
 * Sightings in short: `in 06:55`, `out 16:40`, `inside 08:10`, `both 07:00`, with `?` for uncertain: `in? 06:50`.
 * Ids count from 1 in the order written.
 */
export function seen(list: string, date = thursday, timeZone = zone): Proof[] {
  if (list.trim() === '') return [];
  return list.split(',').map((entry, i): Proof => {
    const [kind = '', time = ''] = entry.trim().split(' ');
    const direction = kind.replace('?', '') as Proof['direction'];
    const doorId = direction === 'inside' ? null : 'gate';
    const certainty = kind.endsWith('?') ? 'uncertain' : 'certain';
    return {
      id: `s${i + 1}`,
      at: at(time, date, timeZone),
      doorId,
      cameraId: 'cam',
      direction,
      certainty,
      source: 'camera',
    };
  });
}

/** A gap list like `06:40-07:20 in, 10:00-10:30` (both directions when none is named). */
export function lanesWithGaps(gaps: string, span: Interval, date = thursday): DoorLane[] {
  const parsed = gaps.split(',').flatMap((text) => {
    const [times = '', direction] = text.trim().split(' ');
    const [from, to] = times.split('-');
    return from && to ? [{ from: at(from, date), to: at(to, date), direction }] : [];
  });
  return (['in', 'out'] as const).map((direction) => {
    const holes = parsed
      .filter((g) => !g.direction || g.direction === direction)
      .sort((a, b) => a.from - b.from);
    const watched: Interval[] = [];
    let from = span.from;
    for (const hole of holes) {
      watched.push({ from, to: hole.from });
      from = Math.max(from, hole.to);
    }
    watched.push({ from, to: span.to });
    return { doorId: 'gate', direction, watched };
  });
}

export type Situation = {
  seen?: string;
  gaps?: string;
  proofs?: Proof[];
  lanes?: DoorLane[];
  date?: string;
  until?: number;
  rules?: Partial<ComplianceRules>;
  sessions?: SessionRule[];
  excusals?: Excusal[];
  allowances?: Allowance[];
  corrections?: Correction[];
  calendar?: CalendarDay[];
  overrides?: DatedOverride[];
  person?: Partial<Person>;
  book?: Partial<OfficeBook>;
};

/** The record of a situation, everything unsaid being an ordinary, fully covered, finished day. */
export function record(s: Situation): DayRecord {
  const date = s.date ?? thursday;
  const sessions = s.sessions ?? twoSessions;
  const versions = [aVersion({ sessions, rules: { ...defaultRules, ...s.rules } })];
  const book = aBook({ versions, calendar: s.calendar ?? [], overrides: s.overrides ?? [], ...s.book });
  const person = aPerson(s.person);
  const expectation = expectationsOf(book)(person, date, {
    excusals: s.excusals ?? [],
    allowances: s.allowances ?? [],
  });
  const lanes = s.lanes ?? lanesWithGaps(s.gaps ?? '', expectation.span, date);
  return evaluateDay({
    employeeId: person.employeeId,
    expectation,
    proofs: s.proofs ?? seen(s.seen ?? '', date, book.zone),
    coverage: compileCoverage(lanes, expectation.span, expectation.rules.missRateLimit),
    corrections: s.corrections ?? [],
    evaluatedUntil: s.until ?? at('12:00', addDays(date, 2)),
  });
}

/** `S late 6, C early 5` — candidates that stand, in the order of the day. */
export function findings(r: DayRecord): string {
  return r.candidates
    .filter((c) => c.withdrawnBy === null)
    .map((c) => `${c.sessionKey ?? 'day'} ${c.kind} ${c.minutesCounted}`)
    .join(', ');
}

/** `S:onTime C:late` */
export function outcomes(r: DayRecord): string {
  return r.sessions.map((s) => `${s.key}:${s.outcome}`).join(' ');
}

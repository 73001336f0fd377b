import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  isLocalDate,
  toInstant,
  toLocal,
  weekdayOf,
} from '../../../src/domain/civil-time.ts';
import { canonicalJson, sha256 } from '../../../src/domain/digest.ts';
import { expectationsOf } from '../../../src/domain/expect-day.ts';
import { fingerprint } from '../../../src/domain/fingerprint.ts';
import { fromLunar, lunarMonthsOf, newYearOf, toLunar } from '../../../src/domain/lunar.ts';
import { vietnamHolidays } from '../../../src/domain/vietnam-holidays.ts';
import { aBook, anExcusal, aPerson, aVersion, record, thursday, twoSessions } from './builders.ts';

describe('lunar calendar', () => {
  test.each([
    [1985, '1985-01-21', 'a month before China'],
    [2007, '2007-02-17', 'a day before China'],
    [2030, '2030-02-02', 'a day before China'],
    [2053, '2053-02-18', 'a day before China'],
    [2025, '2025-01-29', ''],
    [2026, '2026-02-17', ''],
    [2028, '2028-01-26', 'a day after a leap year’s usual date'],
    [2033, '2033-01-31', 'the year of the difficult leap month'],
  ])('Tết %i falls on %s %s', (year, date) => {
    expect(newYearOf(year)).toBe(date);
    expect(toLunar(date)).toEqual({ year, month: 1, day: 1, leapMonth: false });
  });

  test.each([['2024-04-18'], ['2025-04-07'], ['2026-04-26']])('Giỗ Tổ 10/3 is %s', (date) => {
    expect(fromLunar(Number(date.slice(0, 4)), 3, 10)).toBe(date);
  });

  test('leap months are named as such', () => {
    expect(toLunar('2025-07-25')).toEqual({ year: 2025, month: 6, day: 1, leapMonth: true });
    expect(toLunar('2026-02-16')).toEqual({ year: 2025, month: 12, day: 29, leapMonth: false });
  });

  test('the months of a year tell the lunar date of each of its days', () => {
    for (const year of [1967, 1985, 2025, 2026, 2033]) {
      const months = lunarMonthsOf(year);
      for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
        const at = months.findLast(({ firstDate }) => firstDate <= date);
        const { firstDate = '', ...month } = at ?? {};
        expect({ ...month, day: daysBetween(firstDate, date) + 1 }, date).toEqual(toLunar(date));
      }
      expect(months.at(-1)?.firstDate.slice(0, 4)).toBe(String(year));
    }
  });

  test('every day of a century follows the day before it', () => {
    let before = toLunar('1999-12-31');
    for (let date = '2000-01-01'; date < '2005-01-01'; date = addDays(date, 1)) {
      const lunar = toLunar(date);
      const next = lunar.day === before.day + 1 && lunar.month === before.month && lunar.year === before.year;
      const newMonth = lunar.day === 1 && (before.day === 29 || before.day === 30);
      expect(next || newMonth, date).toBe(true);
      before = lunar;
    }
  });
});

describe('public holidays', () => {
  test('2026 in full: law, moon, and what follows from them', () => {
    const days = vietnamHolidays(2026).map((d) => `${d.date} ${d.kind} ${d.state}`);
    expect(days).toEqual([
      '2026-01-01 holiday announced',
      '2026-02-16 holiday expected',
      '2026-02-17 holiday expected',
      '2026-02-18 holiday expected',
      '2026-02-19 holiday expected',
      '2026-02-20 holiday expected',
      '2026-04-26 holiday expected',
      '2026-04-27 compensation expected',
      '2026-04-30 holiday announced',
      '2026-05-01 holiday announced',
      '2026-09-01 holiday expected',
      '2026-09-02 holiday announced',
    ]);
  });

  test('every year has its eleven days and names a legal source for those the law fixes', () => {
    for (let year = 2020; year <= 2060; year++) {
      const days = vietnamHolidays(year);
      const free =
        days.filter((d) => d.kind === 'holiday').length +
        days.filter((d) => d.kind === 'compensation').length;
      expect(free).toBeGreaterThanOrEqual(11);
      expect(days.every((d) => d.state === 'expected' || d.source !== null)).toBe(true);
      expect(new Set(days.map((d) => d.date)).size).toBe(days.length);
    }
  });
});

describe('civil time', () => {
  test.each(['2026-02-31', '2025-02-29', '2026-2-1', '31/02/2026', '', '2026-00-10'])(
    '%s is not a date',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );

  test('an instant and back, in zones with and without clock changes', () => {
    const zones = fc.constantFrom(
      'Asia/Ho_Chi_Minh',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
    );
    fc.assert(
      fc.property(zones, fc.nat({ max: 800 }), fc.nat({ max: 1439 }), (zone, offset, minute) => {
        const date = addDays('2026-01-01', offset);
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const local = toLocal(toInstant(date, time, zone, 'start'), zone);
        const skipped = local.time.slice(0, 5) !== time;
        expect(local.date).toBe(date);
        // Only a skipped hour moves, and only forward.
        if (skipped) expect(local.time > time).toBe(true);
        expect(daysBetween('2026-01-01', date)).toBe(offset);
      }),
      { numRuns: 1000 },
    );
    expect(weekdayOf('2026-03-12')).toBe('thu');
    expect(weekdayOf('1969-12-31')).toBe('wed');
  });
});

describe('expectations', () => {
  const none = { excusals: [], allowances: [] };

  test('people with the same sources share one expectation', () => {
    const expectDay = expectationsOf(aBook());
    expect(expectDay(aPerson(), thursday, none)).toBe(
      expectDay(aPerson({ employeeId: 'minh' }), thursday, none),
    );
  });

  test('the most specific schedule wins: person, group, division, office', () => {
    const versions = ['office', 'division', 'group', 'employee'].map((scheduleId) =>
      aVersion({ id: scheduleId, scheduleId }),
    );
    const ids = { office: 'office', division: 'division-a', group: 'drivers', employee: 'lan' };
    const assignments = Object.entries(ids).map(([kind, id]) => ({
      id: kind,
      scheduleId: kind,
      target: { kind: kind as keyof typeof ids, id },
      validFrom: '2020-01-01',
      validTo: null,
    }));
    const person = aPerson({ groups: [{ groupId: 'drivers', validFrom: '2020-01-01', validTo: null }] });
    for (let i = 1; i <= 4; i++) {
      const chosen = expectationsOf(aBook({ versions, assignments: assignments.slice(0, i) }))(
        person,
        thursday,
        none,
      );
      expect(chosen.scheduleVersionId).toBe(assignments[i - 1]?.scheduleId);
    }
  });

  test('half a holiday frees its sessions only', () => {
    const half = {
      id: 'h',
      date: thursday,
      kind: 'halfHoliday' as const,
      state: 'announced' as const,
      name: 'Giao thừa',
      source: 'TB',
      officeIds: null,
      sessionsOff: ['C'],
    };
    expect(
      expectationsOf(aBook({ calendar: [half] }))(aPerson(), thursday, none).sessions.map((s) => s.key),
    ).toEqual(['S']);
  });

  test('where excusals overlap, the kind of higher priority names the time', () => {
    const excusals = [
      anExcusal({ id: 'a', kind: 'meeting', part: { kind: 'times', start: '08:00', end: '10:00' } }),
      anExcusal({ id: 'b', kind: 'sick', part: { kind: 'times', start: '09:00', end: '11:30' } }),
    ];
    const { sessions } = expectationsOf(aBook())(aPerson(), thursday, { excusals, allowances: [] });
    expect(sessions[0]?.excused.map((p) => [p.kind, (p.to - p.from) / 60_000])).toEqual([
      ['meeting', 60],
      ['sick', 150],
    ]);
    expect(
      expectationsOf(aBook())(aPerson(), thursday, { excusals: excusals.toReversed(), allowances: [] })
        .digest,
    ).toBe(expectationsOf(aBook())(aPerson(), thursday, { excusals, allowances: [] }).digest);
  });

  test('a flexible start moves the end with it', () => {
    const sessions = [{ key: 'N', start: '07:00', end: '15:00', flexibleMinutes: 90 }];
    const outcome = (seen: string) => record({ sessions, seen }).outcome;
    expect(outcome('in 08:00, out 16:00')).toBe('onTime');
    expect(outcome('in 08:00, out 15:30')).toBe('early');
    expect(outcome('in 08:34, out 16:35')).toBe('onTime');
    expect(outcome('in 08:40, out 17:00')).toBe('late');
  });

  test('a minimum of hours is judged by the most that is possible', () => {
    const sessions = [{ key: 'N', start: '07:00', end: '17:00' }];
    const r = record({
      sessions,
      rules: { minimumMinutes: 480 },
      seen: 'in 07:00, out 09:00, in 13:00, out 17:00',
    });
    expect(r.candidates).toMatchObject([{ kind: 'shortHours', minutesCounted: 120 }]);
    expect(
      record({ sessions: twoSessions, rules: { minimumMinutes: 480 }, seen: 'in 07:00, out 17:00' }).outcome,
    ).toBe('onTime');
  });
});

describe('digests', () => {
  test('SHA-256 agrees with the platform on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { numRuns: 300 },
    );
    expect(sha256('x'.repeat(100_000))).toBe(createHash('sha256').update('x'.repeat(100_000)).digest('hex'));
  });

  test('canonical JSON does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, null, { y: 'ạ', x: undefined }], a: true })).toBe(
      '{"a":true,"b":[1,null,{"y":"ạ"}]}',
    );
  });

  test('a fingerprint changes with every character and with length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.nat(), (text, where) => {
        const print = fingerprint(text);
        expect(print).toMatch(/^[0-9a-f]{32}$/);
        expect(fingerprint(`${text}\0`)).not.toBe(print);
        if (text.length === 0) return;
        const i = where % text.length;
        const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1);
        expect(fingerprint(changed)).not.toBe(print);
      }),
    );
  });
});

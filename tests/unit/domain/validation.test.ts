import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../../src/domain/rules.ts';
import type { CalendarDay, SessionRule } from '../../../src/domain/types/schedule.ts';
import { validateCalendar } from '../../../src/domain/validate-calendar.ts';
import { validateAllowance, validateExcusal, validatePerson } from '../../../src/domain/validate-person.ts';
import {
  validateOverride,
  validateSessions,
  validateSuccession,
  validateVersion,
} from '../../../src/domain/validate-schedule.ts';
import type { ValidationIssue } from '../../../src/domain/validation-issue.ts';
import { swapDays } from '../../../src/domain/vietnam-holidays.ts';
import { anExcusal, aPerson, aVersion, twoSessions } from './builders.ts';

const said = (issues: ValidationIssue[]) => issues.map((i) => `${i.path} ${i.code}`);
const S = (start: string, end: string, more: Partial<SessionRule> = {}): SessionRule => ({
  key: 'S',
  start,
  end,
  ...more,
});

describe('sessions of a day', () => {
  test.each<[string, SessionRule[], string[]]>([
    ['two sessions apart', twoSessions, []],
    ['touching sessions', [S('07:00', '11:30'), { ...S('11:30', '17:00'), key: 'C' }], []],
    [
      'overlapping sessions',
      [S('07:00', '12:00'), { ...S('11:30', '17:00'), key: 'C' }],
      ['d.1 sessionsOverlap'],
    ],
    [
      'overlapping, written the other way round',
      [{ ...S('11:30', '17:00'), key: 'C' }, S('07:00', '12:00')],
      ['d.0 sessionsOverlap'],
    ],
    ['ends before it starts', [S('11:30', '07:00')], ['d.0.end sessionEndsBeforeStart']],
    ['no length', [S('07:00', '07:00')], ['d.0.end sessionEmpty']],
    ['overnight', [S('17:00', '07:00', { endsNextDay: true })], []],
    ['a whole day and more', [S('07:00', '07:00', { endsNextDay: true })], ['d.0.end sessionTooLong']],
    ['not a time', [S('7h05', '11:30')], ['d.0.start timeInvalid']],
    ['24:00', [S('07:00', '24:00')], ['d.0.end timeInvalid']],
    ['the same key twice', [S('07:00', '11:30'), S('13:30', '17:00')], ['d.1.key sessionKeyRepeated']],
    ['a key with spaces', [{ ...S('07:00', '11:30'), key: 'a b' }], ['d.0.key sessionKeyInvalid']],
    [
      'flexible longer than the session',
      [S('07:00', '08:00', { flexibleMinutes: 90 })],
      ['d.0.flexibleMinutes flexibleTooLong'],
    ],
  ])('%s', (_name, sessions, expected) => {
    expect(said(validateSessions(sessions, 'd'))).toEqual(expected);
  });
});

describe('versions of a schedule', () => {
  const withRules = (rules: Partial<typeof defaultRules>) =>
    said(validateVersion(aVersion({ rules: { ...defaultRules, ...rules } })));

  test.each([
    ['as delivered', {}, []],
    [
      'grace as long as the session',
      { arrivalGraceMinutes: 210 },
      ['rules.arrivalGraceMinutes graceTooLong'],
    ],
    ['negative grace', { departureGraceMinutes: -1 }, ['rules.departureGraceMinutes minutesInvalid']],
    ['half a minute', { leadMinutes: 0.5 }, ['rules.leadMinutes minutesInvalid']],
    ['rounding to nothing', { roundingMinutes: 0 }, ['rules.roundingMinutes minutesInvalid']],
    ['a minimum nobody can reach', { minimumMinutes: 481 }, ['rules.minimumMinutes minimumTooLong']],
    ['a rate above one', { missRateLimit: 1.5 }, ['rules.missRateLimit rateInvalid']],
  ])('%s', (_name, rules, expected) => {
    expect(withRules(rules)).toEqual(expected);
  });

  test('a night that runs into the next morning’s session overlaps it', () => {
    const night = (end: string) => {
      const { week, ...rest } = aVersion();
      return said(
        validateVersion({
          ...rest,
          week: { ...week, sun: [{ key: 'T', start: '17:00', end, endsNextDay: true }] },
        }),
      );
    };
    expect(night('07:00')).toEqual([]);
    expect(night('07:30')).toEqual(['week.sun.0 sessionsOverlap']);
  });

  test('dates that do not exist and validity upside down are named', () => {
    expect(said(validateVersion(aVersion({ validFrom: '2026-02-31' })))).toEqual(['validFrom dateInvalid']);
    expect(said(validateVersion(aVersion({ validFrom: '2026-03-02', validTo: '2026-03-01' })))).toEqual([
      'validTo validityUpsideDown',
    ]);
  });

  test('versions must follow each other without gap or overlap', () => {
    const v = (validFrom: string, validTo: string | null) => ({ validFrom, validTo });
    expect(said(validateSuccession([v('2026-01-01', '2026-04-15'), v('2026-04-16', null)]))).toEqual([]);
    expect(said(validateSuccession([v('2026-04-17', null), v('2026-01-01', '2026-04-15')]))).toEqual([
      '0.validFrom versionsGap',
    ]);
    expect(said(validateSuccession([v('2026-01-01', '2026-04-16'), v('2026-04-16', null)]))).toEqual([
      '1.validFrom versionsOverlap',
    ]);
    expect(said(validateSuccession([v('2026-01-01', null), v('2026-04-16', null)]))).toEqual([
      '1.validFrom versionsOverlap',
    ]);
  });

  test('an override is checked like a day', () => {
    const override = {
      id: 'o',
      date: '2026-13-01',
      target: { kind: 'office' as const, id: 'o' },
      sessions: [S('09:00', '08:00')],
      kind: 'hours' as const,
      reason: '',
    };
    expect(said(validateOverride(override))).toEqual([
      'date dateInvalid',
      'sessions.0.end sessionEndsBeforeStart',
    ]);
  });
});

describe('calendar', () => {
  const day = (changes: Partial<CalendarDay>): CalendarDay => ({
    id: 'd',
    date: '2026-09-02',
    kind: 'holiday',
    state: 'announced',
    name: 'Quốc khánh',
    source: 'BLLĐ Đ112',
    officeIds: null,
    ...changes,
  });

  test.each<[string, CalendarDay[], string[]]>([
    ['a swap by notice', swapDays('2026-01-02', '2026-01-10', '12729/VPCP', null), []],
    [
      'a swap of a day with itself',
      [day({ kind: 'swapOff', swappedWith: '2026-09-02' })],
      ['0.swappedWith swapWithItself'],
    ],
    ['a swap without partner', [day({ kind: 'swapOff' })], ['0.swappedWith swapPartnerMissing']],
    [
      'a partner that names another day',
      [
        day({ kind: 'swapOff', swappedWith: '2026-09-05' }),
        day({ date: '2026-09-05', kind: 'swapWork', swappedWith: '2026-09-03' }),
      ],
      ['0.swappedWith swapPartnerDisagrees'],
    ],
    ['announced without a source', [day({ source: ' ' })], ['0.source sourceMissing']],
    [
      'half a holiday of nothing',
      [day({ kind: 'halfHoliday' })],
      ['0.sessionsOff halfHolidaySessionsMissing'],
    ],
    ['31/02', [day({ date: '2026-02-31' })], ['0.date dateInvalid']],
    ['the same day twice', [day({}), day({})], ['1.date calendarDayRepeated']],
    ['the same day for different offices', [day({ officeIds: ['a'] }), day({ officeIds: ['b'] })], []],
  ])('%s', (_name, days, expected) => {
    expect(said(validateCalendar(days))).toEqual(expected);
  });
});

describe('excusals and people', () => {
  test.each([
    ['whole days', {}, []],
    ['upside down', { firstDate: '2026-03-13', lastDate: '2026-03-12' }, ['lastDate excusalUpsideDown']],
    [
      'times upside down',
      { part: { kind: 'times', start: '15:00', end: '09:00' } },
      ['part.end excusalTimesUpsideDown'],
    ],
    ['no sessions', { part: { kind: 'sessions', keys: [] } }, ['part.keys excusalNoSessions']],
    ['an unknown session', { part: { kind: 'sessions', keys: ['X'] } }, ['part.keys sessionKeyUnknown']],
    ['31/02', { lastDate: '2026-02-31' }, ['lastDate dateInvalid']],
    ['a buffer of half a minute', { travelBufferMinutes: 0.5 }, ['travelBufferMinutes minutesInvalid']],
  ] as const)('excusal: %s', (_name, changes, expected) => {
    expect(
      said(validateExcusal(anExcusal(changes as Partial<ReturnType<typeof anExcusal>>), ['S', 'C'])),
    ).toEqual(expected);
  });

  test('an allowance has a sensible length', () => {
    const allowance = {
      id: 'a',
      employeeId: 'lan',
      placement: 'any' as const,
      ground: '',
      validFrom: '2026-01-01',
      validTo: null,
    };
    expect(said(validateAllowance({ ...allowance, minutesPerDay: 60 }))).toEqual([]);
    expect(said(validateAllowance({ ...allowance, minutesPerDay: 0 }))).toEqual([
      'minutesPerDay minutesInvalid',
    ]);
    expect(said(validateAllowance({ ...allowance, minutesPerDay: 999 }))).toEqual([
      'minutesPerDay allowanceTooLong',
    ]);
  });

  test('a person leaves after joining, and postings follow each other', () => {
    expect(said(validatePerson(aPerson()))).toEqual([]);
    expect(said(validatePerson(aPerson({ joinedOn: '2026-03-10', leftOn: '2026-03-01' })))).toEqual([
      'leftOn leftBeforeJoined',
    ]);
    const [posting] = aPerson().postings;
    const two = [
      { ...posting!, validTo: '2026-03-10' },
      { ...posting!, validFrom: '2026-03-12' },
    ];
    expect(said(validatePerson(aPerson({ postings: two })))).toEqual(['postings.1.validFrom postingsGap']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../../src/domain/civil-time.ts';
import { defaultRules } from '../../../src/domain/rules.ts';
import type { Weekday } from '../../../src/domain/types/time.ts';
import { definitionOf, parseStoredSchedule, scheduleFrom } from '../../../src/store/schedule-definition.ts';

const hours = {
  weekdays: ['mon', 'tue'] as Weekday[],
  sessions: [{ key: 'S', start: '07:00', end: '11:30' }],
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 3,
};

const throughStore = (definition: Parameters<typeof scheduleFrom>[0]) =>
  definitionOf(parseStoredSchedule(JSON.parse(JSON.stringify(scheduleFrom(definition, null)))));

describe('hours between the form and the engine', () => {
  it('come back as they went', () => {
    const days = fc.subarray([...weekdays], { minLength: 1 });
    const minutes = fc.integer({ min: 0, max: 240 });
    fc.assert(
      fc.property(days, minutes, minutes, (chosen, arrivalGraceMinutes, departureGraceMinutes) => {
        const definition = { ...hours, weekdays: chosen, arrivalGraceMinutes, departureGraceMinutes };
        const shown = throughStore(definition);
        expect(shown).toMatchObject(definition);
        expect(throughStore(shown)).toEqual(shown);
      }),
    );
  });

  it('have the usual rules where nothing else was decided', () => {
    expect(scheduleFrom(hours, null).rules).toEqual({
      ...defaultRules,
      arrivalGraceMinutes: 5,
      departureGraceMinutes: 3,
    });
  });

  it('fill rules that an older version of the program did not write', () => {
    const { week } = scheduleFrom(hours, null);
    expect(parseStoredSchedule({ week, rules: { arrivalGraceMinutes: 9 } }).rules).toEqual({
      ...defaultRules,
      arrivalGraceMinutes: 9,
    });
  });

  it('keep what a day says beyond the form, day by day', () => {
    const before = scheduleFrom(hours, null);
    before.week.tue = [{ key: 'S', start: '08:00', end: '12:00', judgeDeparture: false }];
    const after = scheduleFrom({ ...hours, weekdays: ['mon', 'tue', 'wed'] }, before);
    expect(after.week.mon).toEqual(hours.sessions);
    expect(after.week.tue).toEqual([{ key: 'S', start: '07:00', end: '11:30', judgeDeparture: false }]);
    expect(after.week.thu).toEqual([]);
  });

  it('refuse what is no schedule', () => {
    for (const broken of [null, {}, { week: {}, rules: {} }, { week: { mon: [{}] }, rules: {} }])
      expect(() => parseStoredSchedule(broken)).toThrow();
  });
});

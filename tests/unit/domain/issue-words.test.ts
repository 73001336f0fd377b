import { describe, expect, it } from 'vitest';
import { validateAllowance, validateExcusal, validatePerson } from '../../../src/domain/validate-person.ts';
import { message } from '../../../src/i18n/messages.ts';
import { anExcusal, aPerson } from './builders.ts';

const allowance = {
  id: 'a',
  employeeId: 'lan',
  minutesPerDay: 60,
  placement: 'start' as const,
  ground: 'Nuôi con nhỏ',
  validFrom: '2026-03-01',
  validTo: null,
};
const posting = (validFrom: string, validTo: string | null) => ({
  ...{ id: validFrom, officeId: 'office', divisionId: 'a', category: 'worker' as const, position: '' },
  validFrom,
  validTo,
});
const times = (start: string, end: string) => anExcusal({ part: { kind: 'times', start, end } });

/** Everything that can be wrong with a person, an allowance or an excusal. */
const wrong = [
  ...validateAllowance({ ...allowance, minutesPerDay: 0 }),
  ...validateAllowance({ ...allowance, minutesPerDay: 300 }),
  ...validateAllowance({ ...allowance, validTo: '2026-02-01' }),
  ...validateExcusal(anExcusal({ firstDate: '2026-02-31' }), []),
  ...validateExcusal(anExcusal({ lastDate: '2026-01-01' }), []),
  ...validateExcusal(anExcusal({ travelBufferMinutes: 900 }), []),
  ...validateExcusal(anExcusal({ part: { kind: 'sessions', keys: [] } }), []),
  ...validateExcusal(anExcusal({ part: { kind: 'sessions', keys: ['X'] } }), ['S']),
  ...validateExcusal(times('7h05', '09:00'), []),
  ...validateExcusal(times('10:00', '09:00'), []),
  ...validatePerson(aPerson({ leftOn: '2019-01-01' })),
  ...validatePerson(
    aPerson({ postings: [posting('2020-01-01', '2021-01-01'), posting('2020-06-01', null)] }),
  ),
  ...validatePerson(
    aPerson({ postings: [posting('2020-01-01', '2021-01-01'), posting('2022-01-01', null)] }),
  ),
];

describe('what is wrong with what was entered about people', () => {
  it('is each kind of thing that can be wrong', () => {
    expect([...new Set(wrong.map((it) => it.code))].sort()).toEqual([
      'allowanceTooLong',
      'dateInvalid',
      'excusalNoSessions',
      'excusalTimesUpsideDown',
      'excusalUpsideDown',
      'leftBeforeJoined',
      'minutesInvalid',
      'postingsGap',
      'postingsOverlap',
      'sessionKeyUnknown',
      'timeInvalid',
      'validityUpsideDown',
    ]);
  });

  it.each(wrong)('$code is said in words, with its values, in both languages', ({ code, path, details }) => {
    for (const language of ['vi', 'en'] as const) {
      const say = (issue: string) =>
        message(language, 'error.rule_input_invalid', { ...details, path, issue });
      const text = say(code);
      expect(text).not.toBe(say('something else'));
      expect(text).not.toContain('…');
    }
  });
});

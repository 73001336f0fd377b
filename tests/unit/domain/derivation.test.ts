import { describe, expect, test } from 'vitest';
import { english } from '../../../src/domain/messages.en.ts';
import { vietnamese } from '../../../src/domain/messages.vi.ts';
import { renderDerivation } from '../../../src/domain/render-derivation.ts';
import { ruleVersions } from '../../../src/domain/rule-versions.ts';
import { anExcusal, record, type Situation } from './builders.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe('the "why?" of a record', () => {
  test('both languages have the same sentences with the same facts, and a word for every code', () => {
    expect(Object.keys(vietnamese.rules)).toEqual(Object.keys(ruleVersions));
    expect(Object.keys(english.rules)).toEqual(Object.keys(ruleVersions));
    expect(Object.keys(vietnamese.words)).toEqual(Object.keys(english.words));
    for (const [rule, text] of Object.entries(english.rules)) {
      expect(placeholders((vietnamese.rules as Record<string, string>)[rule] ?? ''), rule).toEqual(
        placeholders(text),
      );
    }
  });

  test('a late arrival after a gap, in Vietnamese', () => {
    const r = record({ seen: 'in 07:25, out 11:31, in 13:20, out 17:01', gaps: '07:10-07:20' });
    expect(renderDerivation(r, 'vi').slice(1, 6)).toEqual([
      'Buổi S: 07:00–11:30 theo lịch làm việc.',
      'Giờ phải giữ: 07:00–11:30. Lượt vào, ra được xét từ 05:30 đến 13:30.',
      'Được ghi nhận đi vào lúc 07:25. Giờ đến nằm trong khoảng 07:10 đến 07:25.',
      'Cửa không được theo dõi từ 07:10 đến 07:20 (chiều đi vào): không có camera theo dõi.',
      'Kể cả giờ đến sớm nhất có thể (07:10) vẫn sau 07:00 cộng 5 phút châm chước: nghi đi muộn, tính 10 phút, nhiều nhất 25 phút.',
    ]);
  });

  test('an exact arrival is not given as a range', () => {
    const r = record({ seen: 'in 06:55:30, out 11:31, in 13:20, out 17:01' });
    expect(renderDerivation(r, 'en')[3]).toBe('Seen coming in at 06:55:30.');
  });

  test.each<[string, Situation]>([
    ['an ordinary day', { seen: 'in 06:55, out 11:31, in 13:20, out 17:01' }],
    ['one sighting', { seen: 'in 06:55' }],
    ['nobody', {}],
    ['a question', { seen: 'in? 06:58' }],
    ['a blind day', { gaps: '00:00-23:59' }],
    ['interior camera', { seen: 'inside 08:10, out 11:31, out 13:40' }],
    [
      'unknown directions',
      { seen: 'both 06:58, both 12:00, both 13:40', rules: { bothCameras: 'presenceOnly' } },
    ],
    [
      'a trip',
      {
        excusals: [
          anExcusal({ kind: 'businessTrip', part: { kind: 'times', start: '09:00', end: '15:00' } }),
        ],
      },
    ],
    ['a session going on', { seen: 'in 06:55', until: Date.parse('2026-03-12T01:00:00Z') }],
    [
      'a correction',
      {
        seen: 'in 06:55',
        corrections: [
          {
            id: 'k',
            by: 'Lê Văn Dũng',
            decidedAt: 0,
            reason: 'sổ trực',
            kind: 'setDeparture',
            sessionKey: 'C',
            at: Date.parse('2026-03-12T09:30:00Z'),
          },
        ],
      },
    ],
  ])('%s is told completely in both languages', (_name, situation) => {
    const r = record(situation);
    for (const language of ['vi', 'en'] as const) {
      const lines = renderDerivation(r, language);
      expect(lines).toHaveLength(r.derivation.length);
      for (const line of lines) expect(line).not.toMatch(/[{}[\]—]|undefined|NaN/);
    }
  });

  test('every step names a rule with its version, and every proof of the day is referred to', () => {
    const r = record({ seen: 'in 07:25, out 11:25, in 13:41, out 16:40' });
    expect(r.derivation.every((s) => s.version >= 1 && s.rule in ruleVersions)).toBe(true);
    const refs = new Set(r.derivation.flatMap((s) => s.refs));
    expect(['s1', 's2', 's3', 's4', 'v1'].every((id) => refs.has(id))).toBe(true);
  });
});

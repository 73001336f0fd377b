import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lanesOfPerson } from '../../../src/domain/coverage.ts';
import { proofKey } from '../../../src/domain/passages.ts';
import { renderDerivation } from '../../../src/domain/render-derivation.ts';
import type { DoorLane, Proof } from '../../../src/domain/types/evidence.ts';
import type { Interval } from '../../../src/domain/types/time.ts';
import { at, findings, lanesWithGaps, outcomes, record, seen } from './builders.ts';

const span = { from: at('00:00'), to: at('23:59') };
const always = [{ from: -Infinity, to: Infinity }];
const gate = lanesWithGaps('', span);

/** The side door, at which a terminal stands, complete in these stretches. */
const sideDoor = (watched: Interval[]): DoorLane[] =>
  (['in', 'out'] as const).map((direction) => ({ doorId: 'side', direction, terminal: 'zk', watched }));

/** Lanes of somebody with enrolled photos who punched first at `since`; null: never. */
const lanes = (side: DoorLane[], since: string | null): DoorLane[] => {
  const punched = new Map(since === null ? [] : [['zk', at(since)]]);
  return [...lanesOfPerson([...gate, ...side], always, span, punched)];
};

const late = 'in 07:12, out 11:31, in 13:20, out 17:01';
const rows: [name: string, lanes: DoorLane[], seen: string, outcomes: string, findings: string][] = [
  ['no terminal: late as ever', gate, late, 'S:late C:onTime', 'S late 12'],
  ['its files complete, the person known', lanes(sideDoor([span]), '00:00'), late, 'S:late C:onTime', 'S late 12'],
  ['no file yet', lanes(sideDoor([]), '00:00'), late, 'S:insufficientEvidence C:onTime', ''],
  ['complete, but the person never punched', lanes(sideDoor([span]), null), late, 'S:insufficientEvidence C:onTime', ''],
  ['known only after they may have come', lanes(sideDoor([span]), '07:11'), late, 'S:insufficientEvidence C:onTime', ''],
  ['known in time', lanes(sideDoor([span]), '05:00'), late, 'S:late C:onTime', 'S late 12'],
  ['nobody seen, complete and known', lanes(sideDoor([span]), '00:00'), '', 'S:absent C:absent', 'S absent 270, C absent 210'],
  ['nobody seen, no file', lanes(sideDoor([]), '00:00'), '', 'S:insufficientEvidence C:insufficientEvidence', ''],
]; // prettier-ignore

describe('a door at which a terminal stands', () => {
  it.each(rows)('%s', (_, ofPerson, text, expected, found) => {
    const r = record({ lanes: ofPerson, proofs: seen(text) });
    expect([outcomes(r), findings(r)]).toEqual([expected, found]);
  });

  it('never adds a finding, however much of it is watched', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const stretch = fc.tuple(minute, minute).map(([a, b]) => ({
      from: span.from + Math.min(a, b) * 60_000,
      to: span.from + Math.max(a, b) * 60_000,
    }));
    const since = fc.option(minute, { nil: null });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), since, (watched, first) => {
        const punched = new Map(first === null ? [] : [['zk', span.from + first * 60_000]]);
        const ofPerson = [...lanesOfPerson([...gate, ...sideDoor(watched)], always, span, punched)];
        const proofs = seen('in 07:12, out 11:20');
        const without = record({ lanes: gate, proofs }).candidates.map((it) => `${it.sessionKey} ${it.kind}`);
        for (const it of record({ lanes: ofPerson, proofs }).candidates)
          expect(without).toContain(`${it.sessionKey} ${it.kind}`);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('evidence that no camera gave', () => {
  const [first] = seen('in 06:58');
  const from = (origin: Proof['origin']): Proof => ({
    ...{ id: 'p', at: at('06:58'), doorId: null, cameraId: null, direction: first?.direction ?? 'in' },
    ...{ certainty: 'certain', source: origin?.kind === 'file' ? 'import' : 'manual' },
    ...(origin && { origin }),
  });
  const file = { kind: 'file', terminal: 'Máy 1', file: 'a.dat', row: 7 } as const;
  const signIn = { kind: 'signIn', by: 'chi', reason: 'Mất điện' } as const;

  it.each([
    ['vi', file, 'Lượt chấm lúc 06:58 (đi vào) lấy từ máy chấm công Máy 1: tệp a.dat, dòng 7.'],
    ['en', file, 'The punch at 06:58 (coming in) comes from the terminal Máy 1: file a.dat, row 7.'],
    ['vi', signIn, 'Lượt lúc 06:58 (đi vào) do chi ghi nhận thay: Mất điện'],
    ['en', signIn, 'The sign-in at 06:58 (coming in) was entered by chi: Mất điện'],
  ] as const)('%s: says where it is written, or who says so', (language, origin, text) => {
    const r = record({ proofs: [from(origin), ...seen('out 17:01')] });
    expect(renderDerivation(r, language)).toContain(text);
  });

  it('gives the record another digest when it stands elsewhere', () => {
    expect(proofKey(from(file))).not.toBe(proofKey(from({ ...file, row: 8 })));
    expect(proofKey(from(file))).not.toBe(proofKey(from(signIn)));
  });
});

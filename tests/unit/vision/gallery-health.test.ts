import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  galleryHealth,
  pairKey,
  type HealthFinding,
  type Reference,
} from '../../../src/vision/gallery-health.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const dayMs = 86_400_000;

/** A reference on a plane: distances are those of the drawing. */
function at(
  employeeId: string,
  x: number,
  y = 0,
  { source = 'photo', ageDays = 10 }: { source?: Reference['source']; ageDays?: number } = {},
): Reference {
  const embedding = new Float32Array(128);
  embedding.set([x, y]);
  const templateId = `${employeeId} ${x} ${y}`;
  return { templateId, employeeId, source, createdAt: now - ageDays * dayMs, embedding };
}

function look(references: Reference[], pairs: string[] = []): HealthFinding[] {
  const steps = galleryHealth(references, new Set(pairs), now);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const brief = (findings: HealthFinding[]) =>
  findings.map(({ kind, templateId, employeeId, otherId }) =>
    [kind, templateId ?? employeeId, ...(otherId === null ? [] : [otherId])].join(' | '),
  );

const an = [at('an', 0), at('an', 0.1), at('an', 0, 0.1)];
const binh = [at('binh', 2), at('binh', 2.1), at('binh', 2, 0.1)];

describe('the look at the references', () => {
  test.each<[string, Reference[], string[], string[]]>([
    ['finds nothing where all is well', [...an, ...binh], [], []],
    [
      "takes a photo of An out of Bình's file, and leaves An's own alone",
      [...an, ...binh, at('binh', 0.05, 0.05)],
      [],
      ['poisoned | binh 0.05 0.05 | an'],
    ],
    [
      'of two photos of which one is somebody else, takes out the wrong one only',
      [...an, at('binh', 0.05, 0.05), at('binh', 0.75)],
      [],
      ['poisoned | binh 0.05 0.05 | an', 'single | binh'],
    ],
    [
      'takes both of two lone references that are one face: nobody knows whose',
      [at('chi', 5), at('dung', 5.2)],
      [],
      ['poisoned | chi 5 0 | dung', 'poisoned | dung 5.2 0 | chi'],
    ],
    [
      "takes a lone reference near to somebody's several, not theirs",
      [at('an', 0), at('an', 0.3), at('chi', 0.45)],
      [],
      ['poisoned | chi 0.45 0 | an'],
    ],
    [
      'leaves registered twins alone',
      [at('chi', 5), at('chi', 5.4), at('dung', 5.2), at('dung', 5.6)],
      [pairKey('dung', 'chi')],
      [],
    ],
    [
      'only says so of two people who are alike though each is nearer to oneself',
      [at('chi', 5), at('chi', 5.1), at('dung', 5.4), at('dung', 5.5)],
      [],
      ['alike | chi | dung'],
    ],
    [
      'says of a photo unlike the others that it is, when it is like nobody else',
      [...an, ...binh, at('an', -1)],
      [],
      ['scattered | an -1 0'],
    ],
    [
      'says of a face learnt at a door that it draws away from the photos',
      [
        at('an', 0),
        at('an', 0.1),
        at('an', 0.4, 0, { source: 'door' }),
        at('an', 0.8, 0, { source: 'door' }),
      ],
      [],
      ['dragging | an 0.8 0'],
    ],
    ['wants a second photo of who has one', [...an, at('chi', 5)], [], ['single | chi | ']],
    [
      'wants a new photo where one is older than three years',
      [at('an', 0), at('an', 0.1, 0, { ageDays: 1_200 })],
      [],
      ['ageing | an 0.1 0'],
    ],
  ])('%s', (_, references, pairs, expected) => {
    const found = brief(look(references, pairs));
    expect(found.sort()).toEqual(expected.map((line) => line.replace(/ \| $/, '')).sort());
  });

  test('is the same in any order, and nothing poisoned is left once the poisoned are gone', () => {
    const reference = fc.record({
      person: fc.constantFrom('a', 'b', 'c', 'd'),
      x: fc.integer({ min: 0, max: 60 }),
      y: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(reference, { maxLength: 14, selector: ({ x, y }) => `${x} ${y}` }),
        (drawn) => {
          const references = drawn.map(({ person, x, y }) => at(person, x / 40, y / 40));
          const found = look(references);
          const poisoned = found.filter(({ kind }) => kind === 'poisoned');
          const again = look([...references].reverse()).filter(({ kind }) => kind === 'poisoned');
          expect(brief(again).sort()).toEqual(brief(poisoned).sort());
          const gone = new Set(poisoned.map(({ templateId }) => templateId));
          const left = references.filter(({ templateId }) => !gone.has(templateId));
          expect(look(left).filter(({ kind }) => kind === 'poisoned')).toEqual([]);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceBetween } from '../../../src/vision/embed.ts';
import { collisions, Gallery, type Template } from '../../../src/vision/gallery.ts';
import { defaultThresholds } from '../../../src/vision/thresholds.ts';
import { embeddingOf, template } from './embeddings.ts';

const embedding = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 128, maxLength: 128 })
  .map((values) => Float32Array.from(values));

const templatesArbitrary: fc.Arbitrary<Template[]> = fc
  .array(fc.record({ person: fc.integer({ min: 0, max: 4 }), embedding }), { maxLength: 12 })
  .map((list) => list.map((one, i) => template(`person-${one.person}`, one.embedding, `template-${i}`)));

/** The same answer in the most obvious way. */
function plainSearch(templates: readonly Template[], probe: Float32Array): Map<string, number> {
  const nearest = new Map<string, number>();
  for (const one of templates) {
    const distance = distanceBetween(one.embedding, probe);
    nearest.set(one.employeeId, Math.min(distance, nearest.get(one.employeeId) ?? Infinity));
  }
  return nearest;
}

describe('Gallery', () => {
  test('finds for every person the nearest template, like a plain loop', () => {
    fc.assert(
      fc.property(templatesArbitrary, embedding, (templates, probe) => {
        const expected = plainSearch(templates, probe);
        const found = new Gallery('model', templates).search(probe, 10);
        expect(found.map((one) => one.employeeId).sort()).toEqual([...expected.keys()].sort());
        for (const one of found) expect(one.distance).toBeCloseTo(expected.get(one.employeeId) ?? NaN, 5);
        expect(found.map((one) => one.distance)).toEqual(
          found.map((one) => one.distance).sort((a, b) => a - b),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('after removing people it is the gallery that never had them', () => {
    fc.assert(
      fc.property(
        templatesArbitrary,
        embedding,
        fc.integer({ min: 0, max: 4 }),
        (templates, probe, leaving) => {
          const gone = `person-${leaving}`;
          const gallery = new Gallery('model', templates);
          gallery.removeEmployees([gone]);
          const never = new Gallery(
            'model',
            templates.filter((one) => one.employeeId !== gone),
          );
          expect(gallery.search(probe, 10)).toEqual(never.search(probe, 10));
          expect(gallery.has(gone)).toBe(false);
          expect(gallery.size).toBe(never.size);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('leaves out templates of another model, of another length and those it already holds', () => {
    const gallery = new Gallery('model', [template('an', embeddingOf(0))]);
    gallery.add([
      { ...template('binh', embeddingOf(1)), modelId: 'other model' },
      template('chi', new Float32Array(64)),
      template('an', embeddingOf(5), 'an'),
    ]);
    expect(gallery.people()).toEqual(['an']);
    expect(gallery.size).toBe(1);
  });

  test('forgets single templates and keeps the person while another is left', () => {
    const gallery = new Gallery('model', [
      template('an', embeddingOf(0), 'first'),
      template('an', embeddingOf(1), 'second'),
    ]);
    gallery.removeTemplates(['first']);
    expect(gallery.search(embeddingOf(1))[0]).toEqual({ employeeId: 'an', distance: 0 });
    gallery.removeTemplates(['second']);
    expect(gallery.peopleCount).toBe(0);
    expect(gallery.search(embeddingOf(1))).toEqual([]);
  });
});

describe('a gallery that follows', () => {
  const fresh = (templates: readonly Template[]) =>
    templates.map((it) => ({ ...it, embedding: Float32Array.from(it.embedding) }));

  test('answers as one made anew, whatever was in it before', () => {
    fc.assert(
      fc.property(templatesArbitrary, templatesArbitrary, embedding, (before, after, probe) => {
        const followed = new Gallery('model', fresh(before));
        // The same id is the same picture.
        const known = new Map(before.map((it) => [it.templateId, it]));
        const now = after.map((it) => known.get(it.templateId) ?? it);
        followed.update(fresh(now), ['an']);
        const anew = new Gallery('model', fresh(now));
        expect(followed.size).toBe(anew.size);
        expect(new Map(followed.people().map((it, i) => [it, followed.distances(probe)[i]]))).toEqual(
          new Map(anew.people().map((it, i) => [it, anew.distances(probe)[i]])),
        );
        expect(followed.isLookAlike('an')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('overwrites who left and what was read twice', () => {
    const [an, binh] = [template('an', embeddingOf(0)), template('binh', embeddingOf(1))];
    const again = template('binh', embeddingOf(1));
    const gallery = new Gallery('model', [an, binh]);
    gallery.update([again], []);
    expect(gallery.people()).toEqual(['binh']);
    for (const { embedding: gone } of [an, again]) expect(gone.every((value) => value === 0)).toBe(true);
    expect(gallery.search(embeddingOf(1))[0]).toEqual({ employeeId: 'binh', distance: 0 });
  });
});

describe('collision with somebody else', () => {
  const gallery = new Gallery('model', [template('an', embeddingOf(0)), template('binh', embeddingOf(1))]);
  const apart = distanceBetween(embeddingOf(0), embeddingOf(1));

  test.each([
    ['a new person near nobody', embeddingOf(2), 'chi', Infinity, defaultThresholds, null],
    [
      'a new person with the face of somebody enrolled',
      embeddingOf(0, 0.1),
      'chi',
      Infinity,
      defaultThresholds,
      'an',
    ],
    ['another picture of oneself', embeddingOf(0, 0.3), 'an', 0.3, defaultThresholds, null],
    [
      'a picture of somebody else under one’s own name',
      embeddingOf(0, 0.1),
      'binh',
      apart,
      defaultThresholds,
      'an',
    ],
    ['nearer to oneself, but not clearly', embeddingOf(0, 0.3), 'chi', 0.27, defaultThresholds, 'an'],
    ['clearly nearer to oneself', embeddingOf(0, 0.3), 'chi', 0.2, defaultThresholds, null],
    [
      'an office whose names need a nearer face',
      embeddingOf(0, 0.3),
      'chi',
      Infinity,
      { accept: 0.25, margin: 0.05 },
      null,
    ],
  ])('%s', (_, probe, employeeId, own, thresholds, expected) => {
    const [nearest] = collisions(gallery, probe, { employeeId, own }, thresholds);
    expect(nearest?.employeeId ?? null).toBe(expected);
  });
});

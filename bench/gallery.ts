/**
 * Search time of the in-memory gallery at 1,000, 10,000 and 50,000 people with five exemplars each, against a plain
 * loop over arrays; one JSON line. The embeddings are invented with the spread that faces have in this model (about
 * 0.72 between people, 0.3 within), because time depends on the distances, not on whose they are.
 */
import { distanceBetween } from '../src/vision/embed.ts';
import { Gallery, type Template } from '../src/vision/gallery.ts';

const dimension = 128;
const exemplars = 5;
const between = 0.72;
const within = 0.3;

/** Numbers between 0 and 1, the same in every run (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A vector of roughly normal numbers whose expected distance from another such vector is `distance`. */
function scatter(random: () => number, distance: number): Float32Array {
  const scale = distance / Math.sqrt(2 * dimension);
  return Float32Array.from(
    { length: dimension },
    () => (random() + random() + random() + random() - 2) * Math.sqrt(3) * scale,
  );
}

const plus = (a: Float32Array, b: Float32Array) => a.map((value, k) => value + (b[k] ?? 0));

function inventGallery(people: number): { templates: Template[]; probes: Float32Array[] } {
  const random = randomNumbers(people);
  const templates: Template[] = [];
  const probes: Float32Array[] = [];
  for (let p = 0; p < people; p++) {
    const centre = scatter(random, between);
    for (let e = 0; e < exemplars; e++)
      templates.push({
        employeeId: `person-${p}`,
        templateId: `${p}-${e}`,
        modelId: 'bench',
        embedding: plus(centre, scatter(random, within)),
      });
    if (p % Math.ceil(people / 20) === 0) probes.push(plus(centre, scatter(random, within)));
  }
  for (let i = 0; i < 20; i++) probes.push(scatter(random, between));
  return { templates, probes };
}

/** What one would write without a gallery: every template compared, the best of each person kept. */
function plainSearch(templates: readonly Template[], probe: Float32Array): string[] {
  const best = new Map<string, number>();
  for (const { employeeId, embedding } of templates) {
    const distance = distanceBetween(embedding, probe);
    if (distance < (best.get(employeeId) ?? Infinity)) best.set(employeeId, distance);
  }
  return [...best]
    .sort((a, b) => a[1] - b[1])
    .slice(0, 3)
    .map(([employeeId]) => employeeId);
}

function timings(probes: readonly Float32Array[], rounds: number, search: (probe: Float32Array) => unknown) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++)
    for (const probe of probes) {
      const started = performance.now();
      search(probe);
      times.push(performance.now() - started);
    }
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function measure(people: number) {
  const { templates, probes } = inventGallery(people);
  const started = performance.now();
  const gallery = new Gallery('bench', templates);
  const buildMs = Math.round(performance.now() - started);
  timings(probes, 3, (probe) => gallery.search(probe));
  const ours = timings(probes, 5, (probe) => gallery.search(probe));
  const some = probes.filter((_, i) => i % 4 === 0);
  const plain = timings(some, 1, (probe) => plainSearch(templates, probe));
  const agree = some.every(
    (probe) =>
      gallery
        .search(probe)
        .map((one) => one.employeeId)
        .join() === plainSearch(templates, probe).join(),
  );
  return {
    people,
    templates: templates.length,
    buildMs,
    ours,
    plain,
    timesFaster: Number((plain.p50Ms / ours.p50Ms).toFixed(1)),
    sameAnswers: agree,
  };
}

const sizes = [1_000, 10_000, 50_000].map(measure);
const within2Ms = (sizes.find((size) => size.people === 10_000)?.ours.p50Ms ?? Infinity) <= 2;
console.log(
  JSON.stringify({ bench: 'gallery', exemplarsPerPerson: exemplars, sizes, tenThousandWithin2Ms: within2Ms }),
);

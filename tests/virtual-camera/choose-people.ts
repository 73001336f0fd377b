/**
 * Chooses the invented people of the virtual camera, once, offline: `npx tsx tests/virtual-camera/choose-people.ts
 * [candidates=500] [people=14] [seed=1] [output]`. Draws many faces from a seed, keeps those that the quick detector
 * finds and that stay near themselves, and of these a group, half of them women, in which no two are near each other;
 * whoever of the group then fails a thorough look (both detectors, every size shown) is replaced. Writes `people.json`
 * and prints what was measured.
 */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { generate } from 'facesjs';
import type { FaceConfig } from 'facesjs';
import sharp from 'sharp';
import { distance, loadJudge } from './detectors.ts';
import type { Judge, SeenFace } from './detectors.ts';
import { backgroundSvg, faceInDrawing, personDrawing, personSvg, photoSvg } from './drawing.ts';

type Gender = 'male' | 'female';
type Candidate = {
  gender: Gender;
  face: FaceConfig;
  embeddings: Float32Array[];
  /** Mean of the embeddings. */
  mean: Float32Array;
};
type Round = [picture: () => Promise<Buffer>, detector: 'ssd' | { tiny: number }, scoreNeeded: number];

const ownDistanceAllowed = 0.31;
const frame = { width: 1280, height: 720 };
const hair = {
  male: 'short short2 short3 short-fade crop crop-fade2 parted middle-part messy messy-short hair spike spike2 spike3 bald short-bald shortBangs',
  female:
    'female1 female2 female3 female4 female5 female6 female7 female8 female9 female10 female11 female12 longHair',
};
const facialHair =
  'none none none none mustache1 mustache-thin goatee1 goatee3 goatee5 soul beard1 beard4 chin-strap';
const glasses = 'none none none glasses1-primary glasses1-secondary glasses2-black glasses2-primary';
const shirts = ['#f1f4f6', '#dfe9f3', '#cfdccf', '#e8dccb', '#5d7690', '#7d5a5f', '#4f6b5c', '#8a8f98'];

/** Small seeded generator (mulberry32); facesjs asks Math.random, so it takes its place in this program. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(choices: readonly T[]): T {
  const chosen = choices[Math.floor(Math.random() * choices.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** An office worker: no sports gear, nothing that hides the face. */
function invent(): { gender: Gender; face: FaceConfig } {
  const gender = pick(['male', 'female'] as const);
  const face = generate(
    {
      accessories: { id: 'none' },
      jersey: { id: pick(['baseball', 'baseball2', 'baseball4', 'football', 'hockey3']) },
      hair: { id: pick(hair[gender].split(' ')) },
      facialHair: { id: gender === 'male' ? pick(facialHair.split(' ')) : 'none' },
      glasses: { id: pick(glasses.split(' ')) },
      teamColors: [pick(shirts), pick(shirts), pick(['#2b2f38', '#3d3a36', '#27384a'])],
    },
    { gender, race: pick(['asian', 'asian', 'asian', 'brown'] as const) },
  );
  return { gender, face };
}

async function rendered(
  face: FaceConfig,
  faceHeight: number,
  background: Buffer,
  quality: number,
): Promise<Buffer> {
  const scale = faceHeight / faceInDrawing.height;
  const left = Math.round(frame.width / 2 - faceInDrawing.centreX * scale);
  const top = Math.round(240 + faceHeight * 0.4 - faceInDrawing.centreY * scale);
  const person = await sharp(Buffer.from(personSvg(face)))
    .resize({ width: Math.round(personDrawing.width * scale) })
    .extract({
      left: 0,
      top: 0,
      width: Math.round(personDrawing.width * scale),
      height: Math.min(frame.height - top, Math.floor(personDrawing.height * scale) - 3),
    })
    .png()
    .toBuffer();
  return sharp(background)
    .composite([{ input: person, left, top }])
    .jpeg({ quality })
    .toBuffer();
}

/** The only face in the picture, or null when it is not found clearly or something else is found as well. */
async function onlyFace(
  judge: Judge,
  picture: Buffer,
  detector: 'ssd' | { tiny: number },
  scoreNeeded: number,
): Promise<SeenFace | null> {
  const faces = await judge.faces(picture, detector);
  const [face] = faces;
  return face && faces.length === 1 && face.score >= scoreNeeded ? face : null;
}

function spread(embeddings: Float32Array[]): number {
  return Math.max(0, ...embeddings.flatMap((a, i) => embeddings.slice(i + 1).map((b) => distance(a, b))));
}

function meanOf(embeddings: Float32Array[]): Float32Array {
  return Float32Array.from({ length: 128 }, (_, i) => {
    return embeddings.reduce((sum, embedding) => sum + (embedding[i] ?? 0), 0) / embeddings.length;
  });
}

/** Looks that every candidate must stand, and those that only the chosen must. */
function roundsOf(face: FaceConfig, background: Buffer): { quick: Round[]; thorough: Round[] } {
  const posed = { faceHeight: 150, centreX: 640, centreY: 300 };
  const portrait = () =>
    sharp(Buffer.from(photoSvg(face, '#dfe4e8', posed)))
      .jpeg({ quality: 85 })
      .toBuffer();
  const shown = (faceHeight: number) => () => rendered(face, faceHeight, background, 60);
  return {
    quick: [
      [shown(150), { tiny: 416 }, 0.65],
      [shown(185), { tiny: 416 }, 0.7],
      [portrait, { tiny: 416 }, 0.6],
    ],
    thorough: [
      [shown(150), 'ssd', 0.7],
      [portrait, 'ssd', 0.6],
      [shown(110), 'ssd', 0.6],
      [shown(150), { tiny: 608 }, 0.6],
      [shown(110), { tiny: 608 }, 0.6],
    ],
  };
}

/** All that is seen of one face; null as soon as something is missing or differs from what was seen before. */
async function audition(
  judge: Judge,
  rounds: Round[],
  before: Float32Array[],
): Promise<Float32Array[] | null> {
  const embeddings = [...before];
  for (const [picture, detector, scoreNeeded] of rounds) {
    const seen = await onlyFace(judge, await picture(), detector, scoreNeeded);
    if (!seen) return null;
    embeddings.push(seen.embedding);
    if (spread(embeddings) > ownDistanceAllowed) return null;
  }
  return embeddings;
}

/**
 * The group of the wanted size, half of each gender, whose nearest two are farthest apart: greedy growth from every
 * start, then exchanges of one of the nearest two for somebody better.
 */
function chooseGroup(all: Candidate[], size: number): { group: number[]; nearest: number } {
  const table = all.map((a) => all.map((b) => (a === b ? Infinity : distance(a.mean, b.mean))));
  const between = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const toGroup = (i: number, group: number[]): number =>
    Math.min(Infinity, ...group.map((j) => between(i, j)));
  const nearestIn = (group: number[]): number => Math.min(Infinity, ...group.map((i) => toGroup(i, group)));
  const everyone = all.map((_, i) => i);
  const bestFor = (group: number[]): number | undefined => {
    const women = group.filter((i) => all[i]?.gender === 'female').length;
    const full: Gender | null =
      women >= size / 2 ? 'female' : group.length - women >= size / 2 ? 'male' : null;
    const free = everyone.filter((i) => !group.includes(i) && all[i]?.gender !== full);
    return free.length === 0
      ? undefined
      : free.reduce((a, b) => (toGroup(a, group) >= toGroup(b, group) ? a : b));
  };
  const improve = (group: number[]): number[] | null => {
    const nearest = nearestIn(group);
    for (const out of group.filter((i) => toGroup(i, group) === nearest)) {
      const rest = group.filter((i) => i !== out);
      const next = bestFor(rest);
      if (next !== undefined && nearestIn([...rest, next]) > nearest + 1e-6) return [...rest, next];
    }
    return null;
  };
  let best = { group: [] as number[], nearest: 0 };
  for (const start of everyone) {
    let group = [start];
    for (let next = bestFor(group); next !== undefined && group.length < size; next = bestFor(group))
      group.push(next);
    for (let better = improve(group); better; better = improve(group)) group = better;
    const nearest = nearestIn(group);
    if (group.length === size && nearest > best.nearest) best = { group, nearest };
  }
  return best;
}

/** Women and men in turn; those farthest from everybody come last, where demo and tests take their strangers. */
function inOrder(chosen: Candidate[]): Candidate[] {
  const loneliness = (one: Candidate): number =>
    Math.min(...chosen.filter((other) => other !== one).map((other) => distance(one.mean, other.mean)));
  const sorted = [...chosen].sort((a, b) => loneliness(a) - loneliness(b));
  const women = sorted.filter(({ gender }) => gender === 'female');
  const men = sorted.filter(({ gender }) => gender === 'male');
  return women.flatMap((woman, i) => [woman, ...men.slice(i, i + 1)]);
}

async function main(): Promise<void> {
  const [candidates = 500, people = 14, seed = 1] = process.argv.slice(2, 5).map(Number);
  const output = process.argv[5] ?? fileURLToPath(new URL('./people.json', import.meta.url));
  os.setPriority(19);
  Math.random = seeded(seed);
  const judge = await loadJudge();
  const background = await sharp(Buffer.from(backgroundSvg(frame.width, frame.height)))
    .png()
    .toBuffer();
  let pool: Candidate[] = [];
  for (let i = 0; i < candidates; i++) {
    const { gender, face } = invent();
    const embeddings = await audition(judge, roundsOf(face, background).quick, []);
    if (embeddings) pool.push({ gender, face, embeddings, mean: meanOf(embeddings) });
    if (i % 20 === 19) console.error(`${i + 1} drawn, ${pool.length} found by the quick detector`);
  }
  const proved = new Set<Candidate>();
  for (;;) {
    const { group, nearest } = chooseGroup(pool, people);
    const chosen = group.flatMap((i) => pool[i] ?? []);
    if (chosen.length < people) throw new Error('too few candidates');
    const failed: Candidate[] = [];
    for (const candidate of chosen.filter((c) => !proved.has(c))) {
      const embeddings = await audition(
        judge,
        roundsOf(candidate.face, background).thorough,
        candidate.embeddings,
      );
      if (embeddings) Object.assign(candidate, { embeddings, mean: meanOf(embeddings) });
      if (embeddings) proved.add(candidate);
      else failed.push(candidate);
    }
    console.error(`nearest ${nearest.toFixed(3)}, ${failed.length} of ${people} failed the thorough look`);
    pool = pool.filter((candidate) => !failed.includes(candidate));
    if (failed.length > 0) continue;
    const id = (i: number): string => `person-${String(i + 1).padStart(2, '0')}`;
    const file = inOrder(chosen).map(({ gender, face }, i) => ({ id: id(i), gender, face }));
    writeFileSync(output, `${JSON.stringify(file, null, 1)}\n`);
    const ownSpread = Math.max(...chosen.map(({ embeddings }) => spread(embeddings)));
    console.log(
      JSON.stringify({ drawn: candidates, found: pool.length, chosen: chosen.length, nearest, ownSpread }),
    );
    return;
  }
}

await main();

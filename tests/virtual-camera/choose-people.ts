/**
 * Chooses the invented people of the virtual camera, once, offline: `npx tsx tests/virtual-camera/choose-people.ts
 * [candidates=400] [people=14] [seed=1] [output]`. Draws many faces from a seed, keeps those that both detectors find at every
 * size they are shown at and that stay near themselves, and of these a group in which no two are near each other;
 * writes `people.json` and prints what was measured.
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
type Candidate = { gender: Gender; face: FaceConfig; embeddings: Float32Array[] };

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
    { gender, race: pick(['asian', 'asian', 'brown', 'white'] as const) },
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

/** How many candidates failed in which round, to see which round is too hard. */
const rejections: number[] = [];

function spread(embeddings: Float32Array[]): number {
  return Math.max(0, ...embeddings.flatMap((a, i) => embeddings.slice(i + 1).map((b) => distance(a, b))));
}

/** All that is seen of one face at the sizes it is shown at; null as soon as something is missing. */
async function audition(
  judge: Judge,
  background: Buffer,
  face: FaceConfig,
): Promise<Candidate['embeddings'] | null> {
  const embeddings: Float32Array[] = [];
  const posed = { faceHeight: 150, centreX: 640, centreY: 300 };
  const portrait = await sharp(Buffer.from(photoSvg(face, '#dfe4e8', posed)))
    .jpeg({ quality: 85 })
    .toBuffer();
  const shown = (faceHeight: number) => () => rendered(face, faceHeight, background, 60);
  const rounds: [picture: () => Promise<Buffer>, detector: 'ssd' | { tiny: number }, scoreNeeded: number][] =
    [
      [shown(150), { tiny: 416 }, 0.65],
      [shown(190), { tiny: 416 }, 0.7],
      [shown(150), 'ssd', 0.7],
      [shown(150), { tiny: 608 }, 0.6],
      [() => Promise.resolve(portrait), { tiny: 416 }, 0.6],
      [() => Promise.resolve(portrait), 'ssd', 0.6],
      [shown(110), 'ssd', 0.6],
      [shown(110), { tiny: 608 }, 0.6],
    ];
  for (const [round, [picture, detector, scoreNeeded]] of rounds.entries()) {
    const seen = await onlyFace(judge, await picture(), detector, scoreNeeded);
    if (seen) embeddings.push(seen.embedding);
    if (!seen || spread(embeddings) > ownDistanceAllowed) {
      rejections[round] = (rejections[round] ?? 0) + 1;
      return null;
    }
  }
  return embeddings;
}

function apart(a: Candidate, b: Candidate): number {
  return Math.min(...a.embeddings.flatMap((x) => b.embeddings.map((y) => distance(x, y))));
}

/** The group of the wanted size whose nearest two are farthest apart: greedy growth from every start, then exchanges. */
function chooseGroup(all: Candidate[], size: number): { group: number[]; nearest: number } {
  const table = all.map((a) => all.map((b) => (a === b ? Infinity : apart(a, b))));
  const between = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const toGroup = (i: number, group: number[]): number => Math.min(...group.map((j) => between(i, j)));
  const nearestIn = (group: number[]): number => Math.min(...group.map((i) => toGroup(i, group)));
  const everyone = all.map((_, i) => i);
  let best = { group: [] as number[], nearest: 0 };
  for (const start of everyone) {
    let group = [start];
    while (group.length < size) {
      const next = everyone
        .filter((i) => !group.includes(i))
        .reduce((a, b) => (toGroup(a, group) >= toGroup(b, group) ? a : b));
      group.push(next);
    }
    for (let improved = true; improved;) {
      improved = false;
      const worst = group.reduce((a, b) => (toGroup(a, group) <= toGroup(b, group) ? a : b));
      for (const out of [worst, ...group.filter((i) => between(i, worst) === toGroup(worst, group))]) {
        const rest = group.filter((i) => i !== out);
        const next = everyone
          .filter((i) => !group.includes(i))
          .reduce((a, b) => (toGroup(a, rest) >= toGroup(b, rest) ? a : b));
        if (nearestIn([...rest, next]) > nearestIn(group) + 1e-6) {
          group = [...rest, next];
          improved = true;
          break;
        }
      }
    }
    const nearest = nearestIn(group);
    if (nearest > best.nearest) best = { group, nearest };
  }
  return best;
}

async function main(): Promise<void> {
  const [candidates = 400, people = 14, seed = 1] = process.argv.slice(2, 5).map(Number);
  const output = process.argv[5] ?? fileURLToPath(new URL('./people.json', import.meta.url));
  os.setPriority(19);
  Math.random = seeded(seed);
  const judge = await loadJudge();
  const background = await sharp(Buffer.from(backgroundSvg(frame.width, frame.height)))
    .png()
    .toBuffer();
  const passed: Candidate[] = [];
  for (let i = 0; i < candidates; i++) {
    const { gender, face } = invent();
    const embeddings = await audition(judge, background, face);
    if (embeddings) passed.push({ gender, face, embeddings });
    if (i % 20 === 19)
      console.error(`${i + 1} drawn, ${passed.length} passed, failed by round: ${rejections.join(' ')}`);
  }
  const { group, nearest } = chooseGroup(passed, people);
  const chosen = group.flatMap((i) => passed[i] ?? []);
  const file = chosen.map(({ gender, face }, i) => ({
    id: `person-${String(i + 1).padStart(2, '0')}`,
    gender,
    face,
  }));
  writeFileSync(output, `${JSON.stringify(file, null, 1)}\n`);
  const ownSpread = Math.max(...chosen.map(({ embeddings }) => spread(embeddings)));
  console.log(
    JSON.stringify({ drawn: candidates, passed: passed.length, chosen: chosen.length, nearest, ownSpread }),
  );
}

await main();

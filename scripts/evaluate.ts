/**
 * Measures recognition on a folder of pictures, one folder for each person:
 * `npm run --silent evaluate -- --faces DIR --enrol N --strangers K [--burst M]`.
 * The first N pictures of all people but the last K (in name order) are enrolled; the others are probes, one by one or
 * M at a time. Prints one line of JSON. The thresholds are the product's defaults.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '../src/errors.ts';
import { enrolPhoto } from '../src/vision/enrol.ts';
import { Gallery, type Template } from '../src/vision/gallery.ts';
import { decideProbes, readProbe, type Probe } from '../src/vision/probe.ts';
import { defaultThresholds, singlePictureThresholds } from '../src/vision/thresholds.ts';
import { loadVision, type Vision } from '../src/vision/vision.ts';

const optionsSchema = z.object({
  faces: z.string().min(1),
  enrol: z.coerce.number().int().min(1).default(3),
  strangers: z.coerce.number().int().min(0).default(0),
  burst: z.coerce.number().int().min(1).default(1),
});

type Person = { name: string; pictures: string[] };

const byName = new Intl.Collator('en', { numeric: true });

/** Names in the folder that are what is wanted; `stat` follows links, and what it cannot follow is not there. */
async function namesIn(folder: string, wanted: 'folder' | 'file'): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    const what = await stat(path.join(folder, name)).catch(() => null);
    if (wanted === 'folder' ? what?.isDirectory() : what?.isFile()) found.push(name);
  }
  return found.sort((a, b) => byName.compare(a, b));
}

async function readPeople(folder: string): Promise<Person[]> {
  const people: Person[] = [];
  for (const name of await namesIn(folder, 'folder')) {
    const files = await namesIn(path.join(folder, name), 'file');
    const pictures = files.filter((file) => /\.(png|jpe?g|webp)$/i.test(file));
    if (pictures.length > 0)
      people.push({ name, pictures: pictures.map((file) => path.join(folder, name, file)) });
  }
  return people;
}

type Enrolment = { templates: Template[]; refused: Record<string, number> };

async function enrol(vision: Vision, people: readonly Person[], count: number): Promise<Enrolment> {
  const templates: Template[] = [];
  const refused: Record<string, number> = {};
  for (const person of people)
    for (const picture of person.pictures.slice(0, count)) {
      try {
        const { embedding } = await enrolPhoto(vision, await readFile(picture));
        templates.push({ employeeId: person.name, templateId: picture, modelId: vision.model.id, embedding });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused[error.code] = (refused[error.code] ?? 0) + 1;
      }
    }
  return { templates, refused };
}

/** Groups of `size` pictures, leaving out a last smaller one unless it is the only one. */
function groups(pictures: readonly string[], size: number): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < pictures.length; at += size) all.push(pictures.slice(at, at + size));
  return all.length > 1 ? all.filter((group) => group.length === size) : all;
}

type Result = { named: string | null; outcome: 'known' | 'uncertain' | 'unknown' | 'no_face' };

async function recognise(vision: Vision, gallery: Gallery, pictures: readonly string[]): Promise<Result> {
  const probes: Probe[] = [];
  for (const picture of pictures) {
    const probe = await readProbe(vision, await readFile(picture)).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'photo_not_an_image') return null;
      throw error;
    });
    if (probe) probes.push(probe);
  }
  if (probes.length === 0) return { named: null, outcome: 'no_face' };
  const decision = decideProbes(probes, gallery, defaultThresholds);
  return { named: decision.employeeId, outcome: decision.outcome };
}

async function recogniseAll(
  vision: Vision,
  gallery: Gallery,
  person: Person,
  size: number,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const group of groups(person.pictures, size)) results.push(await recognise(vision, gallery, group));
  return results;
}

/** Says in a sentence what is wrong with the command, and how it is used. */
function refuse(problem: string): never {
  console.error(`evaluate: ${problem}`);
  console.error(
    'usage: npm run --silent evaluate -- --faces DIR [--enrol N] [--strangers K] [--burst M]   (pictures in DIR/<person>/)',
  );
  process.exit(2);
}

function readOptions(): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      options: {
        faces: { type: 'string' },
        enrol: { type: 'string' },
        strangers: { type: 'string' },
        burst: { type: 'string' },
      },
    });
    const options = optionsSchema.safeParse(values);
    if (options.success) return options.data;
    return refuse(options.error.issues.map((it) => `--${it.path.join('.')}: ${it.message}`).join('; '));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const everybody = await readPeople(options.faces).catch((error: unknown) =>
    refuse(`${options.faces} cannot be read: ${error instanceof Error ? error.message : String(error)}`),
  );
  if (everybody.length === 0)
    refuse(`${options.faces} has no folder of a person with pictures (png, jpg, webp) in it`);
  const vision = await loadVision();
  const staff = everybody.slice(0, Math.max(0, everybody.length - options.strangers));
  const strangers = everybody.slice(staff.length);
  const { templates, refused } = await enrol(vision, staff, options.enrol);
  const gallery = new Gallery(vision.model.id, templates);
  const figures = { probes: 0, named: 0, namedWrong: 0, review: 0, missed: 0, noFace: 0 };
  for (const person of staff) {
    const others = { name: person.name, pictures: person.pictures.slice(options.enrol) };
    for (const result of await recogniseAll(vision, gallery, others, options.burst)) {
      figures.probes++;
      if (result.outcome === 'known') figures[result.named === person.name ? 'named' : 'namedWrong']++;
      else
        figures[({ uncertain: 'review', unknown: 'missed', no_face: 'noFace' } as const)[result.outcome]]++;
    }
  }
  const strangerFigures = { strangerProbes: 0, strangersNamed: 0, strangersReview: 0 };
  for (const person of strangers)
    for (const result of await recogniseAll(vision, gallery, person, options.burst)) {
      strangerFigures.strangerProbes++;
      if (result.outcome === 'known') strangerFigures.strangersNamed++;
      if (result.outcome === 'uncertain') strangerFigures.strangersReview++;
    }
  console.log(
    JSON.stringify({
      people: everybody.length,
      enrolled: gallery.peopleCount,
      ...figures,
      ...strangerFigures,
      templates: gallery.size,
      photosRefused: refused,
      burst: options.burst,
      thresholds: { burst: defaultThresholds, single: singlePictureThresholds },
      model: vision.model,
      backend: vision.backend,
    }),
  );
  vision.close();
}

await main();

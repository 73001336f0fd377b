import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { recogniseCapture } from '../../../src/vision/capture.ts';
import { enrolPhoto } from '../../../src/vision/enrol.ts';
import { Gallery, type Template } from '../../../src/vision/gallery.ts';
import { lookAtFrames } from '../../../src/vision/look.ts';
import { Pictures } from '../../../src/vision/pictures.ts';
import { defaultThresholds } from '../../../src/vision/thresholds.ts';
import { boundThreads } from '../../../src/vision/threads.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { drawBurst, drawPortrait, type DrawnPerson } from './drawn-people.ts';

let vision: Vision;
const templates: Template[] = [];

async function template(person: DrawnPerson): Promise<Template> {
  const { embedding } = await enrolPhoto(vision, await drawPortrait(person));
  return { employeeId: person, templateId: `${person}-1`, modelId: vision.model.id, embedding };
}

const galleryOf = (...people: string[]) =>
  new Gallery(
    vision.model.id,
    templates.filter((one) => people.includes(one.employeeId)),
  );

/** Counts how many pictures are being decoded. */
class CountedPictures extends Pictures {
  most = 0;
  #now = 0;

  override async prepare(...asked: Parameters<Pictures['prepare']>): ReturnType<Pictures['prepare']> {
    this.most = Math.max(this.most, ++this.#now);
    return super.prepare(...asked).finally(() => this.#now--);
  }
}

beforeAll(async () => {
  vision = await loadVision();
  const people = ['an', 'binh', 'chi', 'dung', 'lookAlikeOne', 'lookAlikeTwo'] as const;
  for (const person of people) templates.push(await template(person));
});

describe('a burst of frames', () => {
  test('two enrolled people and a stranger crossing the same frame: each is decided for himself', async () => {
    const frames = await drawBurst(6, (i) => [
      { person: 'an', left: 60 + i * 50, top: 120, heightPx: 200 + i * 12 },
      { person: 'binh', left: 880 - i * 50, top: 380, heightPx: 200 + i * 8 },
      { person: 'chi', left: 900 - i * 30, top: 60, heightPx: 210 },
    ]);
    const result = await recogniseCapture(vision, frames, galleryOf('an', 'binh', 'dung'), defaultThresholds);
    const outcomes = result.people.map((person) => [person.outcome, person.employeeId]);
    expect(outcomes).toHaveLength(3);
    expect(outcomes).toContainEqual(['known', 'an']);
    expect(outcomes).toContainEqual(['known', 'binh']);
    const stranger = result.people.find((person) => person.employeeId === null);
    expect(stranger?.outcome).toBe('unknown');
    const an = result.people.find((person) => person.employeeId === 'an');
    expect(an?.at).toBeGreaterThanOrEqual(frames[4]?.capturedAt ?? Infinity);
    expect(an?.firstAt).toBe(frames[0]?.capturedAt);
    expect(an?.observationCount).toBe(6);
    for (const frame of frames) {
      const tracks = result.observations.filter((o) => o.frameId === frame.id).map((o) => o.track);
      expect(new Set(tracks).size).toBe(tracks.length);
    }
  });

  test('a face cut by the edge at the end of its way is named by the frames that show it whole', async () => {
    const frames = await drawBurst(6, (i) => [{ person: 'an', left: 850 + i * 66, top: 200, heightPx: 260 }]);
    const result = await recogniseCapture(vision, frames, galleryOf('an', 'binh', 'chi'), defaultThresholds);
    expect(result.people.filter((person) => person.outcome === 'known').map((p) => p.employeeId)).toEqual([
      'an',
    ]);
  });

  test('a face cut by the edge in every frame is nobody’s: its moment counts as not watched', async () => {
    const frames = await drawBurst(4, (i) => [
      { person: 'chi', left: 1280 - 125 - i, top: 200, heightPx: 300 },
      { person: 'binh', left: 300 + i * 10, top: 200, heightPx: 240 },
    ]);
    const result = await recogniseCapture(vision, frames, galleryOf('an', 'binh', 'chi'), defaultThresholds);
    expect(result.people.map((person) => person.employeeId)).toEqual(['binh']);
    expect(result.unusable).toHaveLength(1);
    expect(result.rejected.map(({ reason }) => reason)).toContain('cut_by_edge');
  });

  test('a single frame is never enough for a name', async () => {
    const frames = await drawBurst(1, () => [{ person: 'an', left: 500, top: 200, heightPx: 260 }]);
    const { people } = await recogniseCapture(vision, frames, galleryOf('an', 'binh'), defaultThresholds);
    expect(people).toMatchObject([{ outcome: 'uncertain', employeeId: null, doubts: ['too_few_frames'] }]);
    expect(people[0]?.candidates[0]?.employeeId).toBe('an');
  });

  test('someone who is not enrolled is a question at most, even beside a look-alike who is', async () => {
    const frames = await drawBurst(4, (i) => [
      { person: 'lookAlikeTwo', left: 500, top: 200, heightPx: 220 + i * 5 },
    ]);
    const gallery = new Gallery(vision.model.id, templates, ['lookAlikeOne', 'lookAlikeTwo']);
    const { people } = await recogniseCapture(vision, frames, gallery, defaultThresholds);
    expect(people).toMatchObject([{ outcome: 'uncertain', employeeId: null }]);
    expect(people[0]?.doubts).toContain('look_alike');
  });

  test('a person standing twice in one frame is not believed', async () => {
    const frames = await drawBurst(4, (i) => [
      { person: 'an', left: 150, top: 150, heightPx: 220 + i * 4 },
      { person: 'an', left: 800, top: 150, heightPx: 220 + i * 4 },
    ]);
    const { people } = await recogniseCapture(
      vision,
      frames,
      galleryOf('an', 'binh', 'chi'),
      defaultThresholds,
    );
    expect(people.map((person) => person.outcome)).toEqual(['uncertain', 'uncertain']);
    expect(people.every((person) => person.doubts.includes('two_faces_one_person'))).toBe(true);
  });

  test('frames that are no pictures are counted, an empty door shows nobody', async () => {
    const frames = await drawBurst(2, () => []);
    const broken = { id: 'broken', capturedAt: 0, image: Buffer.from('no picture') };
    const result = await recogniseCapture(vision, [...frames, broken], galleryOf('an'), defaultThresholds);
    expect(result).toEqual({
      observations: [],
      people: [],
      unusable: [],
      rejected: [{ reason: 'not_an_image', count: 1 }],
    });
  });

  test('whoever stands outside the zone was not at the door, and hides nobody who was', async () => {
    const frames = await drawBurst(4, (i) => [
      { person: 'binh', left: 880, top: 300, heightPx: 260 },
      { person: 'an', left: 150, top: 150, heightPx: 220 + i * 4 },
    ]);
    const gallery = galleryOf('an', 'binh', 'chi');
    const leftHalf = [
      { x: 0, y: 0 },
      { x: 0.5, y: 0 },
      { x: 0.5, y: 1 },
      { x: 0, y: 1 },
    ];
    const result = await recogniseCapture(vision, frames, gallery, defaultThresholds, leftHalf);
    expect(result.people).toMatchObject([{ outcome: 'known', employeeId: 'an' }]);
    expect(result.unusable).toEqual([]);
    expect(result.observations.every(({ box }) => box.x + box.width / 2 < 640)).toBe(true);
    expect(result.rejected).toContainEqual({ reason: 'outside_zone', count: 4 });
    const corner = leftHalf.map(({ x, y }) => ({ x: x / 10, y: y / 10 }));
    const nobody = await recogniseCapture(vision, frames, gallery, defaultThresholds, corner);
    expect(nobody).toMatchObject({ people: [], unusable: [], observations: [] });
    expect(nobody.rejected).toEqual([{ reason: 'outside_zone', count: 8 }]);
  });

  test('leaves nothing behind on the backend', async () => {
    const frames = await drawBurst(2, () => [{ person: 'an', left: 500, top: 200, heightPx: 240 }]);
    const gallery = galleryOf('an');
    await recogniseCapture(vision, frames, gallery, defaultThresholds);
    const before = tf.memory();
    for (let i = 0; i < 3; i++) await recogniseCapture(vision, frames, gallery, defaultThresholds);
    const after = tf.memory();
    expect(after.numTensors).toBe(before.numTensors);
    expect(after.numBytes).toBe(before.numBytes);
  });

  test.for([
    { cores: 1, decodedAtOnce: 1, here: true },
    { cores: 2, decodedAtOnce: 5, here: false },
  ])(
    'with cores for $cores: pictures decoded at once $decodedAtOnce',
    async ({ cores, decodedAtOnce, here }) => {
      const frames = await drawBurst(7, () => [{ person: 'an', left: 500, top: 200, heightPx: 240 }]);
      let decodedHere = false;
      const note = () => (decodedHere = true);
      sharp.queue.on('change', note);
      boundThreads(cores);
      const pictures = new CountedPictures();
      const looked = await lookAtFrames(vision.networks, frames, pictures);
      sharp.queue.off('change', note);
      expect(looked.map(({ boxes }) => boxes.length)).toEqual(frames.map(() => 1));
      expect(pictures.most).toBe(decodedAtOnce);
      expect(decodedHere).toBe(here);
      pictures.release();
    },
  );
});

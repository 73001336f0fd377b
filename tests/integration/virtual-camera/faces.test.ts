import { beforeAll, describe, expect, it } from 'vitest';
import { decodePictures, renderPassage, rendererOptions } from '../../virtual-camera/check-people.ts';
import { distance, loadJudge } from '../../virtual-camera/detectors.ts';
import type { Judge } from '../../virtual-camera/detectors.ts';
import { everyone, renderPhoto } from '../../virtual-camera/people.ts';
import { openRenderer } from '../../virtual-camera/renderer.ts';
import type { Renderer } from '../../virtual-camera/renderer.ts';

let judge: Judge;
let renderer: Renderer;
beforeAll(async () => {
  [judge, renderer] = await Promise.all([loadJudge(), openRenderer(rendererOptions)]);
});

/** The 23rd and 33rd of a passage's 40 pictures: faces are about 120 and 160 px high. */
async function lateInPassage(ids: string[]): Promise<Buffer[]> {
  const pictures = await decodePictures(await renderPassage(renderer, ids), 10, 3);
  return pictures.slice(2);
}

describe('people in the encoded picture', () => {
  it('are found side by side and are nearest to their own photos', async () => {
    const ids = everyone()
      .slice(0, 2)
      .map(({ id }) => id);
    const photos = await Promise.all(ids.map((id) => renderPhoto(id, { variant: 1 })));
    const templates = [];
    for (const photo of photos) {
      const [face, ...others] = await judge.faces(photo, { tiny: 416 });
      expect(others).toEqual([]);
      templates.push(face?.embedding ?? new Float32Array(128));
    }
    for (const picture of await lateInPassage(ids)) {
      const faces = await judge.faces(picture, { tiny: 608 });
      const byPlace = faces.sort((a, b) => a.box.x - b.box.x);
      expect(byPlace).toHaveLength(2);
      for (const [place, face] of byPlace.entries()) {
        expect(face.score).toBeGreaterThan(0.5);
        const distances = templates.map((template) => distance(template, face.embedding));
        expect(distances[place]).toBeLessThan(0.4);
        expect(distances[1 - place]).toBeGreaterThan(0.45);
      }
    }
  });

  it('are found by the other detector too', async () => {
    const [picture] = await lateInPassage(['person-03']);
    const faces = await judge.faces(picture ?? Buffer.alloc(0), 'ssd');
    expect(faces).toHaveLength(1);
    expect(faces[0]?.score).toBeGreaterThan(0.5);
  });
});

it('gives everyone photos that differ from each other', async () => {
  const [first, again, other] = await Promise.all(
    [0, 0, 1].map((variant) => renderPhoto('person-01', { variant })),
  );
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  await expect(renderPhoto('nobody')).rejects.toThrow('no person nobody');
});

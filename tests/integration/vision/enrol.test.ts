import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { enrolPhoto } from '../../../src/vision/enrol.ts';
import { distanceBetween } from '../../../src/vision/embed.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { drawFace, drawPortrait, drawScene } from './drawn-people.ts';

function pngChunk(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

let vision: Vision;
beforeAll(async () => {
  vision = await loadVision();
});

describe('a photo for enrolment', () => {
  test('of one person gives a template near other pictures of the same and far from others', async () => {
    const enrolled = await enrolPhoto(vision, await drawPortrait('an'));
    const again = await enrolPhoto(
      vision,
      await drawScene(900, 700, [{ person: 'an', left: 300, top: 80, heightPx: 420 }]),
    );
    const other = await enrolPhoto(vision, await drawPortrait('binh'));
    expect(enrolled.embedding).toHaveLength(128);
    expect(distanceBetween(enrolled.embedding, again.embedding)).toBeLessThan(0.25);
    expect(distanceBetween(enrolled.embedding, other.embedding)).toBeGreaterThan(0.5);
    const crop = await sharp(enrolled.crop).metadata();
    expect(crop.format).toBe('jpeg');
    expect(crop.height).toBeLessThanOrEqual(320);
  });

  test('turned on its side by the camera is read upright', async () => {
    const upright = await drawPortrait('an');
    const sideways = await sharp(await sharp(upright).rotate(90).toBuffer())
      .withMetadata({ orientation: 8 })
      .jpeg()
      .toBuffer();
    const [a, b] = [await enrolPhoto(vision, upright), await enrolPhoto(vision, sideways)];
    expect(distanceBetween(a.embedding, b.embedding)).toBeLessThan(0.1);
  });

  test.each([
    ['photo_not_an_image', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), {}],
    ['photo_not_an_image', async () => Buffer.from('not a picture'), {}],
    ['photo_not_an_image', async () => (await drawPortrait('an')).subarray(0, 4000), {}],
    ['photo_no_face', async () => drawScene(640, 480, []), {}],
    [
      'photo_several_faces',
      async () =>
        drawScene(1000, 700, [
          { person: 'an', left: 80, top: 120, heightPx: 400 },
          { person: 'binh', left: 560, top: 120, heightPx: 400 },
        ]),
      { faces: 2 },
    ],
    ['photo_too_large', async () => Buffer.alloc(15 * 1024 * 1024 + 1), { maximumBytes: 15 * 1024 * 1024 }],
    [
      'photo_face_too_small',
      async () => drawScene(600, 400, [{ person: 'an', left: 250, top: 150, heightPx: 90 }]),
      { minimumPx: 48 },
    ],
    [
      'photo_face_unclear',
      async () =>
        sharp(await drawPortrait('an'))
          .blur(8)
          .jpeg()
          .toBuffer(),
      { reason: 'blurred' },
    ],
  ])('is refused as %s', async (code, photo, details) => {
    await expect(enrolPhoto(vision, await photo())).rejects.toMatchObject({ code, details });
  });

  test('that declares far too many pixels is refused by its header', async () => {
    const size = Buffer.from('00007530000075300802000000', 'hex');
    const bomb = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      pngChunk('IHDR', size),
      pngChunk('IDAT', deflateSync(Buffer.alloc(64))),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
    await expect(enrolPhoto(vision, bomb)).rejects.toMatchObject({
      code: 'photo_not_an_image',
      cause: { message: expect.stringContaining('pixel limit') as string },
    });
  });

  test('with a transparent background is a photo', async () => {
    const enrolled = await enrolPhoto(vision, await drawFace('an', 600));
    expect(enrolled.quality.usable).toBe(true);
  });
});

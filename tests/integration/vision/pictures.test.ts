import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawLevel } from '../../../src/vision/draw-level.ts';
import { decodeImage } from '../../../src/vision/image.ts';
import { Pictures } from '../../../src/vision/pictures.ts';
import { drawScene } from './drawn-people.ts';

const level = { drawn: 640, margin: 0 };
const door = (left: number) => drawScene(1280, 720, [{ person: 'an', left, top: 200, heightPx: 240 }]);
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#7a5' } })
    .jpeg()
    .toBuffer();

/** The numbers bit by bit: `Buffer.from` alone would cut each to a byte, which is nought for nearly all. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

test('a picture decoded beside the models is the same, pixel for pixel, also in memory that was used before', async () => {
  const frames = [await door(300), await plain(320, 180), await door(500), await plain(1920, 1080)];
  for (let burst = 0; burst < 2; burst++) {
    const pictures = new Pictures();
    const prepared = await Promise.all(frames.map((frame) => pictures.prepare(frame, level)));
    for (const [i, frame] of frames.entries()) {
      const image = await decodeImage(frame);
      const { image: beside, drawn } = prepared[i]!;
      expect([beside.width, beside.height]).toEqual([image.width, image.height]);
      expect(Buffer.compare(beside.data, image.data)).toBe(0);
      const { input, ...rest } = await drawLevel(image, level);
      expect(drawn).toMatchObject(rest);
      expect(Buffer.compare(bytesOf(drawn!.input), bytesOf(input))).toBe(0);
    }
    pictures.release();
  }
});

test('bytes that are no picture give none, and those after them are decoded', async () => {
  const pictures = new Pictures();
  const [broken, empty, good] = await Promise.all(
    [Buffer.from('no picture'), Buffer.alloc(0), await plain(64, 48)].map((bytes) =>
      pictures.prepare(bytes, null),
    ),
  );
  expect(broken).toBeNull();
  expect(empty).toBeNull();
  expect(good).toMatchObject({ image: { width: 64, height: 48 }, drawn: null });
});

test('memory goes from one burst to the next, never between bursts at work', async () => {
  const memoryOf = async (pictures: Pictures) =>
    (await pictures.prepare(await plain(800, 600), null))?.image.data.buffer;
  const first = new Pictures();
  const second = new Pictures();
  const one = await memoryOf(first);
  expect(await memoryOf(second)).not.toBe(one);
  first.release();
  const bytes = new Uint8Array(one!);
  const before = bytes[0];
  bytes[0] = 255 - (before ?? 0);
  const third = new Pictures();
  await third.prepare(await plain(800, 600), null);
  expect(bytes[0]).toBe(before);
  for (const pictures of [second, third]) pictures.release();
});

/**
 * The thread behind `pictures.ts`: decodes one picture after another and draws it where that is wanted. It fills the
 * buffers that come with the order and gives them back with the answer.
 */
import { parentPort } from 'node:worker_threads';
import { drawLevel, type Drawn, type Level } from './draw-level.ts';
import { decodeImage } from './image.ts';

/** `spare` and `spareDrawn` are used again when they are large enough. */
export type PictureOrder = {
  id: number;
  bytes: Uint8Array;
  level: Level | null;
  spare: SharedArrayBuffer | null;
  spareDrawn: SharedArrayBuffer | null;
};

/** Null when the bytes are no picture. `pixels` and `drawn.input` may be longer than what they hold. */
export type PictureAnswer = {
  id: number;
  picture: {
    pixels: SharedArrayBuffer;
    width: number;
    height: number;
    drawn: (Omit<Drawn, 'input'> & { input: SharedArrayBuffer }) | null;
  } | null;
};

const roomFor = (spare: SharedArrayBuffer | null, bytes: number): SharedArrayBuffer =>
  spare && spare.byteLength >= bytes ? spare : new SharedArrayBuffer(bytes);

async function prepare(order: PictureOrder): Promise<PictureAnswer['picture']> {
  const image = await decodeImage(
    Buffer.from(order.bytes.buffer, order.bytes.byteOffset, order.bytes.length),
  );
  const pixels = roomFor(order.spare, image.data.length);
  new Uint8Array(pixels).set(image.data);
  const { width, height } = image;
  if (order.level === null) return { pixels, width, height, drawn: null };
  const drawn = await drawLevel(image, order.level);
  const input = roomFor(order.spareDrawn, drawn.input.byteLength);
  new Float32Array(input).set(drawn.input);
  return { pixels, width, height, drawn: { ...drawn, input } };
}

async function answer(order: PictureOrder): Promise<void> {
  const picture = await prepare(order).catch(() => null);
  parentPort?.postMessage({ id: order.id, picture } satisfies PictureAnswer);
}

// One at a time: more would only take the cores from the models.
let last = Promise.resolve();
parentPort?.on('message', (order: PictureOrder) => {
  last = last.then(() => answer(order));
});

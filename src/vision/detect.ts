import { drawLevel, tinyNormalisation, type Drawn, type Level } from './draw-level.ts';
import { withoutRepeats } from './geometry.ts';
import type { Networks } from './networks.ts';
import { runSsdDetector, ssdInput, type SsdDetector } from './models/ssd-detector.ts';
import { runTinyDetector, type TinyDetector } from './models/tiny-detector.ts';
import { fitInto, warpInto, type Normalisation } from './sampling.ts';
import type { Box, RgbImage } from './types.ts';

/** A face's box in the picture, before its landmarks are known. */
export type FoundBox = Box & { score: number; detector: 'tiny' | 'ssd' };

const ssdNormalisation: Normalisation = { mean: [127.5, 127.5, 127.5], divisor: 127.5 };

async function lookAt(net: TinyDetector, drawn: Drawn, minimumScore: number): Promise<FoundBox[]> {
  const { input, width, height, left, top, scale } = drawn;
  const candidates = await runTinyDetector(net, input, width, height, minimumScore);
  return withoutRepeats(candidates).map((c) => ({
    x: (c.x - left) / scale,
    y: (c.y - top) / scale,
    width: c.width / scale,
    height: c.height / scale,
    score: c.score,
    detector: 'tiny',
  }));
}

/** One look of the tiny detector; boxes in pixels of the picture. */
export async function lookTiny(
  net: TinyDetector,
  image: RgbImage,
  level: Level,
  minimumScore: number,
): Promise<FoundBox[]> {
  return lookAt(net, await drawLevel(image, level), minimumScore);
}

/** One look of the slower detector; boxes in pixels of the picture. */
export async function lookSsd(
  net: SsdDetector,
  image: RgbImage,
  drawn: number,
  minimumScore: number,
): Promise<FoundBox[]> {
  const scale = drawn / Math.max(image.width, image.height);
  const { input, left, top } = await fitInto(image, scale, ssdInput, ssdInput, ssdNormalisation);
  const candidates = await runSsdDetector(net, input, minimumScore);
  return withoutRepeats(candidates).map((c) => ({
    x: (c.x - left) / scale,
    y: (c.y - top) / scale,
    width: c.width / scale,
    height: c.height / scale,
    score: c.score,
    detector: 'ssd',
  }));
}

/** Faces fill a portrait and are lost in a group picture: each level finds faces of about 15 to 80 % of its size. */
const pictureLevels: Level[] = [
  { drawn: 112, margin: 24 },
  { drawn: 192, margin: 48 },
  { drawn: 320, margin: 48 },
  { drawn: 640, margin: 32 },
];

const fineLevel: Level = { drawn: 1280, margin: 0 };

/** A level that would draw the picture more than this much larger than it is shows nothing new. */
const mostEnlargement = 4;

/** Below this the detectors see faces in wallpaper. */
export const surelyFace = 0.5;

/** The slow detector is asked when the fast one is not at least this sure of a single face. */
const contentWith = 0.6;

/**
 * Every face of a still picture, best first: the tiny detector at several sizes, and the slower one when that finds
 * nothing it is sure of.
 */
export async function findInPicture(nets: Networks, image: RgbImage): Promise<FoundBox[]> {
  const long = Math.max(image.width, image.height);
  const found: FoundBox[] = [];
  for (const level of pictureLevels) {
    if (level.drawn / long > mostEnlargement) break;
    found.push(...(await lookTiny(nets.tiny, image, level, surelyFace)));
  }
  if (!found.some((box) => box.score >= contentWith)) {
    const ssd = await nets.ssd();
    found.push(...(await lookSsd(ssd, image, Math.min(long * 3, ssdInput * 0.75), surelyFace)));
    // A face too small to use is still found, so that the reason given is its size.
    if (found.length === 0 && long > fineLevel.drawn / 1.5)
      found.push(...(await lookTiny(nets.tiny, image, fineLevel, surelyFace)));
  }
  return withoutRepeats(found);
}

/** A frame of a camera: first faces between 1/16 and 1/5 of its longer side, then nearer and farther ones. */
export const frameLevel: Level = { drawn: 640, margin: 0 };
const nearLevel: Level = { drawn: 320, margin: 16 };
const farLevel: Level = { drawn: 1120, margin: 0 };

/** In a burst a fainter sight counts too, when the same face is surely one in another frame. */
export const perhapsFace = 0.35;

/**
 * The faces of one frame of a burst, fast; faint ones (`perhapsFace`) included.
 * @param drawn the frame drawn at `frameLevel`, when that was done ahead
 */
export async function findInFrame(
  nets: Networks,
  image: RgbImage,
  drawn: Drawn | null = null,
): Promise<FoundBox[]> {
  const found = await lookAt(nets.tiny, drawn ?? (await drawLevel(image, frameLevel)), perhapsFace);
  if (found.some((box) => box.score >= surelyFace)) return found;
  return withoutRepeats([...found, ...(await lookTiny(nets.tiny, image, nearLevel, perhapsFace))]);
}

/** The faces of one frame in which the fast look saw none: smaller ones too. */
export function findInFrameThoroughly(nets: Networks, image: RgbImage): Promise<FoundBox[]> {
  return lookTiny(nets.tiny, image, farLevel, perhapsFace);
}

/** Side of the input for a look at one place, and how many face heights of the picture it shows. */
export const placeInput = 160;
const placeHeights = 2.8;

/**
 * Looks for one face near where it is expected: much cheaper than the whole frame. Null when it is not there.
 * @param expected where the face was, moved by what is known of its motion
 */
export async function findNear(nets: Networks, image: RgbImage, expected: Box): Promise<FoundBox | null> {
  const size = Math.max(expected.width, expected.height) * placeHeights;
  const scale = size / placeInput;
  const left = expected.x + expected.width / 2 - size / 2;
  const top = expected.y + expected.height / 2 - size / 2;
  const input = new Float32Array(placeInput * placeInput * 3);
  warpInto(image, placeInput, { a: scale, b: 0, tx: left, ty: top }, tinyNormalisation, input, 0, 2);
  const candidates = await runTinyDetector(nets.tiny, input, placeInput, placeInput, perhapsFace);
  const found = withoutRepeats(candidates).map((c): FoundBox => ({
    x: left + c.x * scale,
    y: top + c.y * scale,
    width: c.width * scale,
    height: c.height * scale,
    score: c.score,
    detector: 'tiny',
  }));
  const apart = (box: Box) => Math.hypot(box.x - expected.x, box.y - expected.y);
  return found.sort((a, b) => apart(a) - apart(b))[0] ?? null;
}

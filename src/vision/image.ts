import sharp from 'sharp';
import { AppError } from '../errors.ts';
import type { Box, RgbImage } from './types.ts';

/** Pictures larger than this (after the header says so) are refused before any pixel is decoded. */
const maximumPixels = 64_000_000;

/** Longer sides are shrunk to this while decoding: faces in a photo this large stay far above what the models need. */
const maximumSide = 2560;

const acceptedFormats = new Set(['jpeg', 'png', 'webp', 'avif', 'heif', 'tiff', 'gif']);

/**
 * Decodes a picture to upright RGB. Camera orientation is applied, transparency becomes white, grey becomes RGB, and
 * pictures with a side above 2560 px are shrunk.
 * @throws AppError `photo_not_an_image` when the bytes are no picture (or one of unreasonable size).
 */
export async function decodeImage(bytes: Buffer): Promise<RgbImage> {
  try {
    const picture = sharp(bytes, { limitInputPixels: maximumPixels, failOn: 'truncated', pages: 1 });
    const { format } = await picture.metadata();
    if (!format || !acceptedFormats.has(format))
      throw new Error(`${format} is not a picture format taken here`);
    const { data, info } = await picture
      .rotate()
      .resize({ width: maximumSide, height: maximumSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels`);
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new AppError('photo_not_an_image', 'the bytes are not a readable picture', { cause });
  }
}

/** The part of `box` (grown by `margin` of its size on every side) that lies in the picture, in whole pixels. */
export function boxInside(image: { width: number; height: number }, box: Box, margin = 0): Box {
  const left = Math.max(0, Math.floor(box.x - box.width * margin));
  const top = Math.max(0, Math.floor(box.y - box.height * margin));
  const right = Math.min(image.width, Math.ceil(box.x + box.width * (1 + margin)));
  const bottom = Math.min(image.height, Math.ceil(box.y + box.height * (1 + margin)));
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** A JPEG of the face with some surroundings, at most 320 px high, for people to look at. */
export async function encodeFaceCrop(image: RgbImage, box: Box): Promise<Buffer> {
  const region = boxInside(image, box, 0.35);
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .extract({ left: region.x, top: region.y, width: region.width, height: region.height })
    .resize({ height: 320, width: 320, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/**
 * The picture as JPEG with everything in and around the boxes covered by flat grey, so that nobody in them can be
 * recognised any more.
 */
export async function blankFaces(bytes: Buffer, boxes: readonly Box[]): Promise<Buffer> {
  const image = await decodeImage(bytes);
  const covers = boxes.map((box) => {
    const { x, y, width, height } = boxInside(image, box, 0.3);
    const background = { r: 128, g: 128, b: 128 };
    return { input: { create: { width, height, channels: 3 as const, background } }, left: x, top: y };
  });
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .composite(covers)
    .jpeg({ quality: 85 })
    .toBuffer();
}

import { z } from 'zod';
import { shareOf } from '../domain/picture-area.ts';

/** A point of the picture, as shares of its width and height from the upper left corner. */
export const picturePoint = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });
export type PicturePoint = z.infer<typeof picturePoint>;

/** An area smaller than this share of the picture was not meant: a zone of nothing would see nobody. */
const smallestArea = 0.001;

/** An area of the picture, corner after corner. */
export const pictureArea = z
  .array(picturePoint)
  .min(3)
  .max(24)
  .refine((area) => shareOf(area) >= smallestArea, { params: { code: 'areaTooSmall' } });
export type PictureArea = z.infer<typeof pictureArea>;

/** An address of a stream, without an account: that one is kept sealed. */
const streamAddress = z
  .string()
  .max(500)
  .regex(/^rtsps?:\/\/[^/@\s]+(\/[^\s]*)?$/i);

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * How one camera is watched; stored as JSON beside the camera. Every setting has a default, so that a camera added with
 * an address and an account alone works.
 */
export const cameraSettings = z.object({
  /** What begins a capture: the camera's own events, motion found in its picture, or always while hours last. */
  trigger: z.enum(['events', 'motion', 'continuous']).default('events'),
  /** `compressed`: the past is kept as received; `decoded`: decoded all the time; `onEvent`: connected for an event only. */
  ring: z.enum(['compressed', 'decoded', 'onEvent']).default('compressed'),
  /** Which processor decodes; `auto` takes what was tried to work on this camera, software otherwise. */
  decoding: z.enum(['auto', 'software']).default('auto'),
  /** Stream addresses to be used instead of those the camera names, for one that names none or wrong ones. */
  streams: z
    .object({ main: streamAddress.nullable().default(null), sub: streamAddress.nullable().default(null) })
    .prefault({}),
  /**
   * Hours of the office's day in which silence is worth an alert (null: its working hours), and in which pictures are taken
   * where the trigger is `continuous` (null: always).
   */
  hours: z.object({ from: timeOfDay, to: timeOfDay }).nullable().default(null),
  /** Faces count only when their middle lies in here; null: the whole picture. */
  zone: pictureArea.nullable().default(null),
  /** Blackened before a picture is stored or looked at. */
  masks: z.array(pictureArea).max(8).default([]),
  /** Looks at where the public is: faces are not recognised there unless the office decides so. */
  publicFacing: z.boolean().default(false),
  /** Recognise faces; null: everywhere but where the public is. */
  recognise: z.boolean().nullable().default(null),
  /** From which likelihood on a face that the camera itself recognised is certain; null: it is a question to a reviewer. */
  ownFacesFrom: z.number().min(0).max(1).nullable().default(null),
});
export type CameraSettings = z.output<typeof cameraSettings>;

/** The settings in a stored column; what is missing or was never valid is the default. */
export function readCameraSettings(column: unknown): CameraSettings {
  return cameraSettings.catch(cameraSettings.parse({})).parse(column);
}

/** The addresses of a camera's streams that count: those the office typed, else those the camera named; null: none. */
export function streamsOf(camera: {
  streamUri: string | null;
  subStreamUri: string | null;
  settings: unknown;
}): {
  main: string | null;
  sub: string | null;
} {
  const { streams } = readCameraSettings(camera.settings);
  return { main: streams.main ?? camera.streamUri, sub: streams.sub ?? camera.subStreamUri };
}

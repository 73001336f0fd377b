import { z } from 'zod';
import { liveAdvices, poses } from '../../domain/live-guide.ts';
import { id } from './common.ts';

export const liveCaptureCreate = z.object({ cameraId: id });

/** A person being guided before a camera. */
export const liveCapture = z.object({
  id,
  /** `ready`: pictures are there to choose from. */
  state: z.enum(['waiting', 'looking', 'ready', 'failed']),
  /** What the person should do now. */
  advice: z.enum(liveAdvices),
  /** Pictures collected so far, of `wanted`. */
  frames: z.array(z.object({ id, pose: z.enum(poses) })),
  wanted: z.int(),
  /** data:image/jpeg;base64 of what the camera sees; null before the first picture and when it is ready. */
  picture: z.string().nullable(),
  /** Why it failed, in the language asked for. */
  problem: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
});
export type LiveCapture = z.infer<typeof liveCapture>;

export const liveCaptureChoice = z.object({ frameIds: z.array(id).min(1).max(poses.length) });
/** What became of each chosen picture. */
export const liveCaptureChosen = z.object({
  items: z.array(z.object({ frameId: id, photoId: id.nullable(), problem: liveCapture.shape.problem })),
});
export type LiveCaptureChosen = z.infer<typeof liveCaptureChosen>;

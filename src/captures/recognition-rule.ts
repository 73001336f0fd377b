import type { CameraSettings } from './camera-settings.ts';

/**
 * Whether faces are recognised at a camera: where the public is only when the office decided so, everywhere else unless it
 * decided otherwise. Where they are not, no picture is taken or kept, and the camera is no evidence of who came or not.
 */
export function recognises({ publicFacing, recognise }: CameraSettings): boolean {
  return recognise ?? !publicFacing;
}

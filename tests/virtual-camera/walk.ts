/** Where people are in the picture at an instant: pure geometry of the walk towards the camera. */
import { nearestAtShare, scriptStart } from './script.ts';
import type { CameraScript } from './script.ts';

/** A person's place in a frame: face height and centre in pixels of the frame. */
export type Standing = {
  id: string;
  faceHeight: number;
  centreX: number;
  centreY: number;
  /** A photo held before the chest: of whom, and how far it is turned away from the camera just now. */
  photo: { id: string; turnDegrees: number } | null;
};

/** Face heights (pixels of a 720 px high frame) at the far and the near end of the walk. */
const farFaceHeight = 78;
const nearFaceHeight = 186;

/** Between neighbouring lanes, in face heights: shoulders do not overlap. */
const laneWidth = 1.45;

/** A photo in the hand swings this far to both sides, once in so many seconds. */
const photoTurnDegrees = 50;
const photoSwingSeconds = 2.4;

/** Lanes people take who were given none: one person in the middle, two side by side, and so on. */
function laneOf(index: number, count: number): number {
  return index - (count - 1) / 2;
}

/**
 * Everyone visible at the instant (epoch ms), the farthest first, so that the nearer cover the farther when drawn in
 * this order. The size grows as that of something coming nearer at a steady pace, somewhat evened out.
 */
export function standingAt(
  script: CameraScript,
  instant: number,
  frame: { width: number; height: number },
): Standing[] {
  const unit = frame.height / 720;
  const elapsed = (instant - scriptStart(script)) / 1000;
  const standing = script.passages.flatMap((passage, passageIndex) => {
    const share = (elapsed - passage.at) / passage.seconds;
    if (share < 0 || share >= 1) return [];
    const nearness = Math.min(1, share / nearestAtShare);
    const faceHeight =
      unit * (farFaceHeight + (nearFaceHeight - farFaceHeight) * (0.65 * nearness + 0.35 * nearness ** 2));
    const leaving = Math.max(0, share - nearestAtShare) / (1 - nearestAtShare);
    return passage.people.map(({ id, lane, holdsPhotoOf }, index): Standing => {
      const step = 2 * Math.PI * (elapsed * 0.9 + index * 0.37 + passageIndex * 0.21);
      const sideways = (lane ?? laneOf(index, passage.people.length)) * laneWidth + 0.05 * Math.sin(step);
      const exit = leaving * leaving * frame.width * 0.75 * (sideways < -0.1 ? -1 : 1);
      const swing = Math.sin((2 * Math.PI * (elapsed - passage.at)) / photoSwingSeconds);
      const photo =
        holdsPhotoOf === undefined ? null : { id: holdsPhotoOf, turnDegrees: photoTurnDegrees * swing };
      return {
        id,
        photo,
        faceHeight,
        centreX: frame.width / 2 + sideways * faceHeight + exit,
        centreY: 232 * unit + faceHeight * (0.42 + 0.02 * Math.sin(2 * step)),
      };
    });
  });
  return standing.sort((a, b) => a.faceHeight - b.faceHeight);
}

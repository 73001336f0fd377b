import type { FaceReason } from './mounting-advice.ts';

/** How a head is held, as the person feels it: `left` is their own left. */
export const poses = ['straight', 'left', 'right', 'up', 'down'] as const;
export type Pose = (typeof poses)[number];

/** What a person before the camera is asked to do. */
export const liveAdvices = [
  'wait',
  'comeIn',
  'onlyOne',
  'nearer',
  'holdStill',
  'moreLight',
  'lessLight',
  'awayFromLight',
  'lookHere',
  'lookLevel',
  'headUpright',
  'intoMiddle',
  'uncover',
  'straight',
  'left',
  'right',
  'up',
  'down',
  'done',
] as const;
export type LiveAdvice = (typeof liveAdvices)[number];

/** What one picture showed. Turn and nod are of the only face, as the quality gate measures them. */
export type LiveLook = { faces: number; reasons: readonly FaceReason[]; turn: number; nod: number };

/** What was taken so far, and since when the next pose is waited for (epoch ms). */
export type LiveProgress = {
  taken: { pose: Pose; turn: number; nod: number }[];
  waitingSince: number | null;
};

export type LiveStep = { progress: LiveProgress; advice: LiveAdvice; take: Pose | null };

const adviceFor: Record<FaceReason, LiveAdvice> = {
  too_small: 'nearer',
  doubtful_face: 'lookHere',
  blurred: 'holdStill',
  backlight: 'awayFromLight',
  too_dark: 'moreLight',
  low_contrast: 'moreLight',
  too_bright: 'lessLight',
  turned_away: 'lookHere',
  looking_down_or_up: 'lookLevel',
  tilted: 'headUpright',
  cut_by_edge: 'intoMiddle',
  covered: 'uncover',
};

/** How far the head must be from where it was when looking straight: about 12° to a side, 10° up or down. */
const turned = 0.12;
const nodded = 0.07;
/** Looking straight to begin with: everything else is measured from there. */
const straightAhead = 0.16;
/** Between two pictures, so that they are not the same moment twice. */
const apartMs = 1_000;
/** Not everybody can turn or nod: after this long any good picture does. */
export const posePatienceMs = 4_000;

export const noProgress: LiveProgress = { taken: [], waitingSince: null };

/**
 * Says what the person should do now, and whether this picture is one to keep: only with exactly one face in it that
 * nothing speaks against, in the pose that is asked for, or, after a while, in any.
 *
 * @param at when the picture was taken, epoch ms
 */
export function guideLive(
  progress: LiveProgress,
  look: LiveLook,
  at: number,
  patienceMs: number = posePatienceMs,
): LiveStep {
  const wanted = poses[progress.taken.length];
  if (wanted === undefined) return { progress, advice: 'done', take: null };
  const hindrance = hindranceOf(look);
  if (hindrance !== null) return { progress, advice: hindrance, take: null };
  const waitingSince = progress.waitingSince ?? at;
  const waiting = { ...progress, waitingSince };
  const pose = poseOf(progress, look);
  const soon = progress.taken.length > 0 && at - waitingSince < apartMs;
  const late = at - waitingSince >= patienceMs;
  if (soon || (pose !== wanted && !late)) return { progress: waiting, advice: wanted, take: null };
  const taken = [...progress.taken, { pose, turn: look.turn, nod: look.nod }];
  const next = poses[taken.length];
  return { progress: { taken, waitingSince: at }, advice: next ?? 'done', take: pose };
}

/** What keeps the picture from being used at all; null when nothing does. */
function hindranceOf({ faces, reasons }: LiveLook): LiveAdvice | null {
  if (faces === 0) return 'comeIn';
  if (faces > 1) return 'onlyOne';
  const [first] = reasons;
  return first === undefined ? null : adviceFor[first];
}

/** The pose by how the head moved from where it looked straight; before that, only straight or to a side. */
function poseOf({ taken: [first] }: LiveProgress, { turn, nod }: LiveLook): Pose {
  if (first === undefined) return Math.abs(turn) <= straightAhead ? 'straight' : turn > 0 ? 'left' : 'right';
  const [aside, down] = [turn - first.turn, nod - first.nod];
  if (Math.abs(aside) >= turned) return aside > 0 ? 'left' : 'right';
  if (Math.abs(down) >= nodded) return down > 0 ? 'down' : 'up';
  return 'straight';
}

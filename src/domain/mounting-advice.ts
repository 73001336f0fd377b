/** Why faces at a camera could not be used: the words of the quality gate. */
export const faceReasons = [
  'too_small',
  'blurred',
  'too_dark',
  'too_bright',
  'backlight',
  'low_contrast',
  'turned_away',
  'looking_down_or_up',
  'tilted',
  'cut_by_edge',
  'covered',
  'doubtful_face',
] as const;
export type FaceReason = (typeof faceReasons)[number];

/** What to change where a camera hangs. */
export const mountingAdvices = [
  'nearer',
  'sharper',
  'light',
  'glare',
  'backlight',
  'facing',
  'height',
  'level',
  'wholeFace',
  'uncovered',
  'wallpaper',
] as const;
export type MountingAdvice = (typeof mountingAdvices)[number];

const adviceFor: Record<FaceReason, MountingAdvice> = {
  too_small: 'nearer',
  blurred: 'sharper',
  too_dark: 'light',
  low_contrast: 'light',
  too_bright: 'glare',
  backlight: 'backlight',
  turned_away: 'facing',
  looking_down_or_up: 'height',
  tilted: 'level',
  cut_by_edge: 'wholeFace',
  covered: 'uncovered',
  doubtful_face: 'wallpaper',
};

/** What was counted at one camera over some days. */
export type FaceCounts = {
  /** Captures in which somebody was seen, and those of them with a face good enough to decide by. */
  seen: number;
  usable: number;
  /** Pictures of faces, and how often each reason spoke against one; a face may have several. */
  faces: number;
  reasons: { reason: FaceReason; count: number }[];
};

/** `tooFew`: not enough seen to say anything. */
export type FaceVerdict = 'tooFew' | 'good' | 'fair' | 'poor';

export type FaceView = {
  verdict: FaceVerdict;
  /** Part of the captures with somebody in them that had a usable face, 0 to 1; null when nobody was seen. */
  usableShare: number | null;
  /** Commonest first; the part of all pictures of faces, 0 to 1. */
  reasons: { reason: FaceReason; share: number }[];
  /** What would help most, first. Empty where nothing has to be changed. */
  advice: MountingAdvice[];
};

/** Fewer captures than this are chance. */
const enoughSeen = 20;
/** Somebody who passes is seen several times, so many bad pictures do no harm as long as one is good. */
const good = 0.95;
const fair = 0.8;
/** A reason this common is worth a change; where many cannot be recognised, already a smaller one. */
const common = { fair: 0.15, poor: 0.05 };
const mostAdvice = 2;

/** How well faces can be recognised at a camera, and what to change at its mounting. */
export function judgeFaces({ seen, usable, faces, reasons }: FaceCounts): FaceView {
  // What never was surely a face is no picture of one, but counted among the reasons.
  const doubtful = reasons.find(({ reason }) => reason === 'doubtful_face')?.count ?? 0;
  const all = faces + doubtful;
  const shares = reasons
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => ({ reason, share: all === 0 ? 0 : Math.min(1, count / all) }))
    .sort((a, b) => b.share - a.share || faceReasons.indexOf(a.reason) - faceReasons.indexOf(b.reason));
  const usableShare = seen === 0 ? null : usable / seen;
  const verdict = verdictOf(seen, usableShare ?? 0);
  if (verdict === 'tooFew' || verdict === 'good')
    return { verdict, usableShare, reasons: shares, advice: [] };
  const worth = shares.filter(({ share }) => share >= common[verdict]).map(({ reason }) => adviceFor[reason]);
  return { verdict, usableShare, reasons: shares, advice: [...new Set(worth)].slice(0, mostAdvice) };
}

function verdictOf(seen: number, share: number): FaceVerdict {
  if (seen < enoughSeen) return 'tooFew';
  if (share >= good) return 'good';
  return share >= fair ? 'fair' : 'poor';
}

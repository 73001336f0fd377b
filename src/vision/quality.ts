import { faceToPicture, fivePoints } from './align.ts';
import { boxAround, middle } from './geometry.ts';
import { descriptorInput } from './models/descriptor-net.ts';
import { warpInto, type Similarity } from './sampling.ts';
import type { DetectedFace, Point, RgbImage } from './types.ts';

/** Why a face cannot be recognised; shown to people, so the words are stable. */
export type QualityReason =
  | 'too_small'
  | 'blurred'
  | 'too_dark'
  | 'too_bright'
  | 'backlight'
  | 'low_contrast'
  | 'turned_away'
  | 'looking_down_or_up'
  | 'tilted'
  | 'cut_by_edge'
  | 'covered'
  | 'doubtful_face';

/** What was measured of one face. */
export type FaceMeasures = {
  /** Height of the landmarks (brows to chin) in pixels of the picture. */
  heightPx: number;
  /** Detector's confidence, 0 to 1. */
  score: number;
  /** Strength of fine detail against the face's contrast; about 0.05 out of focus, 0.2 and more sharp. */
  sharpness: number;
  /** Mean luminance of the face, 0 to 255, and its standard deviation. */
  brightness: number;
  contrast: number;
  /** Mean luminance around the face minus that of the face. */
  backlight: number;
  /** Nose out of the middle of the eyes, in parts of the distance between them: 0 straight ahead, ±0.5 about 45°. */
  turn: number;
  /** Nose between eye line (0) and mouth line (1). */
  nod: number;
  /** Slope of the eye line in degrees. */
  tiltDegrees: number;
  /** Part of the landmarks outside the picture, 0 to 1. */
  outside: number;
};

export type FaceQuality = FaceMeasures & {
  /** 0 to 1; weighs the votes of observations. Never depends on likeness to anybody. */
  weight: number;
  usable: boolean;
  reasons: QualityReason[];
};

/** Limits beyond which a face is not embedded. */
export type QualityRules = {
  minimumHeightPx: number;
  minimumScore: number;
  minimumSharpness: number;
  darkest: number;
  brightest: number;
  minimumContrast: number;
  strongestBacklight: number;
  largestTurn: number;
  nodRange: readonly [number, number];
  largestTiltDegrees: number;
  largestOutside: number;
};

export const defaultQualityRules: QualityRules = {
  minimumHeightPx: 36,
  minimumScore: 0.35,
  minimumSharpness: 0.02,
  darkest: 32,
  brightest: 235,
  minimumContrast: 10,
  strongestBacklight: 110,
  largestTurn: 0.55,
  nodRange: [0.2, 0.95],
  largestTiltDegrees: 40,
  largestOutside: 0.12,
};

/** Reasons and weight follow from the measures by rules alone. */
export function judgeQuality(measures: FaceMeasures, rules: QualityRules = defaultQualityRules): FaceQuality {
  const checks: [QualityReason, boolean][] = [
    ['too_small', measures.heightPx < rules.minimumHeightPx],
    ['doubtful_face', measures.score < rules.minimumScore],
    ['blurred', measures.sharpness < rules.minimumSharpness],
    ['backlight', measures.brightness < 2 * rules.darkest && measures.backlight > rules.strongestBacklight],
    ['too_dark', measures.brightness < rules.darkest],
    ['too_bright', measures.brightness > rules.brightest],
    ['low_contrast', measures.contrast < rules.minimumContrast],
    ['turned_away', Math.abs(measures.turn) > rules.largestTurn],
    ['looking_down_or_up', measures.nod < rules.nodRange[0] || measures.nod > rules.nodRange[1]],
    ['tilted', Math.abs(measures.tiltDegrees) > rules.largestTiltDegrees],
    ['cut_by_edge', measures.outside > rules.largestOutside],
  ];
  const reasons = checks.filter(([, broken]) => broken).map(([reason]) => reason);
  return { ...measures, weight: weightOf(measures, rules), usable: reasons.length === 0, reasons };
}

const ramp = (value: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));

function weightOf(m: FaceMeasures, rules: QualityRules): number {
  const size = 0.3 + 0.7 * ramp(m.heightPx, rules.minimumHeightPx, 110);
  const sharp = 0.3 + 0.7 * ramp(m.sharpness, rules.minimumSharpness, 0.12);
  const straight = 1 - 0.7 * ramp(Math.abs(m.turn), 0.1, rules.largestTurn);
  const light = 0.4 + 0.6 * ramp(m.contrast, rules.minimumContrast, 35);
  const sure = 0.4 + 0.6 * ramp(m.score, rules.minimumScore, 0.85);
  const whole = 1 - 0.6 * ramp(m.outside, 0, rules.largestOutside);
  return size * sharp * straight * light * sure * whole;
}

const side = descriptorInput / 2;

/** The whole picture of the face at half the network's size, as luminance. */
function luminance(image: RgbImage, face: Similarity): Float32Array {
  const rgb = new Float32Array(side * side * 3);
  const half = { a: face.a * 2, b: face.b * 2, tx: face.tx, ty: face.ty };
  warpInto(image, side, half, { mean: [0, 0, 0], divisor: 1 }, rgb);
  const grey = new Float32Array(side * side);
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.299 * rgb[i * 3]! + 0.587 * rgb[i * 3 + 1]! + 0.114 * rgb[i * 3 + 2]!;
  return grey;
}

/** Rows and columns of the inner face (eyes to mouth) in the aligned picture. */
const inner = { from: Math.round(side * 0.2), to: Math.round(side * 0.8) };

function light(grey: Float32Array): {
  brightness: number;
  contrast: number;
  sharpness: number;
  around: number;
} {
  let sum = 0;
  let squares = 0;
  let detail = 0;
  let count = 0;
  let border = 0;
  let borderCount = 0;
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const value = grey[at]!;
      if (x >= inner.from && x < inner.to && y >= inner.from && y < inner.to) {
        sum += value;
        squares += value * value;
        detail += Math.abs(4 * value - grey[at - 1]! - grey[at + 1]! - grey[at - side]! - grey[at + side]!);
        count++;
      } else if (x < 4 || x >= side - 4 || y < 4) {
        border += value;
        borderCount++;
      }
    }
  }
  const brightness = sum / count;
  const contrast = Math.sqrt(Math.max(0, squares / count - brightness * brightness));
  return {
    brightness,
    contrast,
    sharpness: detail / count / (4 * Math.max(contrast, 1)),
    around: border / borderCount,
  };
}

function pose(landmarks: readonly Point[]): { turn: number; nod: number; tiltDegrees: number } {
  const { leftEye, rightEye, nose, mouthLeft, mouthRight } = fivePoints(landmarks);
  const across = { x: rightEye.x - leftEye.x, y: rightEye.y - leftEye.y };
  const eyes = Math.max(1e-6, Math.hypot(across.x, across.y));
  const unit = { x: across.x / eyes, y: across.y / eyes };
  const between = middle([leftEye, rightEye]);
  const mouth = middle([mouthLeft, mouthRight]);
  const along = (p: Point) => (p.x - between.x) * unit.x + (p.y - between.y) * unit.y;
  const below = (p: Point) => -(p.x - between.x) * unit.y + (p.y - between.y) * unit.x;
  return {
    turn: (along(nose) - along(mouth) / 2) / eyes,
    nod: below(nose) / Math.max(1e-6, below(mouth)),
    tiltDegrees: (Math.atan2(across.y, across.x) * 180) / Math.PI,
  };
}

/** Measures a face in its picture. */
export function measureQuality(
  image: RgbImage,
  face: Pick<DetectedFace, 'landmarks' | 'score'>,
): FaceMeasures {
  const { landmarks } = face;
  const shape = light(luminance(image, faceToPicture(landmarks)));
  const out = landmarks.filter((p) => p.x < 0 || p.y < 0 || p.x >= image.width || p.y >= image.height);
  return {
    heightPx: boxAround(landmarks).height,
    score: face.score,
    sharpness: shape.sharpness,
    brightness: shape.brightness,
    contrast: shape.contrast,
    backlight: shape.around - shape.brightness,
    ...pose(landmarks),
    outside: out.length / Math.max(1, landmarks.length),
  };
}

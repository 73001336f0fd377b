import { z } from 'zod';
import { reviewVerdicts } from '../../domain/review.ts';
import { direction } from './cameras.ts';
import { doubtList, id, instant } from './common.ts';

export const reviewVerdict = z.enum(reviewVerdicts);
/** How like a candidate is: near enough for a name but for another doubt, in between, or hardly. */
export const likeness = z.enum(['strong', 'fair', 'weak']);
const person = z.object({ id, code: z.string(), fullName: z.string() });
const place = z.object({ id, name: z.string() });
const face = z.object({
  /** The sighting. */
  id,
  at: instant,
  camera: place,
  door: place,
  direction,
  /** Where to get the face; null when its picture is gone. Getting it is audited. */
  picture: z.string().nullable(),
});
export const review = face.extend({
  /** Why recognition gave no name. */
  doubts: doubtList,
  candidates: z.array(
    z.object({
      employee: person,
      distance: z.number(),
      likeness,
      /** Where to get the faces of the candidate's photos. */
      photos: z.array(z.string()),
    }),
  ),
});
export type Review = z.infer<typeof review>;
export const reviewQueue = z.object({
  /** What was left open, oldest first; without faces that could be the reader's own. */
  items: z.array(review),
  /** How many are open, and how many of these somebody else has to decide. */
  open: z.int(),
  own: z.int(),
  /** Faces of nobody known, those that look like one person together, largest group first. */
  unknown: z.array(z.object({ faces: z.array(face) })),
});
export type ReviewQueue = z.infer<typeof reviewQueue>;

const decided = {
  verdict: reviewVerdict,
  /** Who it is, with the verdict `employee` only. */
  employeeId: id.nullable().default(null),
  note: z.string().trim().max(500).default(''),
};
const named = (it: { verdict: string; employeeId: string | null }) =>
  (it.verdict === 'employee') === (it.employeeId !== null);
const namedWrong = { path: ['employeeId'], message: 'goes with the verdict employee, and only with it' };
export const decisionCreate = z.object(decided).refine(named, namedWrong);
export const groupDecisionCreate = z
  .object({ sightingIds: z.array(id).min(1).max(200), ...decided })
  .refine(named, namedWrong);
export const reviewDecision = z.object({
  id,
  sightingId: id,
  verdict: reviewVerdict,
  employeeId: id.nullable(),
  note: z.string(),
  by: z.string(),
  at: instant,
});
export type ReviewDecisionView = z.infer<typeof reviewDecision>;

import { z } from 'zod';
import { id, instant } from './common.ts';

const person = z.object({ id, code: z.string(), fullName: z.string() });

export const galleryFinding = z.object({
  id,
  kind: z.enum(['poisoned', 'dragging', 'ageing', 'single', 'scattered', 'alike']),
  employee: person,
  /** Whom the reference, or the person, is like. */
  like: person.nullable(),
  templateId: id.nullable(),
  /** The photo the reference was made of; null when it was learnt at a door. */
  photoId: id.nullable(),
  learntAtDoor: z.boolean(),
  /** Distance to the person's nearest other reference, and to the nearest one of `like`. */
  own: z.number().nullable(),
  other: z.number().nullable(),
  ageDays: z.int().nullable(),
  /** Recognition does not use the reference until somebody decided. */
  setAside: z.boolean(),
  foundAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});
export type GalleryFindingView = z.infer<typeof galleryFinding>;

/** `remove` deletes the reference with its photo, `lookAlikes` registers the two people. */
export const findingDecision = z.object({ decision: z.enum(['keep', 'remove', 'lookAlikes']) });

import { z } from 'zod';
import { box, id, instant, isoDate } from './common.ts';

export const office = z.object({ name: z.string(), timeZone: z.string() });
export const officePatch = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  /** An IANA name, e.g. Asia/Ho_Chi_Minh. */
  timeZone: z.string().refine(isTimeZone).optional(),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const division = z.object({ id, code: z.string(), name: z.string(), people: z.int() });
export type Division = z.infer<typeof division>;
export const divisionCreate = z.object({
  code: z.string().trim().min(1).max(20),
  name: z.string().trim().min(1).max(200),
});

export const staffCategory = z.enum(['civilServant', 'publicEmployee', 'worker']);
/** 'noConsent' cannot be enrolled, 'notEnrolled' has consent and no photo, 'enrolled' is recognised. */
export const enrolment = z.enum(['noConsent', 'notEnrolled', 'enrolled']);

export const consent = z.object({
  id,
  kind: z.enum(['consent', 'notice']),
  textVersion: z.string(),
  recordedBy: z.string(),
  recordedAt: instant,
  withdrawnAt: instant.nullable(),
});
export const consentCreate = z.object({
  kind: z.enum(['consent', 'notice']),
  textVersion: z.string().trim().min(1).max(40),
});

/** Somebody registered as hard to tell from a person. */
export const lookAlike = z.object({
  employeeId: id,
  fullName: z.string(),
  code: z.string(),
  note: z.string(),
  addedBy: z.string(),
  addedAt: instant,
});
export type LookAlike = z.infer<typeof lookAlike>;
export const lookAlikeCreate = z.object({ otherId: id, note: z.string().trim().max(200).default('') });

export const employee = z.object({
  id,
  code: z.string(),
  fullName: z.string(),
  email: z.string().nullable(),
  division: z.object({ id, name: z.string() }).nullable(),
  category: staffCategory.nullable(),
  title: z.string(),
  joinedOn: isoDate.nullable(),
  leftOn: isoDate.nullable(),
  exempt: z.boolean(),
  enrolment,
  photoCount: z.int(),
  /** Photos still needed until the enrolment is complete; cameras know the person from the first one on. */
  photosMissing: z.int(),
  /** The photo to show beside the name, see GET /api/photos/:id/picture. */
  portraitPhotoId: id.nullable(),
});
export type Employee = z.infer<typeof employee>;

export const employeeCreate = z.object({
  code: z.string().trim().min(1).max(30),
  fullName: z.string().trim().min(1).max(120).normalize('NFC'),
  email: z.email().nullable().optional(),
  divisionId: id,
  category: staffCategory,
  title: z.string().trim().max(120).optional(),
  joinedOn: isoDate.nullable().optional(),
});
export const employeePatch = employeeCreate.partial().extend({
  leftOn: isoDate.nullable().optional(),
  exempt: z.boolean().optional(),
  /** From when a changed division, category or title holds; today when left out. */
  validFrom: isoDate.optional(),
});

/** A photo is sent as multipart/form-data, field `photo`, one file, at most 15 MB. */
export const photo = z.object({
  id,
  employeeId: id,
  createdAt: instant,
  quality: z.object({ faceHeightPx: z.number(), score: z.number(), box }).loose(),
});
export type Photo = z.infer<typeof photo>;

/** What was deleted when the last consent was withdrawn, and that nothing of it was found afterwards. */
export const deletionCertificate = z.object({
  id,
  employeeId: id.nullable(),
  cause: z.string(),
  madeBy: z.string(),
  madeAt: instant,
  /** SHA-256 of the certificate; null while files are still being deleted. */
  digest: z.string().nullable(),
  templates: z.int(),
  photos: z.int(),
  embeddings: z.int(),
  /** Pictures with other people in them, in which this person's face was covered. */
  blankedPictures: z.int(),
  files: z.array(z.object({ id: z.string(), kind: z.string(), sha256: z.string() })),
  found: z.object({ templates: z.int(), photos: z.int(), embeddings: z.int(), files: z.int() }).nullable(),
});
export type DeletionCertificate = z.infer<typeof deletionCertificate>;

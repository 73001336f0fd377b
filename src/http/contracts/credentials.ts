import { z } from 'zod';
import { id, instant, isoDate } from './common.ts';

const person = z.object({ id, code: z.string(), fullName: z.string() });
const device = z.object({ id, name: z.string() });

/** `badge`: what is carried or typed; `face`: a person whom the device enrolled itself. */
export const credentialKind = z.enum(['badge', 'face']);

/** Whose a credential is at a device, from a date on; nobody's without an employee. */
export const credential = z.object({
  id,
  camera: device,
  kind: credentialKind,
  token: z.string(),
  employee: person.nullable(),
  validFrom: isoDate,
  createdBy: z.string(),
});
export type Credential = z.infer<typeof credential>;

export const credentialAssignment = z.object({
  cameraId: id,
  kind: credentialKind,
  token: z.string().trim().min(1).max(200),
  /** Null: nobody's, as a visitor's card. */
  employeeId: id.nullable(),
  validFrom: isoDate,
});
export type CredentialAssignment = z.infer<typeof credentialAssignment>;

/** A credential that was used and is not said to be anybody's. */
export const unknownCredential = z.object({
  camera: device,
  kind: credentialKind,
  token: z.string(),
  uses: z.int(),
  firstAt: instant,
  lastAt: instant,
});
export type UnknownCredential = z.infer<typeof unknownCredential>;

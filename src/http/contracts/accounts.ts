import { z } from 'zod';
import { id, instant, language } from './common.ts';

export const role = z.enum(['administrator', 'officer', 'head', 'viewer']);
export type Role = z.infer<typeof role>;

export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/);
export const newPassword = z.string().min(10).max(200);

export const setupState = z.object({ needed: z.boolean() });
export const setupRequest = z.object({
  token: z.string().min(20),
  username,
  displayName: z.string().trim().min(1).max(120),
  password: newPassword,
  officeName: z.string().trim().min(1).max(200).optional(),
});

export const loginRequest = z.object({ username: z.string().min(1), password: z.string().min(1) });

export const account = z.object({
  id,
  username: z.string(),
  displayName: z.string(),
  role,
  language,
  employeeId: id.nullable(),
  disabledAt: instant.nullable(),
});
export type Account = z.infer<typeof account>;
export const accountCreate = z.object({
  username,
  displayName: z.string().trim().min(1).max(120),
  role,
  password: newPassword,
  employeeId: id.nullable().optional(),
});
export const accountPatch = accountCreate.partial().extend({ disabled: z.boolean().optional() });

/** Who is asking: an account's session, or an API token. */
export const me = z.object({
  kind: z.enum(['account', 'token']),
  id,
  name: z.string(),
  role,
  language,
  officeName: z.string(),
  timeZone: z.string(),
});
export type Me = z.infer<typeof me>;

export const apiToken = z.object({
  id,
  name: z.string(),
  role,
  createdBy: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export const apiTokenCreate = z.object({ name: z.string().trim().min(1).max(80), role });
/** `token` is shown once and never again. */
export const apiTokenCreated = apiToken.extend({ token: z.string() });

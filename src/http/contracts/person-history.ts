import { z } from 'zod';
import { id, instant, isoDate } from './common.ts';
import { staffCategory } from './people.ts';

const stated = z.string().trim().min(1).max(500);

export const postingBody = z.object({
  divisionId: id,
  category: staffCategory,
  title: z.string().trim().max(120).default(''),
  /** It holds until the next posting of the person. */
  validFrom: isoDate,
});
export const posting = postingBody.extend({ id, division: z.string() });

const entered = { createdBy: z.string(), createdAt: instant };
const period = { validFrom: isoDate, validTo: isoDate.nullable().default(null) };

export const allowanceBody = z.object({
  minutesPerDay: z.int().min(1).max(1_440),
  placement: z.enum(['start', 'end', 'any']),
  /** The legal ground, e.g. nursing a child under 12 months. */
  ground: stated,
  ...period,
});
/** The ground is for those who keep the people's files; everybody else reads null. */
export const allowance = allowanceBody.extend({ id, ground: z.string().nullable(), ...entered });

export const exemptionBody = z.object({ reason: stated, ...period });
export const exemption = exemptionBody.extend({ id, reason: z.string().nullable(), ...entered });

/** The last day of an allowance or exemption, and why it ends then. */
export const periodEnd = z.object({ validTo: isoDate, reason: stated });

export const personHistory = z.object({
  joinedOn: isoDate.nullable(),
  leftOn: isoDate.nullable(),
  postings: z.array(posting),
  allowances: z.array(allowance),
  exemptions: z.array(exemption),
});
export type PersonHistory = z.infer<typeof personHistory>;

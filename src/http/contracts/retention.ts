import { z } from 'zod';
import { retentionClasses } from '../../domain/retention.ts';
import { retentionDays } from '../../store/retention/settings.ts';
import { id, instant, isoDate } from './common.ts';

export { retentionDays };

export const retention = z.object({
  days: retentionDays,
  /** What holds where the office has set nothing. */
  defaults: retentionDays,
  /** What was deleted on each day of the office that is over, newest first. */
  certificates: z.array(
    z.object({
      id,
      date: isoDate,
      /** SHA-256 of the certificate. */
      digest: z.string(),
      madeAt: instant,
      classes: z.array(z.object({ class: z.enum(retentionClasses), count: z.int() })),
    }),
  ),
});
export type Retention = z.infer<typeof retention>;

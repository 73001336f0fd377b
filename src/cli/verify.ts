import { z } from 'zod';
import { verifyMonths } from '../attendance/verify-months.ts';
import { AppError } from '../errors.ts';
import { message } from '../i18n/messages.ts';
import { defineCommand } from './command.ts';

export const verify = defineCommand({
  name: 'verify',
  usage: '[--month YYYY-MM] [--lang vi|en]',
  summary: 'Check that closed months are still what they were when they were closed',
  options: z.object({
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional(),
    lang: z.enum(['vi', 'en']).default('vi'),
  }),
  run: async ({ month, lang }, { prisma, print }) => {
    const { months, records, faults } = await verifyMonths(await prisma(), month ?? null);
    for (const { kind, month: where, employee, date } of faults)
      print(message(lang, `verify.${kind}`, { month: where, employee: employee ?? '', date: date ?? '' }));
    if (faults.length > 0)
      throw new AppError('period_altered', message(lang, 'verify.faults', { count: faults.length }), {
        details: { count: faults.length },
      });
    print(message(lang, months === 0 ? 'verify.none' : 'verify.intact', { months, records }));
  },
});

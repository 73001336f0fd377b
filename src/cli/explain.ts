import { z } from 'zod';
import { renderDerivation } from '../domain/render-derivation.ts';
import { AppError } from '../errors.ts';
import { dateColumn } from '../store/dates.ts';
import { domainRecord } from '../store/record-json.ts';
import { defineCommand } from './command.ts';

export const explain = defineCommand({
  name: 'explain',
  usage: '--employee CODE --date YYYY-MM-DD [--lang vi|en]',
  summary: 'Say, step by step, why a record says what it says',
  options: z.object({
    employee: z.string().min(1),
    date: z.iso.date(),
    lang: z.enum(['vi', 'en']).default('vi'),
  }),
  run: async ({ employee: code, date, lang }, { prisma, print }) => {
    const db = await prisma();
    const row = await db.dayRecord.findFirst({ where: { employee: { code }, workDate: dateColumn(date) } });
    if (row === null) throw new AppError('not_found', `There is no record of ${code} on ${date}.`);
    for (const line of renderDerivation(domainRecord(row.record), lang)) print(line);
  },
});

import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { publishLive } from '../notify/live.ts';
import { officeDate, readOffice } from '../store/office.ts';
import { loadMonthSheet } from './load-month.ts';
import { timesheetXlsx } from './timesheet-xlsx.ts';

/**
 * Makes the file of a requested report and stores it. Made again, it replaces the file.
 *
 * @throws AppError `not_found` when the report was deleted. Any other failure is told in the report's row, and thrown.
 */
export async function makeReport(deps: Pick<Context, 'database' | 'log'>, reportId: string): Promise<void> {
  const db = deps.database.prisma;
  const report = await db.report.findUnique({ where: { id: reportId }, omit: { file: true } });
  if (report === null) throw new AppError('not_found', `no report ${reportId}`);
  try {
    const office = await readOffice(db);
    const { month, records } = await loadMonthSheet(db, report.period);
    const lang = report.lang === 'en' ? 'en' : 'vi';
    const file = await timesheetXlsx({ office, month, records, lang, madeOn: officeDate(office) });
    await db.report.update({
      where: { id: reportId },
      data: {
        state: 'done',
        error: null,
        file: new Uint8Array(file),
        fileName: `${lang === 'vi' ? 'bang-cham-cong' : 'timesheet'}-${report.period}.xlsx`,
        digest: createHash('sha256').update(file).digest('hex'),
        finishedAt: new Date(),
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await db.report.update({
      where: { id: reportId },
      data: { state: 'failed', error: message, finishedAt: new Date() },
    });
    throw error;
  } finally {
    await publishLive(deps.database, { type: 'report', reportId });
  }
}

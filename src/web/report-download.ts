import type { QueryClient } from '@tanstack/react-query';
import type { Report } from '../http/contracts/attendance.ts';
import { ApiError, get, post } from './api.ts';
import { currentLanguage } from './i18n.ts';
import { message } from '../i18n/messages.ts';

const askAgainMs = 700;
const patienceMs = 180_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Where a finished report is fetched. */
export function fileOf(report: Report): string {
  return `/api/reports/${report.id}/file`;
}

/** Hands a file to the browser's own download. */
function download(path: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Has a month's timesheet made, waits until it is ready, and downloads it. Throws `ApiError`. */
export async function makeAndDownload(period: string, queries: QueryClient): Promise<void> {
  const lang = currentLanguage();
  let report = await post<Report>('/api/reports', { kind: 'monthTimesheet', period, lang });
  const until = Date.now() + patienceMs;
  void queries.invalidateQueries({ queryKey: ['reports'] });
  while (report.state === 'pending' && Date.now() < until) {
    await pause(askAgainMs);
    report = await get<Report>(`/api/reports/${report.id}`);
  }
  void queries.invalidateQueries({ queryKey: ['reports'] });
  if (report.state !== 'done') {
    throw new ApiError(500, {
      code: 'report_failed',
      message: message(lang, report.state === 'failed' ? 'reports.failed' : 'reports.slow'),
      hint: message(lang, 'reports.failed.hint'),
    });
  }
  download(fileOf(report), report.fileName ?? `${period}.xlsx`);
}

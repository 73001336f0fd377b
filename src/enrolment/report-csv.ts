import type { EnrolmentFile } from '../http/contracts/enrolment.ts';
import { message, type Language } from '../i18n/messages.ts';

const byteOrderMark = '\uFEFF';

/** A cell; text that a spreadsheet would take for a formula is marked as text. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/**
 * What became of each file, as CSV that Excel opens in columns with its Vietnamese letters: UTF-8 with a byte order mark,
 * and between columns what Excel of that language expects.
 */
export function enrolmentCsv(files: readonly EnrolmentFile[], language: Language): string {
  const columns = ['file', 'code', 'name', 'outcome', 'reason', 'hint'] as const;
  const rows = files.map(({ file, person, outcome, problem }) => [
    ...[file, person?.code ?? '', person?.fullName ?? '', message(language, `bulk.outcome.${outcome}`)],
    ...[problem?.message ?? '', problem?.hint ?? ''],
  ]);
  const heading = columns.map((column) => message(language, `bulk.column.${column}`));
  const between = language === 'vi' ? ';' : ',';
  return byteOrderMark + [heading, ...rows].map((row) => `${row.map(cell).join(between)}\r\n`).join('');
}

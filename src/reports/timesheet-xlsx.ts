import writeExcelFile from 'write-excel-file/node';
import type { Language } from '../i18n/messages.ts';
import type { OfficeFacts } from '../store/office.ts';
import { annexSheet } from './annex-sheet.ts';
import { dataSheet } from './data-sheet.ts';
import type { Month, MonthRecord } from './month-sheet.ts';
import { fitOnePage } from './page-setup.ts';
import { timesheet } from './timesheet.ts';
import { timesheetWords } from './timesheet-words.ts';

export type TimesheetInput = {
  office: OfficeFacts;
  month: Month;
  records: readonly MonthRecord[];
  lang: Language;
  /** The office's date on which the file is made, `YYYY-MM-DD`. */
  madeOn: string;
};

/** The month as a workbook: the statutory timesheet, what waits for verification, and how good the data are. */
export async function timesheetXlsx(input: TimesheetInput): Promise<Buffer> {
  const words = timesheetWords[input.lang];
  const sheets = [timesheet(input, words), annexSheet(input, words), dataSheet(input, words)];
  return writeExcelFile(sheets, {
    fontFamily: 'Times New Roman',
    fontSize: 11,
    features: [fitOnePage],
  }).toBuffer();
}

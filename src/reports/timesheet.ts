import type { Sheet } from 'write-excel-file/node';
import { weekdayOf, weekdays } from '../domain/civil-time.ts';
import { defaultSymbols, type SymbolCode } from '../domain/symbols.ts';
import { across, blank, boxed, text, type SheetRow } from './cells.ts';
import type { Month, MonthDay, MonthPerson } from './month-sheet.ts';
import type { TimesheetWords } from './timesheet-words.ts';
import type { TimesheetInput } from './timesheet-xlsx.ts';

/** The statutory form always has 31 day columns; those beyond the month's end stay empty. */
const dayColumns = 31;
const totalColumns = 3;
const columnCount = 3 + dayColumns + totalColumns;
const weekendShade = '#E7E6E6';
const unsure = '#FFF2CC';

/** Sheet 1: the timesheet in the layout of form C01a-HD. */
export function timesheet({ office, month, madeOn }: TimesheetInput, words: TimesheetWords): Sheet<Buffer> {
  const rows = [
    ...heading(office.name, month.period, words),
    ...tableHead(month.days, words),
    ...month.people.map((person, index) => personRow(person, index + 1, month.days)),
    sumRow(month, words),
    blank(columnCount),
    ...signatures(words),
    blank(columnCount),
    ...legend(words),
    across(text(`${words.madeOn} ${dayMonthYear(madeOn)}`, { fontStyle: 'italic' }), columnCount),
  ];
  return {
    data: rows,
    sheet: words.timesheetName,
    orientation: 'landscape',
    showGridLines: false,
    stickyColumnsCount: 2,
    columns: [
      { width: 5 },
      { width: 24 },
      { width: 16 },
      ...Array.from({ length: dayColumns }, () => ({ width: 4 })),
      ...Array.from({ length: totalColumns }, () => ({ width: 9 })),
    ],
  };
}

function heading(officeName: string, period: string, words: TimesheetWords): SheetRow[] {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const left = 20;
  const right = columnCount - left;
  const centre = { align: 'center' } as const;
  return [
    [
      ...across(text(`${words.unit}: ${officeName}`, { fontWeight: 'bold' }), left),
      ...across(text(words.form, { ...centre, fontWeight: 'bold' }), right),
    ],
    [...across(text(`${words.division}: ${words.allDivisions}`), left), ...blank(right)],
    [...across(text(`${words.budgetCode}: ……………`), left), ...blank(right)],
    across(text(words.title, { ...centre, fontWeight: 'bold', fontSize: 16, height: 24 }), columnCount),
    across(text(words.month(month, year), { ...centre, fontWeight: 'bold' }), columnCount),
    across(text(words.number, centre), columnCount),
    blank(columnCount),
  ];
}

function tableHead(days: readonly MonthDay[], words: TimesheetWords): SheetRow[] {
  const bold = { fontWeight: 'bold', wrap: true } as const;
  const tall = (value: string) => boxed(value, { ...bold, rowSpan: 3 });
  const numbers = Array.from({ length: dayColumns }, (_, i) => i);
  const dayCell = (index: number, value: (day: MonthDay) => string, style = {}) => {
    const day = days[index];
    return boxed(day === undefined ? '' : value(day), { ...shade(day), ...style });
  };
  return [
    [
      tall(words.order),
      tall(words.name),
      tall(words.rank),
      ...across(boxed(words.days, bold), dayColumns),
      ...across(boxed(words.totals, bold), totalColumns),
    ],
    [
      ...blank(3),
      ...numbers.map((i) => dayCell(i, ({ date }) => String(Number(date.slice(8))), bold)),
      ...[words.paid, words.unpaid, words.insurance].map((it) =>
        boxed(it, { ...bold, rowSpan: 2, height: 40 }),
      ),
    ],
    [
      ...blank(3),
      ...numbers.map((i) =>
        dayCell(i, ({ date }) => words.weekdays[weekdays.indexOf(weekdayOf(date))] ?? ''),
      ),
      ...blank(totalColumns),
    ],
    numberingRow(),
  ];
}

/** A, B, C, 1 … 34, as the form has it. */
function numberingRow(): SheetRow {
  const labels = [
    'A',
    'B',
    'C',
    ...Array.from({ length: dayColumns + totalColumns }, (_, i) => String(i + 1)),
  ];
  return labels.map((label) => boxed(label, { fontStyle: 'italic', fontSize: 9 }));
}

function personRow(
  { employee, cells, totals }: MonthPerson,
  order: number,
  days: readonly MonthDay[],
): SheetRow {
  const dayCells = Array.from({ length: dayColumns }, (_, index) => {
    const cell = cells[index];
    const open = cell?.outcome === 'insufficientEvidence' || cell?.outcome === 'absent';
    const style = open ? { backgroundColor: unsure } : shade(days[index]);
    return boxed(cell?.symbol ?? '', { ...style, fontSize: 10 });
  });
  return [
    boxed(order),
    boxed(employee.fullName, { align: 'left' }),
    boxed(employee.title, { align: 'left', wrap: true }),
    ...dayCells,
    ...[totals.paidDays, totals.unpaidDays, totals.socialInsuranceDays].map((days) => boxed(days)),
  ];
}

function sumRow({ people }: Month, words: TimesheetWords): SheetRow {
  const bold = { fontWeight: 'bold' } as const;
  const total = (pick: (totals: MonthPerson['totals']) => number): number =>
    Math.round(people.reduce((sum, { totals }) => sum + pick(totals), 0) * 100) / 100;
  return [
    boxed('', bold),
    boxed(words.sum, bold),
    ...Array.from({ length: 1 + dayColumns }, () => boxed('')),
    boxed(
      total((it) => it.paidDays),
      bold,
    ),
    boxed(
      total((it) => it.unpaidDays),
      bold,
    ),
    boxed(
      total((it) => it.socialInsuranceDays),
      bold,
    ),
  ];
}

function signatures(words: TimesheetWords): SheetRow[] {
  const part = Math.floor(columnCount / 3);
  const widths = [part, part, columnCount - 2 * part];
  const centre = { align: 'center' } as const;
  return [
    [
      ...blank(2 * part),
      ...across(text(words.signDate, { ...centre, fontStyle: 'italic' }), widths[2] ?? part),
    ],
    words.signers.flatMap((signer, i) =>
      across(text(signer, { ...centre, fontWeight: 'bold' }), widths[i] ?? part),
    ),
    words.signers.flatMap((_, i) =>
      across(text(words.signHint, { ...centre, fontStyle: 'italic' }), widths[i] ?? part),
    ),
    blank(columnCount),
    blank(columnCount),
    blank(columnCount),
  ];
}

function legend(words: TimesheetWords): SheetRow[] {
  const entries = Object.entries(words.symbols) as [SymbolCode, string][];
  const lines = entries.map(([code, meaning]) => [
    text(defaultSymbols[code].symbol, { align: 'center', fontWeight: 'bold' }),
    ...across(text(meaning), 2),
  ]);
  return [
    across(text(words.legend, { fontWeight: 'bold' }), columnCount),
    ...lines,
    across(text(words.half, { fontStyle: 'italic' }), columnCount),
  ];
}

function shade(day: MonthDay | undefined): { backgroundColor?: string } {
  return day !== undefined && (day.weekend || day.holiday !== null) ? { backgroundColor: weekendShade } : {};
}

export function dayMonthYear(date: string): string {
  return date.split('-').reverse().join('/');
}

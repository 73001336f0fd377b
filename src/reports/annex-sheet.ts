import type { Sheet } from 'write-excel-file/node';
import { across, boxed, text, type SheetRow } from './cells.ts';
import { recordsByPerson, type MonthPerson, type MonthRecord } from './month-sheet.ts';
import { dayMonthYear } from './timesheet.ts';
import type { TimesheetWords } from './timesheet-words.ts';
import type { TimesheetInput } from './timesheet-xlsx.ts';

const columns = [10, 24, 20, 12, 8, 20, 10, 18, 16];

/** Sheet 2: what the machine noted about single days. Each line says that it waits for verification. */
export function annexSheet({ month, records }: TimesheetInput, words: TimesheetWords): Sheet<Buffer> {
  const width = columns.length;
  const byPerson = recordsByPerson(records);
  const lines = month.people.flatMap((person) =>
    (byPerson.get(person.employee.id) ?? []).flatMap((record) => candidateRows(person, record, words)),
  );
  return {
    sheet: words.annexName,
    orientation: 'landscape',
    stickyRowsCount: 4,
    columns: columns.map((it) => ({ width: it })),
    data: [
      across(
        text(words.annexTitle, { fontWeight: 'bold', fontSize: 14, align: 'center', height: 22 }),
        width,
      ),
      across(text(words.annexNote, { fontStyle: 'italic', wrap: true, height: 32 }), width),
      across(text(''), width),
      words.annexHead.map((it) => boxed(it, { fontWeight: 'bold', wrap: true })),
      ...(lines.length > 0 ? lines : [across(boxed(words.annexNone), width)]),
    ],
  };
}

function candidateRows({ employee }: MonthPerson, record: MonthRecord, words: TimesheetWords): SheetRow[] {
  const kinds: Record<string, string> = words.kinds;
  return record.json.candidates.map(({ kind, sessionKey, minutesCounted, range, withdrawnBy }) => [
    boxed(employee.code),
    boxed(employee.fullName, { align: 'left' }),
    boxed(employee.division ?? '', { align: 'left' }),
    boxed(dayMonthYear(record.date)),
    boxed(sessionKey ?? ''),
    boxed(kinds[kind] ?? kind, { align: 'left' }),
    boxed(Math.round(minutesCounted)),
    boxed(rangeText(range)),
    boxed(withdrawnBy === null ? words.toVerify : words.withdrawn),
  ]);
}

/** Best and worst case in minutes; an open worst case is shown as such. */
function rangeText({ from, to }: { from: number; to: number | null }): string {
  if (to === null) return `≥ ${Math.round(from)}`;
  return from === to ? String(Math.round(from)) : `${Math.round(from)}–${Math.round(to)}`;
}

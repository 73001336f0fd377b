import type { Sheet } from 'write-excel-file/node';
import { across, boxed, text, type SheetRow } from './cells.ts';
import { recordsByPerson, type MonthPerson, type MonthRecord } from './month-sheet.ts';
import type { TimesheetWords } from './timesheet-words.ts';
import type { TimesheetInput } from './timesheet-xlsx.ts';

const columns = [10, 24, 14, 14, 16, 16, 14, 48];

/** Sheet 3: how much of the month rests on sufficient evidence, and why the rest does not. */
export function dataSheet({ month, records }: TimesheetInput, words: TimesheetWords): Sheet<Buffer> {
  const width = columns.length;
  const byPerson = recordsByPerson(records);
  return {
    sheet: words.dataName,
    orientation: 'landscape',
    stickyRowsCount: 4,
    columns: columns.map((it) => ({ width: it })),
    data: [
      across(text(words.dataTitle, { fontWeight: 'bold', fontSize: 14, align: 'center', height: 22 }), width),
      across(text(words.dataNote, { fontStyle: 'italic', wrap: true, height: 32 }), width),
      across(text(''), width),
      words.dataHead.map((it) => boxed(it, { fontWeight: 'bold', wrap: true })),
      ...month.people.map((person) => qualityRow(person, byPerson.get(person.employee.id) ?? [], words)),
    ],
  };
}

function qualityRow(
  { employee }: MonthPerson,
  records: readonly MonthRecord[],
  words: TimesheetWords,
): SheetRow {
  const sessions = records.flatMap((record) => record.json.sessions);
  const lacking = sessions.filter((session) => session.outcome === 'insufficientEvidence');
  const open = sessions.filter((session) => session.outcome === 'pending');
  return [
    boxed(employee.code),
    boxed(employee.fullName, { align: 'left' }),
    boxed(records.length),
    boxed(sessions.length),
    boxed(sessions.length - lacking.length - open.length),
    boxed(lacking.length),
    boxed(open.length),
    boxed(reasonsOf(lacking, words), { align: 'left', wrap: true }),
  ];
}

/** `camera không quan sát (2), …`: how many sessions lack evidence for each reason. */
function reasonsOf(sessions: readonly { missing: { kind: string }[] }[], words: TimesheetWords): string {
  const names: Record<string, string> = words.reasons;
  const counts = new Map<string, number>();
  for (const { missing } of sessions)
    for (const kind of new Set(missing.map((it) => it.kind))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${names[kind] ?? kind} (${count})`).join(', ');
}

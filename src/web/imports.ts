import type {
  ImportPreview,
  PunchFormatChoice,
  PunchImport,
  PunchSource,
} from '../http/contracts/imports.ts';
import { post } from './api.ts';

/** What is known of a file once its first lines were read. */
export type FirstLines = ImportPreview['firstLines'];

/** The fields come before the file, so that the server knows them when it reads it. */
function formOf(file: File, asked: object): FormData {
  const form = new FormData();
  form.append('asked', JSON.stringify(asked));
  form.append('file', file, file.name);
  return form;
}

/** What a file would bring; without a source only its first lines. Nothing is written. */
export function previewFile(file: File, sourceId: string): Promise<ImportPreview> {
  const asked = sourceId === '' ? {} : { sourceId };
  return post<ImportPreview>('/api/imports/preview', formOf(file, asked));
}

export type TakeIn = { file: File; sourceId: string; coveredFrom: string; coveredTo: string };

/** Takes in a file whole, or is refused. Dates left empty state nothing. */
export function takeInFile({ file, sourceId, coveredFrom, coveredTo }: TakeIn) {
  const asked = { sourceId, coveredFrom: coveredFrom || null, coveredTo: coveredTo || null };
  return post<{ import: PunchImport; sameFile: boolean }>('/api/imports', formOf(file, asked));
}

export const columnNames = ['employeeCode', 'dateTime', 'date', 'time', 'direction', 'device'] as const;
export type ColumnName = (typeof columnNames)[number];

/** A column as written in a form: a number counts columns, anything else is a heading. */
export function columnOf(text: string): string | number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,3}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** The format that a form chose. */
export function formatOf(kind: string, column: (name: ColumnName) => string): PunchFormatChoice {
  if (kind === 'zkteco-attlog' || kind === 'hikvision-csv') return { kind: 'preset', preset: kind };
  const columns = Object.fromEntries(columnNames.map((name) => [name, columnOf(column(name))]));
  return { kind: 'columns', columns: columns as Extract<PunchFormatChoice, { kind: 'columns' }>['columns'] };
}

/** A source as it is sent, from what is kept and what is changed of it. */
export function bodyOf({ name, format, direction, door, usedFrom, usedTo, codes }: PunchSource) {
  return {
    ...{ name, format, direction, usedFrom, usedTo, doorId: door?.id ?? null },
    codes: codes.map(({ code, employee }) => ({ code, employeeId: employee?.id ?? null })),
  };
}

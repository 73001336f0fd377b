/** A day as Prisma keeps it in a `date` column: midnight UTC. */
export function dateColumn(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`);
}

/** The day of a `date` column, `YYYY-MM-DD`. */
export function isoDateOf(column: Date): string {
  return column.toISOString().slice(0, 10);
}

export function instantOf(column: Date): string {
  return column.toISOString();
}

export function instantOrNull(column: Date | null): string | null {
  return column === null ? null : column.toISOString();
}

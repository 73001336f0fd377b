import { cameraScript, truthOf, type PassageTruth } from '../../tests/virtual-camera/script.ts';
import type { Context } from '../../src/context.ts';
import type { DayRecord as DomainRecord } from '../../src/domain/types/record.ts';
import { listenLive } from '../../src/notify/live.ts';
import type { Log } from '../../src/log.ts';
import { dateColumn } from '../../src/store/dates.ts';
import type { Database } from '../../src/store/database.ts';
import { scriptFor, staff, strangers } from './story.ts';

/** A sighting belongs to a passage when it lies this near to it, ms. */
const nearMs = 5_000;

type Camera = 'entrance' | 'exit';
type Passage = PassageTruth & { camera: Camera };
type SeenRow = {
  id: string;
  camera: Camera;
  face: string | null;
  at: number;
  firstAt: number;
  lastAt: number;
};

export type CheckResult = {
  ok: boolean;
  people: number;
  cameras: number;
  events: number;
  sightings: number;
  namedRight: number;
  namedWrong: number;
  strangersNamed: number;
  arrivalErrorSecondsMax: number;
  falseAccusations: number;
  missed: number;
  eventToRecordSecondsP95: number;
};

/** What the two cameras really played. */
export function truth(startsAt: Date): Passage[] {
  return (['entrance', 'exit'] as const).flatMap((camera) =>
    truthOf(cameraScript.parse(scriptFor(camera, startsAt))).map((passage) => ({ ...passage, camera })),
  );
}

/**
 * Measures how long it takes from an event's arrival to the day record that uses it: listens to record changes and
 * notes the first record of a person whose derivation names the sighting.
 */
export function timeRecords(
  database: Database,
  log: Log,
): { seconds(): Promise<number[]>; close(): Promise<void> } {
  const storedAt = new Map<string, number>();
  const reading = new Set<Promise<void>>();
  const live = listenLive(database.url, log, (event) => {
    if (event.type !== 'record') return;
    const task = note(database, event.employeeId, event.workDate, storedAt)
      .catch(() => undefined)
      .finally(() => reading.delete(task));
    reading.add(task);
  });
  return {
    seconds: async () => {
      await Promise.all(reading);
      const rows = await database.prisma.sighting.findMany({
        where: { id: { in: [...storedAt.keys()] } },
        include: { capture: { include: { event: true } } },
      });
      return rows.flatMap((row) => {
        const event = row.capture?.event;
        // Later bursts of the same passage belong to the same event and are not what a person waits for.
        if (!event || row.capture!.fromAt > event.receivedAt) return [];
        return [((storedAt.get(row.id) ?? 0) - event.receivedAt.getTime()) / 1000];
      });
    },
    close: () => live.close(),
  };
}

async function note(database: Database, employeeId: string, date: string, storedAt: Map<string, number>) {
  const row = await database.prisma.dayRecord.findUnique({
    where: { employeeId_workDate: { employeeId, workDate: dateColumn(date) } },
  });
  if (row === null) return;
  for (const step of (row.record as unknown as DomainRecord).derivation)
    for (const ref of step.refs) if (!storedAt.has(ref)) storedAt.set(ref, row.computedAt.getTime());
}

/** Compares what the service wrote with what the cameras played. */
export async function check(
  { database }: Pick<Context, 'database'>,
  startsAt: Date,
  latencies: number[],
  options: { missedAllowed: number },
): Promise<CheckResult> {
  const passages = truth(startsAt);
  const seen = await readSightings(database);
  const expected = passages.flatMap((passage) =>
    passage.people.filter(isStaff).map((face) => ({ passage, face })),
  );
  const visible = expected.filter(({ passage }) => !passage.cut);
  const found = visible.filter(({ passage, face }) =>
    seen.some((row) => row.face === face && isAt(row, passage)),
  );
  const named = seen.filter((row) => row.face !== null);
  const wrong = named.filter(
    (row) => !passages.some((passage) => passage.people.includes(row.face ?? '') && isAt(row, passage)),
  );
  const strangersNamed = wrong.filter((row) =>
    passages.some((passage) => isAt(row, passage) && passage.people.some((face) => strangers.includes(face))),
  );
  const arrivals = await arrivalErrors(database, passages);
  const result = {
    people: await database.prisma.employee.count(),
    cameras: await database.prisma.camera.count(),
    events: await database.prisma.cameraEvent.count(),
    sightings: await database.prisma.sighting.count(),
    namedRight: found.length,
    namedWrong: wrong.length,
    strangersNamed: strangersNamed.length,
    arrivalErrorSecondsMax: round(Math.max(0, ...arrivals)),
    falseAccusations: await falseAccusations(database, passages, startsAt),
    missed: visible.length - found.length,
    eventToRecordSecondsP95: round(percentile(latencies, 0.95)),
  };
  const ok =
    result.namedWrong === 0 &&
    result.strangersNamed === 0 &&
    result.falseAccusations === 0 &&
    result.missed <= options.missedAllowed &&
    result.arrivalErrorSecondsMax <= 3 &&
    result.namedRight > 0;
  return { ok, ...result };
}

function isStaff(face: string): boolean {
  return staff.some((person) => person.face === face);
}

function isAt(row: SeenRow, passage: Passage): boolean {
  const overlaps = row.lastAt >= passage.visibleFrom - nearMs && row.firstAt <= passage.visibleTo + nearMs;
  return row.camera === passage.camera && overlaps;
}

async function readSightings(database: Database): Promise<SeenRow[]> {
  const rows = await database.prisma.sighting.findMany({ include: { employee: true } });
  return rows.map((row) => ({
    id: row.id,
    camera: row.direction === 'in' ? 'entrance' : 'exit',
    face: staff.find((person) => person.code === row.employee?.code)?.face ?? null,
    at: row.at.getTime(),
    firstAt: row.firstAt.getTime(),
    lastAt: row.lastAt.getTime(),
  }));
}

/** Seconds between the recorded arrival and the true one, for everybody whose coming in was visible. */
async function arrivalErrors(database: Database, passages: Passage[]): Promise<number[]> {
  const records = await database.prisma.dayRecord.findMany({ include: { employee: true } });
  return records.flatMap((record) => {
    const face = staff.find((person) => person.code === record.employee.code)?.face ?? '';
    const arrival = passages.find((it) => it.camera === 'entrance' && it.people.includes(face));
    if (record.arrivalAt === null || arrival === undefined || arrival.cut) return [];
    return [Math.abs(record.arrivalAt.getTime() - arrival.passedAt) / 1000];
  });
}

/** Standing candidates that the script contradicts. */
async function falseAccusations(database: Database, passages: Passage[], startsAt: Date): Promise<number> {
  const findings = await database.prisma.finding.findMany({
    where: { state: 'candidate' },
    include: { dayRecord: { include: { employee: true } } },
  });
  const lateFrom = startsAt.getTime() + 60_000;
  return findings.filter((finding) => {
    const face = staff.find((person) => person.code === finding.dayRecord.employee.code)?.face ?? '';
    const arrival = passages.find((it) => it.camera === 'entrance' && it.people.includes(face));
    if (finding.sessionKey !== 'S') return false;
    switch (finding.kind) {
      case 'late':
        return arrival === undefined || arrival.passedAt < lateFrom;
      case 'absent':
        return arrival !== undefined;
      case 'missingDeparture':
        return false; // A question to the person, accusing nobody.
      default:
        return true; // Nobody leaves early in this story.
    }
  }).length;
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

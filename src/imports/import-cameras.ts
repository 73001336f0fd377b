import type { Camera, CameraImportPreview } from '../http/contracts/cameras.ts';
import { AppError } from '../errors.ts';
import { message, type Language } from '../i18n/messages.ts';
import { createCamera, listCameras } from '../store/cameras.ts';
import type { PrismaLike, Transaction } from '../store/database.ts';
import { createDoor, listDoors } from '../store/doors.ts';
import type { Secrets } from '../store/secrets.ts';
import { placeOf, readCameraFile, type CameraLine, type CameraProblem } from './camera-file.ts';

export const cameraFileLimitBytes = 1024 * 1024;

/** What a list of cameras would bring. */
export type CameraImportPlan = {
  lines: CameraLine[];
  problems: CameraProblem[];
  /** Doors that are not there yet, in the order of the file. */
  newDoors: string[];
};

/**
 * Reads a list of cameras and compares it with what is stored. Writes nothing.
 *
 * @param createDoors a door that is not there is made rather than a problem.
 */
export async function planCameraImport(
  db: PrismaLike,
  bytes: Uint8Array,
  createDoors: boolean,
): Promise<CameraImportPlan> {
  const { lines, problems } = readCameraFile(bytes);
  const stored = await listCameras(db);
  const names = new Set(stored.map(({ name }) => name));
  const places = new Set(stored.map(({ address }) => placeOf(address)));
  const doors = new Set((await listDoors(db)).map(({ name }) => name));
  const newDoors = new Set<string>();
  for (const { row, name, address, door } of lines) {
    if (names.has(name)) problems.push({ row, column: 'name', code: 'taken', value: name });
    if (address !== '' && places.has(placeOf(address)))
      problems.push({ row, column: 'address', code: 'taken', value: address });
    if (door === '' || doors.has(door)) continue;
    if (createDoors) newDoors.add(door);
    else problems.push({ row, column: 'door', code: 'doorUnknown', value: door });
  }
  problems.sort((a, b) => a.row - b.row);
  return { lines, problems, newDoors: [...newDoors] };
}

/**
 * Adds every camera of a plan, and the doors it needs, within the caller's transaction. They are stored untried: the
 * camera worker connects to each, and its card says how that goes.
 *
 * @throws AppError `import_has_problems` while anything is wrong: nothing of it is stored then.
 */
export async function addCameras(
  db: Transaction,
  secrets: Pick<Secrets, 'encrypt'>,
  { lines, problems, newDoors }: CameraImportPlan,
): Promise<Camera[]> {
  const [first] = problems;
  if (first) {
    const { row, column, value, code: problem } = first;
    throw new AppError('import_has_problems', `${problems.length} problems, the first in row ${row}`, {
      details: { count: problems.length, row, column: column ?? 'none', value, problem },
    });
  }
  for (const name of newDoors) await createDoor(db, { name, staffOnly: true });
  const doors = new Map((await listDoors(db)).map(({ id, name }) => [name, id]));
  const cameras: Camera[] = [];
  for (const { name, address, username, password, door, direction } of lines) {
    const doorId = doors.get(door);
    // A plan without problems has both for every line.
    if (doorId === undefined || direction === null) throw new AppError('not_found', `no door ${door}`);
    const sealed = secrets.encrypt(Buffer.from(password, 'utf8'));
    cameras.push(await createCamera(db, { name, address, username, password: sealed, doorId, direction }));
  }
  return cameras;
}

/** A plan for people: every row with what is wrong in it, no password anywhere. */
export function describePlan(
  { lines, problems, newDoors }: CameraImportPlan,
  language: Language,
): CameraImportPreview {
  return {
    rows: lines.map(({ password, door, ...line }) => ({
      ...line,
      door,
      doorIsNew: newDoors.includes(door),
      hasPassword: password !== '',
    })),
    problems: problems.map((problem) => ({ ...problem, message: problemText(problem, language) })),
    newDoors,
  };
}

/** What is wrong in one place of the file, and what to do about it. */
export function problemText({ column, code, value }: CameraProblem, language: Language): string {
  const named = column === null ? '' : message(language, `cameraColumn.${column}`);
  return message(language, `cameraImport.${code}`, { column: named, value });
}

import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { namedPhoto } from '../domain/photo-names.ts';
import { AppError, type ErrorCode, type ErrorDetails } from '../errors.ts';
import type { PrismaLike } from '../store/database.ts';
import { maximumPhotoBytes } from '../domain/enrolment.ts';

/** A file of a folder or ZIP. `read` throws an AppError when it cannot be read. */
export type BulkFile = { path: string; bytes: number; read: () => Promise<Buffer> };

type Person = { id: string; code: string; fullName: string };

/** What became of one file. `already`: this very photo was enrolled before, nothing was done. */
export type BulkResult = {
  file: string;
  person: Person | null;
  outcome: 'enrolled' | 'already' | 'refused';
  reason: ErrorCode | null;
  details: ErrorDetails;
};

/** Of a photo whose person was deleted while the others were looked at: file names tell who it was, so none is kept. */
export function ofPersonGone(file: string): BulkResult {
  return {
    file: `…${extname(file)}`,
    person: null,
    outcome: 'refused',
    reason: 'bulk_person_gone',
    details: {},
  };
}

/** Enrols one photo. @throws AppError with the reason when it cannot be used. */
export type EnrolOne = (employeeId: string, content: Buffer, fileName: string) => Promise<unknown>;

/**
 * Enrols the photos of many people, one file after another; each answers for itself. Doing it again does nothing to
 * photos that are enrolled, so what was cut off is taken up by sending the same again.
 *
 * @throws AppError that is retryable when nobody can look at photos now: the files after it were not tried.
 */
export async function* enrolFiles(
  db: PrismaLike,
  files: Iterable<BulkFile>,
  enrolOne: EnrolOne,
): AsyncGenerator<BulkResult> {
  const people = await peopleByCode(db);
  for (const file of files) {
    const named = namedPhoto(file.path, (code) => people(code)?.code ?? null);
    if (named.kind === 'ignored') continue;
    const person = named.kind === 'photo' ? people(named.code) : null;
    const told = { file: file.path, person };
    try {
      if (named.kind === 'refused' || person === null)
        throw new AppError(named.kind === 'refused' ? named.reason : 'bulk_unknown_code', file.path, {
          details: { code: named.code },
        });
      const content = await readPhoto(db, file, person);
      if (content !== null) await enrolOne(person.id, content, file.path.split('/').at(-1) ?? file.path);
      const outcome = content === null ? 'already' : 'enrolled';
      yield { ...told, outcome, reason: null, details: {} };
    } catch (error) {
      if (!(error instanceof AppError) || error.retryable) throw error;
      const gone = person !== null && (await db.employee.count({ where: { id: person.id } })) === 0;
      if (gone) yield ofPersonGone(file.path);
      else yield { ...told, outcome: 'refused', reason: error.code, details: error.details };
    }
  }
}

async function peopleByCode(db: PrismaLike): Promise<(code: string) => Person | null> {
  const people = await db.employee.findMany({ select: { id: true, code: true, fullName: true } });
  const plain = (code: string) => code.normalize('NFC').toLowerCase();
  const loosely = new Map(people.map((person) => [plain(person.code), person]));
  const exactly = new Map(people.map((person) => [person.code, person]));
  return (code) => exactly.get(code) ?? loosely.get(plain(code)) ?? null;
}

/** The photo; null when the person has it already. @throws AppError before anything is read without a consent. */
async function readPhoto(db: PrismaLike, file: BulkFile, person: Person): Promise<Buffer | null> {
  const { fullName: name, code } = person;
  if ((await db.consent.count({ where: { employeeId: person.id, withdrawnAt: null } })) === 0)
    throw new AppError('bulk_without_consent', `no consent of ${code}`, { details: { name, code } });
  if (file.bytes > maximumPhotoBytes)
    throw new AppError('photo_too_large', `${file.path} has ${file.bytes} bytes`, {
      details: { limitMb: maximumPhotoBytes / 1024 / 1024 },
    });
  const content = await file.read();
  const sha256 = createHash('sha256').update(content).digest('hex');
  const same = { employeeId: person.id, evidence: { sha256 } };
  return (await db.employeePhoto.count({ where: same })) > 0 ? null : content;
}

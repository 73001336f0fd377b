import { AppError } from '../errors.ts';
import type { Credential, CredentialAssignment, UnknownCredential } from '../http/contracts/credentials.ts';
import { requireConsent } from './consents.ts';
import type { PrismaLike, Transaction } from './database.ts';
import { dateColumn, instantOf, isoDateOf } from './dates.ts';
import type { Prisma } from './generated/client.ts';

export type CredentialKind = Credential['kind'];

/** A face that the camera enrolled itself, or something that is carried. */
export function kindOfCredential(word: string): CredentialKind {
  return word === 'faceRecognised' ? 'face' : 'badge';
}

/**
 * Whose a credential was at a device on a date; null when it was nobody's, or is not known. A face counts only while its
 * person's consent holds.
 */
export async function holderOf(
  db: PrismaLike,
  { cameraId, kind, token, date }: { cameraId: string; kind: CredentialKind; token: string; date: string },
): Promise<string | null> {
  const row = await db.credential.findFirst({
    where: { cameraId, kind, token, validFrom: { lte: dateColumn(date) } },
    orderBy: { validFrom: 'desc' },
  });
  if (row === null || row.employeeId === null || kind === 'badge') return row?.employeeId ?? null;
  return (await mayBeRecognised(db, row.employeeId)) ? row.employeeId : null;
}

/** Whether a person's face may be recognised now, by whomever. */
export async function mayBeRecognised(db: PrismaLike, employeeId: string): Promise<boolean> {
  return (await db.consent.count({ where: { employeeId, withdrawnAt: null } })) > 0;
}

const withAll = {
  camera: { select: { id: true, name: true } },
  employee: { select: { id: true, code: true, fullName: true } },
} as const satisfies Prisma.CredentialInclude;

function present(row: Prisma.CredentialGetPayload<{ include: typeof withAll }>): Credential {
  const { id, camera, token, employee, createdBy } = row;
  const kind = row.kind === 'face' ? 'face' : 'badge';
  return { id, camera, kind, token, employee, validFrom: isoDateOf(row.validFrom), createdBy };
}

/** Whose credentials are, by device and token, the latest date first. */
export async function listCredentials(db: PrismaLike): Promise<Credential[]> {
  const rows = await db.credential.findMany({
    include: withAll,
    orderBy: [{ camera: { name: 'asc' } }, { token: 'asc' }, { validFrom: 'desc' }],
  });
  return rows.map(present);
}

/** What devices named and nobody has said whose it is, the one that was used last first. */
export async function listUnknownCredentials(db: PrismaLike): Promise<UnknownCredential[]> {
  const rows = await db.$queryRaw<
    {
      cameraId: string;
      cameraName: string;
      kind: CredentialKind;
      token: string;
      uses: number;
      firstAt: Date;
      lastAt: Date;
    }[]
  >`
    select i."cameraId", c.name as "cameraName", i.kind, i.token, count(*)::int as uses,
      min(i.at) as "firstAt", max(i.at) as "lastAt"
    from (
      select "cameraId", token, at, case kind when 'faceRecognised' then 'face' else 'badge' end as kind
      from "DeviceIdentification"
    ) i
    join "Camera" c on c.id = i."cameraId"
    where not exists (
      select from "Credential" k
      where k."cameraId" = i."cameraId" and k.kind = i.kind and k.token = i.token
    )
    group by i."cameraId", c.name, i.kind, i.token
    order by max(i.at) desc, i.token limit 200`;
  return rows.map(({ cameraId: id, cameraName: name, kind, token, uses, firstAt, lastAt }) => ({
    ...{ camera: { id, name }, kind, token, uses },
    firstAt: instantOf(firstAt),
    lastAt: instantOf(lastAt),
  }));
}

/**
 * Says whose a credential is from a date on; the same date again replaces what was said.
 *
 * @throws AppError `not_found` for the device or the person; `consent_required` for a face without consent.
 */
export async function assignCredential(
  db: Transaction,
  { cameraId, kind, token, employeeId, validFrom }: CredentialAssignment,
  createdBy: string,
): Promise<Credential> {
  if ((await db.camera.count({ where: { id: cameraId } })) === 0)
    throw new AppError('not_found', `no camera ${cameraId}`);
  if (employeeId !== null && (await db.employee.count({ where: { id: employeeId } })) === 0)
    throw new AppError('not_found', `no employee ${employeeId}`);
  if (employeeId !== null && kind === 'face') await requireConsent(db, employeeId);
  const key = { cameraId, kind, token, validFrom: dateColumn(validFrom) };
  const row = await db.credential.upsert({
    where: { cameraId_kind_token_validFrom: key },
    create: { ...key, employeeId, createdBy },
    update: { employeeId, createdBy },
    include: withAll,
  });
  return present(row);
}

/** Whose a credential is by what was said until now, consent or not: who loses it when it is said anew. */
export async function holderAt(
  db: PrismaLike,
  { cameraId, kind, token, validFrom }: Omit<CredentialAssignment, 'employeeId'>,
): Promise<string | null> {
  const row = await db.credential.findFirst({
    where: { cameraId, kind, token, validFrom: { lte: dateColumn(validFrom) } },
    orderBy: { validFrom: 'desc' },
  });
  return row?.employeeId ?? null;
}

/** Takes back what was said of a credential from a date on. @throws AppError `not_found`. */
export async function removeCredential(db: Transaction, id: string): Promise<Credential> {
  const row = await db.credential.findUnique({ where: { id }, include: withAll });
  if (row === null) throw new AppError('not_found', `no credential ${id}`);
  await db.credential.delete({ where: { id } });
  return present(row);
}

/** The events whose credential it is, by what takes them again. */
export async function eventsNaming(
  db: PrismaLike,
  { camera, kind, token }: Pick<Credential, 'camera' | 'kind' | 'token'>,
): Promise<{ cameraId: string; eventKey: string }[]> {
  const isFace = 'faceRecognised';
  return db.deviceIdentification.findMany({
    where: { cameraId: camera.id, token, kind: kind === 'face' ? isFace : { not: isFace } },
    select: { cameraId: true, eventKey: true },
    orderBy: { at: 'asc' },
  });
}

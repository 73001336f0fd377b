import { photosMissing } from '../domain/enrolment.ts';
import { AppError } from '../errors.ts';
import type { Employee } from '../http/contracts/people.ts';
import { byVietnameseName } from '../reports/vietnamese-order.ts';
import type { Prisma, StaffCategory } from './generated/client.ts';
import type { PrismaLike } from './database.ts';
import { dateColumn, isoDateOf } from './dates.ts';
import { given } from './given.ts';
import { isUniqueViolation } from './unique-violation.ts';

const withCard = {
  postings: { orderBy: { validFrom: 'desc' }, include: { division: true } },
  photos: { orderBy: { createdAt: 'asc' }, select: { id: true } },
  consents: { where: { withdrawnAt: null }, select: { id: true } },
  _count: { select: { templates: true } },
} as const satisfies Prisma.EmployeeInclude;

type EmployeeRow = Prisma.EmployeeGetPayload<{ include: typeof withCard }>;

/** The posting that holds on a date; the first one for dates before it. Postings come newest first. */
export function postingOn<T extends { validFrom: Date }>(postings: readonly T[], date: string): T | null {
  const day = dateColumn(date);
  return postings.find((posting) => posting.validFrom <= day) ?? postings.at(-1) ?? null;
}

function present(row: EmployeeRow, today: string): Employee {
  const posting = postingOn(row.postings, today);
  return {
    id: row.id,
    code: row.code,
    fullName: row.fullName,
    email: row.email,
    division: posting === null ? null : { id: posting.division.id, name: posting.division.name },
    category: posting?.category ?? null,
    title: posting?.title ?? '',
    joinedOn: row.joinedOn === null ? null : isoDateOf(row.joinedOn),
    leftOn: row.leftOn === null ? null : isoDateOf(row.leftOn),
    exempt: row.exempt,
    enrolment:
      row.consents.length === 0 ? 'noConsent' : row._count.templates > 0 ? 'enrolled' : 'notEnrolled',
    photoCount: row.photos.length,
    photosMissing: photosMissing(row.photos.length),
    portraitPhotoId: row.photos[0]?.id ?? null,
  };
}

/** Everyone, in Vietnamese order of names. @param today the office's date, for the posting that holds. */
export async function listEmployees(db: PrismaLike, today: string): Promise<Employee[]> {
  const rows = await db.employee.findMany({ include: withCard });
  return rows.map((row) => present(row, today)).sort(byVietnameseName);
}

/** @throws AppError `not_found`. */
export async function findEmployee(db: PrismaLike, id: string, today: string): Promise<Employee> {
  const row = await db.employee.findUnique({ where: { id }, include: withCard });
  if (row === null) throw new AppError('not_found', `no employee ${id}`);
  return present(row, today);
}

export type NewEmployee = {
  code: string;
  fullName: string;
  email?: string | null | undefined;
  divisionId: string;
  category: StaffCategory;
  title?: string | undefined;
  joinedOn?: string | null | undefined;
};

async function requireFreeCode(db: PrismaLike, code: string, exceptId?: string): Promise<void> {
  const other = await db.employee.findUnique({ where: { code } });
  if (other !== null && other.id !== exceptId) throw codeTaken(code);
}

function codeTaken(code: string, cause?: unknown): AppError {
  return new AppError('employee_code_taken', `employee code ${code} is taken`, {
    details: { employeeCode: code },
    cause,
  });
}

/** Somebody else may take the code between our look and our write. */
function orCodeTaken(code: string): (error: unknown) => never {
  return (error) => {
    throw isUniqueViolation(error) ? codeTaken(code, error) : error;
  };
}

async function requireDivision(db: PrismaLike, id: string): Promise<void> {
  if ((await db.division.count({ where: { id } })) === 0)
    throw new AppError('not_found', `no division ${id}`, { details: { divisionId: id } });
}

/** @throws AppError `employee_code_taken`; `not_found` for the division. */
export async function createEmployee(db: PrismaLike, input: NewEmployee, today: string): Promise<Employee> {
  await requireFreeCode(db, input.code);
  await requireDivision(db, input.divisionId);
  const created = db.employee.create({
    data: {
      code: input.code,
      fullName: input.fullName,
      email: input.email ?? null,
      joinedOn: input.joinedOn == null ? null : dateColumn(input.joinedOn),
      postings: {
        create: {
          divisionId: input.divisionId,
          category: input.category,
          title: input.title ?? '',
          validFrom: dateColumn(input.joinedOn ?? today),
        },
      },
    },
  });
  const { id } = await created.catch(orCodeTaken(input.code));
  return findEmployee(db, id, today);
}

export type EmployeeChange = { [Key in keyof NewEmployee]?: NewEmployee[Key] | undefined } & {
  leftOn?: string | null | undefined;
  exempt?: boolean | undefined;
  validFrom?: string | undefined;
};

/**
 * Changes a person. Division, category and title are dated: they hold from `validFrom` (today when left out), what held
 * before stays in the past.
 *
 * @throws AppError `not_found`, `employee_code_taken`, `invalid_request` when they left before they joined.
 */
export async function changeEmployee(
  db: PrismaLike,
  id: string,
  change: EmployeeChange,
  today: string,
): Promise<Employee> {
  const before = await findEmployee(db, id, today);
  if (change.code !== undefined) await requireFreeCode(db, change.code, id);
  const joinedOn = change.joinedOn === undefined ? before.joinedOn : change.joinedOn;
  const leftOn = change.leftOn === undefined ? before.leftOn : change.leftOn;
  if (joinedOn !== null && leftOn !== null && leftOn < joinedOn)
    throw new AppError('invalid_request', 'left before joining', { details: { field: 'leftOn' } });
  const updated = db.employee.update({
    where: { id },
    data: {
      ...given({ code: change.code, fullName: change.fullName, email: change.email, exempt: change.exempt }),
      ...(change.joinedOn === undefined ? {} : { joinedOn: joinedOn === null ? null : dateColumn(joinedOn) }),
      ...(change.leftOn === undefined ? {} : { leftOn: leftOn === null ? null : dateColumn(leftOn) }),
    },
  });
  await updated.catch(orCodeTaken(change.code ?? before.code));
  if (change.divisionId !== undefined || change.category !== undefined || change.title !== undefined)
    await changePosting(db, id, change, today);
  return findEmployee(db, id, today);
}

async function changePosting(
  db: PrismaLike,
  employeeId: string,
  change: EmployeeChange,
  today: string,
): Promise<void> {
  if (change.divisionId !== undefined) await requireDivision(db, change.divisionId);
  const validFrom = change.validFrom ?? today;
  const postings = await db.posting.findMany({ where: { employeeId }, orderBy: { validFrom: 'desc' } });
  const held = postingOn(postings, validFrom);
  const divisionId = change.divisionId ?? held?.divisionId;
  const category = change.category ?? held?.category;
  if (divisionId === undefined || category === undefined)
    throw new AppError('invalid_request', 'division and category are needed', {
      details: { field: 'divisionId' },
    });
  const title = change.title ?? held?.title ?? '';
  await db.posting.upsert({
    where: { employeeId_validFrom: { employeeId, validFrom: dateColumn(validFrom) } },
    create: { employeeId, divisionId, category, title, validFrom: dateColumn(validFrom) },
    update: { divisionId, category, title },
  });
}

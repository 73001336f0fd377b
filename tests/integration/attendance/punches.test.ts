import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { computeMonth } from '../../../src/attendance/compute-month.ts';
import { renderDerivation } from '../../../src/domain/render-derivation.ts';
import { domainRecord } from '../../../src/store/record-json.ts';
import { scratchContext, type Scratch } from '../scratch.ts';
import { at, monday, officeDay, watchDoor, type OfficeDay } from './office-day.ts';

let scratch: Scratch;
let day: OfficeDay;
let doorId = '';
beforeAll(async () => {
  scratch = await scratchContext();
  day = await officeDay(scratch.context);
});
afterAll(() => scratch.close());

const db = () => scratch.context.database.prisma;

async function dayOf(employeeId: string): Promise<{ outcome: string; text: string }> {
  await computeDay(scratch.context, employeeId, monday);
  const key = { employeeId, workDate: new Date(monday) };
  const row = await db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: key } });
  return { outcome: row.outcome, text: renderDerivation(domainRecord(row.record), 'en').join('\n') };
}

let files = 0;

/** A terminal with one file, in which these people punched. */
async function terminal(
  facts: { doorId?: string; covered?: boolean },
  punches: [string, string, 'in' | 'out'][],
) {
  files += 1;
  const used = facts.doorId === undefined ? {} : { doorId: facts.doorId, usedFrom: new Date(monday) };
  const source = await db().punchSource.create({
    data: { name: `Máy ${files}`, format: {}, createdBy: 'test', ...used },
  });
  const complete = facts.covered ? { coveredFrom: new Date(monday), coveredTo: new Date(monday) } : {};
  const counts = { rows: punches.length, added: punches.length, known: 0, repeated: 0, skipped: 0 };
  const file = { fileName: `tep-${files}.dat`, digest: String(files), encoding: 'utf-8', format: {} };
  const made = await db().punchImport.create({
    data: { sourceId: source.id, ...file, ...counts, ...complete, importedBy: 'test' },
  });
  for (const [index, [employeeId, time, direction]] of punches.entries()) {
    const punch = await db().punch.create({
      data: { employeeId, sourceId: source.id, at: at(time), direction },
    });
    await db().punchRow.create({ data: { importId: made.id, row: index + 2, punchId: punch.id } });
  }
  return { source, made };
}

async function remove(): Promise<void> {
  await db().punch.deleteMany();
  await db().punchImport.deleteMany();
  await db().punchSource.deleteMany();
}

const whole = (id: string): [string, string, 'in' | 'out'][] => [
  [id, '06:58:00', 'in'],
  [id, '17:01:00', 'out'],
];

describe('a punch from a file', () => {
  it('is evidence like a sighting, and the record says from which terminal, file and row', async () => {
    const { id } = await day.person(null);
    expect((await dayOf(id)).outcome).toBe('absent');
    const gate = await db().door.create({ data: { name: 'Cổng bên' } });
    await watchDoor(db(), gate.id);
    await terminal({ doorId: gate.id }, whole(id));
    const { outcome, text } = await dayOf(id);
    expect(outcome).toBe('onTime');
    expect(text).toContain('comes from the terminal Máy 1: file tep-1.dat, row 2.');
    await remove();
    expect((await dayOf(id)).outcome).toBe('absent');
  });

  it('of a terminal that stands at no door shows presence, and never that somebody came late', async () => {
    const { id } = await day.person(null);
    await terminal({}, [
      [id, '07:20:00', 'in'],
      [id, '17:01:00', 'out'],
    ]);
    expect((await dayOf(id)).outcome).not.toMatch(/late|absent/i);
    await remove();
  });
});

describe('the door of a terminal', () => {
  beforeAll(async () => {
    doorId = (await db().door.create({ data: { name: 'Cổng phụ' } })).id;
  });
  afterAll(() => db().door.delete({ where: { id: doorId } }));

  it('is not watched while no file covers the day: nobody is said to be late or absent', async () => {
    const [late, absent] = [await day.person('07:12:00'), await day.person(null)];
    const { made } = await terminal({ doorId }, [
      [late.id, '06:00:00', 'out'],
      [absent.id, '06:00:00', 'out'],
    ]);
    for (const { id } of [late, absent]) {
      const { outcome, text } = await dayOf(id);
      expect(outcome).toBe('insufficientEvidence');
      expect(text).toContain('no file of the terminal');
    }
    const covered = { coveredFrom: new Date(monday), coveredTo: new Date(monday) };
    await db().punchImport.update({ where: { id: made.id }, data: covered });
    expect([(await dayOf(late.id)).outcome, (await dayOf(absent.id)).outcome]).toEqual(['late', 'absent']);
    await db().punchImport.update({ where: { id: made.id }, data: { undoneAt: new Date() } });
    expect((await dayOf(late.id)).outcome).toBe('insufficientEvidence');
    await remove();
  });

  it('says nothing about somebody who never punched there', async () => {
    const [late, other] = [await day.person('07:12:00'), await day.person('06:50:00')];
    await terminal({ doorId, covered: true }, whole(other.id));
    const { outcome, text } = await dayOf(late.id);
    expect(outcome).toBe('insufficientEvidence');
    expect(text).toContain('had no punch of this person yet');
    expect((await dayOf(other.id)).outcome).toBe('onTime');
    await remove();
  });

  it('gives the month the same records as the day', async () => {
    const [late, other] = [await day.person('07:12:00'), await day.person(null)];
    await terminal({ doorId, covered: true }, [...whole(other.id), [late.id, '06:00:00', 'out']]);
    const digests = async () =>
      (
        await db().dayRecord.findMany({
          where: { workDate: new Date(monday) },
          orderBy: { employeeId: 'asc' },
        })
      ).map((row) => [row.employeeId, row.outcome, row.inputsDigest]);
    for (const { id } of await db().employee.findMany()) await dayOf(id);
    const single = await digests();
    await db().dayRecord.deleteMany();
    await computeMonth(scratch.context.database, monday.slice(0, 7), Date.now());
    expect(await digests()).toEqual(single);
    expect(single.map(([, outcome]) => outcome)).toContain('late');
    await remove();
  });
});

describe('a sign-in by a named person', () => {
  it('shows that somebody was there, with who says so and why', async () => {
    const { id } = await day.person(null);
    const said = { enteredBy: 'Trần Thị Chi', reason: 'Mất điện cổng' };
    await db().punch.createMany({
      data: [
        { employeeId: id, at: at('06:59:00'), direction: 'inside', ...said },
        { employeeId: id, at: at('17:05:00'), direction: 'inside', ...said },
      ],
    });
    const { outcome, text } = await dayOf(id);
    expect(outcome).toBe('onTime');
    expect(text).toContain('was entered by Trần Thị Chi: Mất điện cổng');
    await db().punch.updateMany({ data: { withdrawnAt: new Date() } });
    expect((await dayOf(id)).outcome).toBe('absent');
    await remove();
  });
});

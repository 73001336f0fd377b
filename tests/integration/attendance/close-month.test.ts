import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { computeMonth } from '../../../src/attendance/compute-month.ts';
import { closeMonth } from '../../../src/attendance/close-month.ts';
import { runCli } from '../../../src/cli/run.ts';
import { itemsOf, startHttpApp, type HttpApp } from '../http/http-app.ts';
import { at, monday, officeDay } from './office-day.ts';

const month = '2026-03';
const now = Date.parse('2026-04-02T00:00:00Z');
const workDate = new Date(monday);
let http: HttpApp;
let onTime: { id: string };
let late: { id: string };
let unsure: { id: string; arrivalId: string };

beforeAll(async () => {
  http = await startHttpApp();
  const day = await officeDay(http.context);
  onTime = await day.person('06:55:00');
  late = await day.person('07:12:00');
  unsure = await day.person('07:20:00', 'uncertain');
});
afterAll(() => http.close());

const db = () => http.context.database.prisma;
const recordOf = (employeeId: string) =>
  db().dayRecord.findUniqueOrThrow({ where: { employeeId_workDate: { employeeId, workDate } } });
const state = async () =>
  (await http.as.head('GET', `/api/periods/${month}`)).body as { uncoveredCount: number };
const close = async (acknowledgedUncovered: number) =>
  http.as.officer('POST', `/api/periods/${month}/close`, { acknowledgedUncovered });

async function verify(): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const io = {
    print: (line: string) => lines.push(line),
    say: (line: string) => lines.push(line),
    readLine: async () => '',
  };
  const code = await runCli(['verify', '--lang', 'en'], { DATABASE_URL: http.context.database.url }, io);
  return { code, text: lines.join('\n') };
}

describe('closing a month', () => {
  it('computes a month as its days one by one', async () => {
    for (const { id } of [onTime, late, unsure]) await computeDay(http.context, id, monday);
    const single = await db().dayRecord.findMany({ orderBy: { employeeId: 'asc' } });
    const singleFindings = await db().finding.findMany({ orderBy: { employeeId: 'asc' } });
    await db().dayRecord.deleteMany();
    const { records } = await computeMonth(http.context.database, month, now);
    expect(records).toBe(3 * 31);
    const many = await db().dayRecord.findMany({ where: { workDate }, orderBy: { employeeId: 'asc' } });
    const facts = (rows: typeof single) =>
      rows.map(({ computedAt: _, record, ...rest }) => ({
        ...rest,
        record: { ...(record as object), evaluatedUntil: 0 },
      }));
    expect(facts(many)).toEqual(facts(single));
    const findings = await db().finding.findMany({ where: { workDate }, orderBy: { employeeId: 'asc' } });
    expect(findings.map((it) => [it.employeeId, it.kind, it.minutes, it.detail])).toEqual(
      singleFindings.map((it) => [it.employeeId, it.kind, it.minutes, it.detail]),
    );
  });

  it('is refused while something is open, and closes nothing then', async () => {
    const holiday = await db().calendarDay.create({
      data: { date: workDate, kind: 'holiday', state: 'expected', name: 'Lễ', createdBy: 'an' },
    });
    const trip = await db().excusal.create({
      data: {
        employeeId: late.id,
        kind: 'businessTrip',
        firstDate: workDate,
        lastDate: workDate,
        part: { kind: 'day' },
        requestedBy: 'an',
      },
    });
    expect(await state()).toMatchObject({
      state: 'open',
      blockers: expect.arrayContaining([
        expect.objectContaining({ kind: 'openReview' }),
        expect.objectContaining({ kind: 'unconfirmedHoliday', name: 'Lễ' }),
        expect.objectContaining({ kind: 'pendingExcusal' }),
      ]) as object,
    });
    expect(await close(0)).toMatchObject({
      status: 409,
      body: { code: 'period_blocked', details: { count: 3 } },
    });
    expect(await db().periodClose.count()).toBe(0);
    await db().calendarDay.delete({ where: { id: holiday.id } });
    await db().excusal.delete({ where: { id: trip.id } });
    const body = { proofId: unsure.arrivalId };
    await db().correction.create({
      data: { employeeId: unsure.id, workDate, kind: 'confirmProof', body, by: 'an', reason: 'nhìn rõ' },
    });
    await computeMonth(http.context.database, month, now);
    // The camera watched one day only: the others have no evidence, which whoever closes must have seen.
    expect(await close(0)).toMatchObject({ status: 409, body: { code: 'period_unacknowledged' } });
    expect(await db().closedRecord.count()).toBe(0);
    const future = { month: '2026-03', by: 'an', acknowledged: 0, now: Date.parse('2026-03-31T10:00:00Z') };
    await expect(closeMonth(http.context.database, future)).rejects.toMatchObject({
      code: 'period_not_over',
    });
  });

  it('freezes every record; verify finds them intact, and a second closing is refused', async () => {
    const { uncoveredCount } = await state();
    expect(await close(uncoveredCount)).toMatchObject({
      status: 200,
      body: { state: 'closed', closes: [{ recordCount: 93, reopenedAt: null }] },
    });
    expect(await verify()).toEqual({ code: 0, text: '1 months, 93 records intact.' });
    expect(await close(uncoveredCount)).toMatchObject({ status: 409, body: { code: 'period_closed' } });
    expect((await http.as.officer('POST', `/api/periods/${month}/compute`, {})).status).toBe(409);
  });

  it('a sighting that comes later becomes a proposal, and one that changes nothing does not', async () => {
    const before = await recordOf(late.id);
    const seen = await db().sighting.findFirstOrThrow({ where: { employeeId: late.id, direction: 'in' } });
    const { id: _, createdAt: __, ...copy } = seen;
    const time = { at: at('06:58:00'), firstAt: at('06:58:00'), lastAt: at('06:58:00') };
    const extra = await db().sighting.create({
      data: { ...copy, ...time, candidates: [], votes: {}, bestBox: undefined } as never,
    });
    expect(await computeDay(http.context, late.id, monday)).toMatchObject({ written: true });
    expect(await recordOf(late.id)).toEqual(before);
    const proposals = itemsOf(await http.as.head('GET', `/api/adjustments?period=${month}`));
    expect(proposals).toMatchObject([
      {
        employee: { code: 'N2' },
        date: monday,
        before: { outcome: 'late' },
        after: { outcome: 'onTime' },
        removed: ['S late 12'],
      },
    ]);
    expect((await db().finding.findMany({ where: { employeeId: late.id } })).map((it) => it.state)).toEqual([
      'candidate',
    ]);
    await db().sighting.delete({ where: { id: extra.id } });
    await computeDay(http.context, late.id, monday);
    expect(await db().adjustmentProposal.count()).toBe(0);
    await db().sighting.create({
      data: { ...copy, ...time, candidates: [], votes: {}, bestBox: undefined } as never,
    });
    await computeDay(http.context, late.id, monday);
    expect(await db().adjustmentProposal.count()).toBe(1);
  });

  it('verify names a row altered by hand, in each of the tables', async () => {
    const tamper = async (change: string, undo: string, says: RegExp) => {
      expect(await db().$executeRawUnsafe(change)).toBeGreaterThan(0);
      const found = await verify();
      expect(found.text).toMatch(says);
      expect(found.code).toBe(1);
      await db().$executeRawUnsafe(undo);
      expect((await verify()).code).toBe(0);
    };
    const where = `"employeeId" = '${late.id}' and "workDate" = '${monday}'`;
    const named = (what: string) => new RegExp(`${what}.* of N2 on ${monday}`);
    const set = (table: string, from: string, to: string) =>
      `update "${table}" set record = replace(record::text, '${from}', '${to}')::json where ${where}`;
    await tamper(
      `update "DayRecord" set "lateMinutes" = 0 where ${where}`,
      `update "DayRecord" set "lateMinutes" = 12 where ${where}`,
      named('record'),
    );
    const minutes = ['"minutesCounted":12', '"minutesCounted":1'] as const;
    await tamper(set('DayRecord', ...minutes), set('DayRecord', minutes[1], minutes[0]), named('record'));
    await tamper(
      `update "Finding" set state = 'withdrawn' where ${where}`,
      `update "Finding" set state = 'candidate' where ${where}`,
      named('findings'),
    );
    await tamper(
      `update "ClosedRecord" set seal = 'x' || seal where ${where}`,
      `update "ClosedRecord" set seal = substr(seal, 2) where ${where}`,
      named('frozen record'),
    );
  });

  it('verify names a frozen row that was altered or removed', async () => {
    const where = `"employeeId" = '${onTime.id}' and "workDate" = '${monday}'`;
    await db().$executeRawUnsafe(
      `update "ClosedRecord" set record = replace(record::text, '"outcome":"onTime"', '"outcome":"late"')::json where ${where}`,
    );
    expect((await verify()).text).toMatch(new RegExp(`frozen record of N1 on ${monday}`));
    await db().$executeRawUnsafe(
      `update "ClosedRecord" c set record = d.record from "DayRecord" d
       where d."employeeId" = c."employeeId" and d."workDate" = c."workDate" and c."employeeId" = '${onTime.id}'`,
    );
    expect((await verify()).code).toBe(0);
    await db().dayRecord.delete({ where: { employeeId_workDate: { employeeId: onTime.id, workDate } } });
    expect((await verify()).text).toMatch(new RegExp(`record of N1 on ${monday}`));
    await db().$executeRawUnsafe(
      `insert into "DayRecord" ("employeeId", "workDate", provisional, outcome, "arrivalAt", "departureAt", symbol, record, "inputsDigest", "computedAt")
       select "employeeId", "workDate", false, 'onTime', to_timestamp((record->>'arrivalAt')::bigint / 1000.0),
         to_timestamp((record->>'departureAt')::bigint / 1000.0), record->>'symbol', record, record->>'inputsDigest', now()
       from "ClosedRecord" where ${where}`,
    );
    expect((await verify()).text).toBe('1 months, 93 records intact.');
  });

  it('opened again with a reason, computed and closed once more, it tells what changed', async () => {
    expect((await http.as.officer('POST', `/api/periods/${month}/reopen`, { reason: '' })).status).toBe(400);
    const reason = 'Bổ sung hình từ camera cổng phụ';
    expect(await http.as.officer('POST', `/api/periods/${month}/reopen`, { reason })).toMatchObject({
      status: 200,
      body: { state: 'open', closes: [{ reopenReason: reason }] },
    });
    await computeDay(http.context, late.id, monday);
    const change = { employee: { code: 'N2' }, before: { outcome: 'late' }, after: { outcome: 'onTime' } };
    const delta = async () => itemsOf(await http.as.head('GET', `/api/periods/${month}/delta`));
    expect(await delta()).toMatchObject([change]);
    expect((await close((await state()).uncoveredCount)).status).toBe(200);
    expect(await delta()).toMatchObject([change]);
    expect(await verify()).toEqual({ code: 0, text: '2 months, 186 records intact.' });
    const actions = (await db().auditEntry.findMany({ orderBy: { at: 'asc' } })).map((it) => it.action);
    expect(actions.filter((it) => it.startsWith('period.'))).toEqual([
      'period.close',
      'period.reopen',
      'period.close',
    ]);
  });
});

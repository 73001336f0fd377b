import { execFile } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { computeDay } from '../../src/attendance/compute-day.ts';
import type { Context } from '../../src/context.ts';
import { monday, officeDay } from '../integration/attendance/office-day.ts';
import { openBrowserOffice, signIn, withoutBrowser, type BrowserOffice } from './browser-office.ts';

const month = monday.slice(0, 7);
const workDate = new Date(monday);
const officer = { username: 'chuyenvien', password: 'Mot-mat-khau-dai-2', displayName: 'Chuyên viên' };

let office: BrowserOffice;
let context: Context;
let page: Page;
let [early, away]: { id: string; code: string; fullName: string }[] = [];

beforeAll(async () => {
  if (withoutBrowser) return;
  office = await openBrowserOffice();
  ({ context, page } = office);
  await office.api.post('/api/accounts', { ...officer, role: 'officer' });
  const day = await officeDay(context);
  early = await personOf((await day.person('06:50:00')).id);
  away = await personOf((await day.person(null)).id);
  for (const { id } of [early, away]) await computeDay(context, id, monday);
}, 240_000);

afterAll(() => office?.close(), 60_000);

const byId = (id: string) => page.getByTestId(id);
const db = () => context.database.prisma;
const personOf = (id: string) => db().employee.findUniqueOrThrow({ where: { id } });
const outcomeOf = async (employeeId: string | undefined) =>
  (await db().dayRecord.findFirst({ where: { workDate, employeeId: employeeId ?? '' } }))?.outcome;

/** The command as an administrator runs it, in a process of its own. */
function verify(): Promise<{ code: number; text: string }> {
  const command = ['--import', 'tsx', 'src/cli.ts', 'verify', '--month', month];
  const env = { ...process.env, DATABASE_URL: office.databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
    });
  });
}

describe.skipIf(withoutBrowser)('the month of an officer, in one browser', () => {
  test('begins with other hours, and what they would do is seen before they are saved', async () => {
    await page.goto(`${office.url}/schedules`);
    await signIn(page, officer);
    await page.getByRole('button', { name: 'Thay đổi giờ' }).first().click();
    await byId('schedule-from').fill(monday);
    await byId('schedule-dialog').locator('input[type=time]').first().fill('06:30');
    await byId('what-if-preview').click();
    const changed = byId('what-if-day').filter({ hasText: early?.fullName ?? '' });
    await expect.poll(() => changed.first().innerText()).toContain('S 06:30–11:30');
    expect(await outcomeOf(early?.id)).toBe('onTime');
    await byId('schedule-save').click();
    await byId('schedule-dialog').waitFor({ state: 'detached' });
    await expect.poll(() => outcomeOf(early?.id), { timeout: 60_000 }).toBe('late');
  }, 120_000);

  test('goes on with a trip that is entered later than its day, which takes the flag back', async () => {
    expect(await outcomeOf(away?.id)).toBe('absent');
    await page.getByRole('link', { name: 'Nghỉ phép & công tác' }).click();
    await page.getByRole('button', { name: 'Lập đơn' }).click();
    const dialog = byId('excusal-dialog');
    await dialog.getByLabel('Người nghỉ').selectOption(away?.id ?? '');
    await dialog.getByLabel('Lý do').selectOption('businessTrip');
    await dialog.getByLabel('Từ ngày').fill(monday);
    await dialog.getByLabel('Đến hết ngày').fill(monday);
    await dialog.getByLabel('Ghi chú').fill('Họp tại tỉnh');
    await dialog.getByRole('button', { name: 'Gửi đơn' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.goto(`${office.url}/excusals`);
    const name = `${away?.fullName}, Đi công tác, 02/03/2026`;
    const card = page.getByRole('listitem', { name });
    await card.getByRole('button', { name: /^Duyệt đơn/ }).click();
    await byId('excusal-decision').getByRole('button', { name: 'Xác nhận duyệt' }).click();
    await card.getByText('Đã duyệt', { exact: true }).waitFor();
    await expect.poll(() => outcomeOf(away?.id), { timeout: 60_000 }).toBe('excused');
    await card.getByTestId('excusal-withdrawn').waitFor();
  }, 120_000);

  test('shows in the why of the day that the flag is withdrawn', async () => {
    await page.goto(`${office.url}/records?date=${monday}`);
    await byId(`why-${away?.code}`).click();
    await byId('why-withdrawn').first().waitFor();
    expect(await byId('why-drawer').innerText()).toContain('công tác');
  }, 60_000);

  test('ends with the close of the month, which verify finds intact', async () => {
    await page.goto(`${office.url}/close?period=${month}`);
    await byId('close-compute').click();
    await expect.poll(() => byId('close-compute').isEnabled(), { timeout: 60_000 }).toBe(true);
    // One Monday was watched: of the other days whoever closes has to see that nothing is known.
    await byId('close-acknowledge').check();
    await byId('close-submit').click();
    await expect
      .poll(() => byId('close-state').getAttribute('data-state'), { timeout: 60_000 })
      .toBe('closed');
    const { code, text } = await verify();
    expect(text).toContain('1 lần chốt, 62 bản ghi còn nguyên vẹn.');
    expect(code).toBe(0);
  }, 180_000);

  test('and a row that is altered by hand afterwards is named by verify, it alone', async () => {
    const altered = await db().$executeRaw`
      update "ClosedRecord" set record = replace(record::text, '"late"', '"onTime"')::json
      where "employeeId" = ${early?.id}::uuid and "workDate" = ${monday}::date`;
    expect(altered).toBe(1);
    const { code, text } = await verify();
    expect(code).not.toBe(0);
    expect(text).toContain(`bản chốt của ${early?.code} ngày ${monday} đã bị sửa`);
    expect(text).not.toContain(`của ${away?.code} `);
  }, 60_000);
});

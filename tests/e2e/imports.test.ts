import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../scripts/demo/api.ts';
import { computeDay } from '../../src/attendance/compute-day.ts';
import type { Context } from '../../src/context.ts';
import { monday, officeDay } from '../integration/attendance/office-day.ts';
import {
  administrator,
  openBrowserOffice,
  signIn,
  withoutBrowser,
  type BrowserOffice,
} from './browser-office.ts';

let office: BrowserOffice;
let context: Context;
let api: Api;
let page: Page;
let personId = '';

beforeAll(async () => {
  if (withoutBrowser) return;
  office = await openBrowserOffice();
  ({ context, api, page } = office);
  const day = await officeDay(context);
  personId = (await day.person(null)).id; // code N1
  await computeDay(context, personId, monday);
  await page.goto(`${office.url}/imports`);
  await signIn(page, administrator);
}, 240_000);

afterAll(() => office?.close(), 60_000);

/** The service computes in the background. */
const patient = { timeout: 20_000 };

const byId = (id: string) => page.getByTestId(id);
const choose = (...lines: string[]) =>
  byId('import-file').setInputFiles({
    name: 'tháng 3.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['\uFEFFMã;Ngày;Giờ;Chiều', ...lines].join('\r\n')),
  });
const outcome = async () =>
  (await api.get<{ outcome: string }>(`/api/records/${personId}/${monday}`)).outcome;

describe.skipIf(withoutBrowser)('files of punches in a browser', () => {
  test('columns are mapped once beside the first lines; what is wrong is named and nothing is taken in', async () => {
    await choose('N1;02/03/2026;6h58;vào', 'N1;31/02/2026;17:01;ra', 'M77;02/03/2026;07:00;vào');
    await expect.poll(() => byId('first-lines').innerText(), patient).toContain('31/02/2026');
    await byId('source-add').click();
    await byId('source-name').fill('Máy vân tay tầng 1');
    const columns = { employeeCode: 'Mã', date: 'Ngày', time: 'Giờ', direction: 'Chiều' };
    for (const [name, heading] of Object.entries(columns)) await byId(`column-${name}`).fill(heading);
    await byId('source-save').click();
    await expect.poll(() => byId('import-problem').allInnerTexts(), patient).toHaveLength(2);
    expect(await byId('import-problems').innerText()).toContain('Không có ngày “31/02/2026”');
    expect(await byId('import-take-in').count()).toBe(0);
    // The number that nobody has is said to be nobody's, and remembered.
    await byId('import-codes').getByLabel('M77').selectOption({ label: 'Không phải cán bộ: bỏ qua' });
    await byId('import-codes-save').click();
    await expect.poll(() => byId('import-problem').allInnerTexts(), patient).toHaveLength(1);
  }, 60_000);

  test('a good file is taken in, changes the record and is undone with a reason', async () => {
    expect(await outcome()).toBe('absent');
    await choose('N1;02/03/2026;6h58;vào', 'N1;02/03/2026;17:01;ra', 'M77;02/03/2026;07:00;vào');
    await expect.poll(() => byId('import-counts').innerText(), patient).toContain('2 lượt mới');
    await byId('import-take-in').click();
    await expect.poll(() => byId('import').allInnerTexts(), patient).toHaveLength(1);
    await expect.poll(outcome, patient).toBe('onTime');

    await byId('import-undo').click();
    await byId('reason').fill('Nhầm tháng');
    await byId('reason-send').click();
    await expect.poll(() => byId('imports').innerText(), patient).toContain('Nhầm tháng');
    await expect.poll(outcome, patient).toBe('absent');
  }, 90_000);

  test('somebody is signed in, and the day says by whom and why', async () => {
    await byId('sign-in-add').click();
    await byId('sign-in-person').selectOption(personId);
    await byId('sign-in-dialog').locator('input[type=date]').fill(monday);
    await byId('sign-in-time').fill('06:59');
    await byId('sign-in-reason').fill('Mất điện cổng');
    await byId('sign-in-save').click();
    await expect.poll(() => byId('sign-ins').innerText(), patient).toContain('Mất điện cổng');
    await expect.poll(outcome, patient).not.toBe('absent');
    const why = await api.get<{ derivation: { text: string }[] }>(`/api/records/${personId}/${monday}`);
    expect(JSON.stringify(why.derivation)).toContain(
      `do ${administrator.username} ghi nhận thay: Mất điện cổng`,
    );
  }, 60_000);
});

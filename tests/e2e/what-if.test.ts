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

beforeAll(async () => {
  if (withoutBrowser) return;
  office = await openBrowserOffice();
  ({ context, api, page } = office);
  const day = await officeDay(context);
  const { id } = await day.person('06:50:00');
  await computeDay(context, id, monday);
}, 240_000);

afterAll(() => office?.close(), 60_000);

const byId = (id: string) => page.getByTestId(id);

describe.skipIf(withoutBrowser)('a change of hours in a browser', () => {
  test('shows the days it would alter before it is saved', async () => {
    await page.goto(`${office.url}/schedules`);
    await signIn(page, administrator);
    await page.getByRole('button', { name: 'Thay đổi giờ' }).first().click();
    await byId('schedule-from').fill(monday);
    await byId('schedule-dialog').locator('input[type=time]').first().fill('06:30');
    await byId('what-if-preview').click();
    const changes = byId('what-if-changes');
    await expect.poll(() => changes.innerText()).toContain('S 06:30–11:30');
    expect(await byId('what-if-day').count()).toBeGreaterThan(1);
    expect(await byId('what-if-day').first().getAttribute('data-verdict-changed')).toBe('true');
    const { items } = await api.get<{ items: { versions: object[] }[] }>('/api/schedules');
    expect(items[0]?.versions).toHaveLength(1);
    // Other hours than those that were looked at: the answer is not about them.
    await byId('schedule-dialog').locator('input[type=time]').first().fill('06:45');
    await expect.poll(() => changes.count()).toBe(0);
  }, 60_000);

  test('says rounding, a flexible start, a night on duty and a Saturday morning', async () => {
    await page.goto(`${office.url}/schedules`);
    await byId('schedule-add').click();
    await byId('schedule-name').fill('Lịch trực');
    const dialog = byId('schedule-dialog');
    await byId('session-flexible').first().fill('30');
    await dialog.getByRole('button', { name: 'Thêm buổi' }).click();
    await dialog.locator('input[type=time]').last().fill('05:00');
    await byId('session-overnight').last().check();
    await dialog.getByRole('button', { name: 'T7' }).click();
    await byId('schedule-other-days').locator('summary').click();
    const saturday = byId('schedule-other-days');
    await saturday.getByRole('button', { name: 'T7' }).click();
    while ((await saturday.getByRole('button', { name: 'Xóa' }).count()) > 1)
      await saturday.getByRole('button', { name: 'Xóa' }).last().click();
    await byId('schedule-rules').locator('summary').click();
    await byId('rule-roundingMinutes').fill('5');
    await byId('rule-minimumMinutes').fill('420');
    await byId('schedule-save').click();
    await dialog.waitFor({ state: 'detached' });
    const { items } = await api.get<{ items: { name: string; versions: object[] }[] }>('/api/schedules');
    expect(items.find(({ name }) => name === 'Lịch trực')?.versions).toMatchObject([
      {
        definition: {
          sessions: [
            { key: 'S', flexibleMinutes: 30 },
            { key: 'C' },
            { key: 'T', start: '18:00', end: '05:00', endsNextDay: true },
          ],
          otherDays: { sat: [{ key: 'S', start: '07:00', end: '11:30' }] },
          rules: { roundingMinutes: 5, minimumMinutes: 420 },
        },
      },
    ]);
  }, 60_000);

  test('lets a division keep another schedule, once its days were looked at', async () => {
    const card = byId('schedule-Lịch trực');
    await card.getByTestId('assignment-add').click();
    await byId('assignment-target').selectOption({ label: 'Văn phòng' });
    await byId('assignment-from').fill(monday);
    await byId('what-if-preview').click();
    await byId('what-if-changes').waitFor();
    const held = async () =>
      (await api.get<{ items: { scheduleName: string }[] }>('/api/schedule-assignments')).items.filter(
        ({ scheduleName }) => scheduleName === 'Lịch trực',
      );
    expect(await held()).toEqual([]);
    await byId('assignment-save').click();
    await byId('assignment-dialog').waitFor({ state: 'detached' });
    await expect.poll(() => card.getByTestId('schedule-assignments').innerText()).toContain('Văn phòng');
    expect(await held()).toMatchObject([{ target: { kind: 'division' }, validFrom: monday }]);
    await card.getByRole('button', { name: 'Kết thúc áp dụng: Văn phòng' }).click();
    await byId('assignment-last').fill(monday);
    await byId('assignment-end').getByRole('button', { name: 'Lưu' }).click();
    await expect.poll(held).toMatchObject([{ validTo: monday }]);
  }, 60_000);

  test('gives a Sunday hours of its own', async () => {
    await page.goto(`${office.url}/schedules`);
    await byId('override-add').click();
    await byId('override-date').fill(`${new Date().getFullYear()}-01-04`);
    await byId('override-reason').fill('Họp Hội đồng nhân dân');
    await byId('what-if-preview').click();
    await expect.poll(() => byId('override-dialog').locator('[role=status]').innerText()).not.toBe('');
    await byId('override-save').click();
    await expect.poll(() => byId('schedule-overrides').innerText()).toContain('Họp Hội đồng nhân dân');
  }, 60_000);
});

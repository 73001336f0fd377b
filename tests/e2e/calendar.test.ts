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
  const { id } = await day.person('07:20:00');
  await computeDay(context, id, monday);
  await page.goto(`${office.url}/calendar?year=2026`);
  await signIn(page, administrator);
}, 240_000);

afterAll(() => office?.close(), 60_000);

const byId = (id: string) => page.getByTestId(id);
const dayOn = (date: string) => byId('year-picture').locator(`[data-date="${date}"]`);
const inCalendar = async (date: string) =>
  (
    await api.get<{ items: { date: string; kind: string; state: string }[] }>('/api/calendar?year=2026')
  ).items.find((it) => it.date === date);

describe.skipIf(withoutBrowser)('the calendar of a year in a browser', () => {
  test('is filled by law and moon; a lunar holiday is expected until its notice is entered', async () => {
    await byId('calendar-prefill').click();
    const tet = byId('calendar-2026-02-17');
    await expect.poll(() => tet.getAttribute('data-state')).toBe('expected');
    expect(await dayOn('2026-02-17').getAttribute('aria-label')).toContain('âm lịch 1/1');
    await tet.getByRole('button', { name: /^Ghi nhận công bố/ }).click();
    await byId('calendar-source').fill('Thông báo 1/TB-BNV');
    await byId('calendar-save').click();
    await expect.poll(() => tet.getAttribute('data-state')).toBe('announced');
    expect(await tet.innerText()).toContain('Thông báo 1/TB-BNV');
  }, 60_000);

  test('a holiday is added once its effect was looked at, and taken out the same way', async () => {
    await dayOn(monday).click();
    await byId('calendar-name').fill('Nghỉ theo thông báo');
    await byId('calendar-source').fill('TB 2');
    await byId('what-if-preview').click();
    await expect.poll(() => byId('what-if-day').count()).toBe(1);
    expect(await inCalendar(monday)).toBeUndefined();
    await byId('calendar-save').click();
    await expect.poll(async () => (await inCalendar(monday))?.kind).toBe('holiday');
    await dayOn(monday).and(page.locator('.day-holiday')).click();
    await byId('calendar-remove').locator('summary').click();
    await byId('calendar-remove-confirm').click();
    await expect.poll(() => inCalendar(monday)).toBeUndefined();
  }, 60_000);

  test('two days are swapped; without a notice they cannot be', async () => {
    await byId('calendar-add').click();
    await byId('calendar-kind').selectOption('swap');
    await byId('calendar-date').fill('2026-03-06');
    await byId('calendar-other').fill('2026-03-07');
    expect(await byId('calendar-save').isDisabled()).toBe(true);
    await byId('calendar-source').fill('TB 3');
    await byId('calendar-save').click();
    await byId('calendar-2026-03-06').waitFor();
    expect(await inCalendar('2026-03-07')).toMatchObject({ kind: 'swapWork', state: 'announced' });
  }, 60_000);

  test('keys lead from day to day and over the end of the year, buttons from year to year', async () => {
    await dayOn('2026-01-01').focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-date'));
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('2026-01-08');
    await page.keyboard.press('PageUp');
    await expect.poll(focused).toBe('2025-12-08');
    expect(await byId('year').innerText()).toBe('2025');
    await byId('year-forward').click();
    await expect.poll(() => byId('year').innerText()).toBe('2026');
  }, 60_000);

  test('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const [wide, room] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBeLessThanOrEqual(room ?? 0);
  }, 60_000);
});

import { mkdirSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../scripts/demo/api.ts';
import {
  demoTimeZone,
  furnishOffice,
  setHours,
  startCameras,
  type DemoCameras,
} from '../../scripts/demo/office.ts';
import { scriptFor } from '../../scripts/demo/story.ts';
import { administrator, openBrowserOffice, withoutBrowser, type BrowserOffice } from './browser-office.ts';

/** Where pictures go; `UPDATE_PICTURES=1` also renews the one in the README. */
const pictures = '.data/test-pictures';

let office: BrowserOffice;
let cameras: DemoCameras;
let api: Api;
let page: Page;
const timeZone = demoTimeZone(new Date());

beforeAll(async () => {
  if (withoutBrowser) return;
  mkdirSync(pictures, { recursive: true });
  [office, cameras] = await Promise.all([openBrowserOffice(), startCameras(timeZone)]);
  ({ api, page } = office);
  await furnishOffice(api, cameras);
  await office.context.database.prisma.office.update({ where: { id: 1 }, data: { timeZone } });
}, 240_000);

afterAll(async () => {
  await Promise.allSettled([cameras?.entrance.close(), cameras?.exit.close()]);
  await office?.close();
}, 60_000);

const byId = (id: string) => page.getByTestId(id);
const card = (code: string) => byId(`card-${code}`);

describe.skipIf(withoutBrowser)('the dashboard in a browser', () => {
  test('a wrong password is refused in Vietnamese, the right one lets in', async () => {
    await page.goto(office.url);
    await byId('login-username').fill(administrator.username);
    await byId('login-password').fill('sai-mat-khau');
    await byId('login-submit').click();
    await expect.poll(() => byId('problem').innerText()).toMatch(/mật khẩu/i);
    await byId('login-password').fill(administrator.password);
    await byId('login-submit').click();
    await card('CB001').waitFor();
  });

  test('a card changes while the camera plays, without a reload', async () => {
    await untilWatched();
    const startsAt = new Date(Math.ceil((Date.now() + 6_000) / 60_000) * 60_000);
    await setHours(api, startsAt, timeZone);
    await cameras.entrance.play(scriptFor('entrance', startsAt));
    await cameras.exit.play(scriptFor('exit', startsAt));
    await page.evaluate(() => Object.assign(window, { notReloaded: true }));
    await until(startsAt.getTime(), 'the morning begins');
    const changed = { timeout: 60_000, interval: 250 };
    await expect.poll(() => card('CB001').getAttribute('data-presence'), changed).toBe('in');
    await expect.poll(() => card('CB001').getAttribute('data-outcome'), changed).toBe('onTime');
    expect(await card('CB009').getAttribute('data-presence')).toBe('notYet');
    await expect
      .poll(() => card('CB006').getAttribute('data-presence'), { ...changed, timeout: 100_000 })
      .toBe('late');
    await expect.poll(() => byId('alert-feed').innerText(), changed).toMatch(/Đặng Hữu Hải/);
    expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);
    await delay(1_500);
    await picture('dashboard');
  });

  test('"why?" shows sentences, the sightings with their pictures, and what was watched', async () => {
    await byId('why-CB006').first().click();
    const drawer = byId('why-drawer');
    await expect.poll(() => byId('why-derivation').innerText()).toMatch(/07|08|09|\d{2}:\d{2}/);
    await expect.poll(() => drawer.innerText()).toMatch(/chờ xác minh|ứng viên/i);
    expect(await drawer.innerText()).not.toMatch(/vi phạm/i);
    await expect
      .poll(() =>
        drawer
          .locator('img')
          .evaluateAll((all) => all.filter((it) => (it as HTMLImageElement).naturalWidth > 300).length),
      )
      .toBeGreaterThan(0);
    await byId('why-timeline').waitFor();
    await picture('why');
    await byId('dialog-close').first().click();
  });

  test('the month comes as an XLSX that a reader opens, with the day and its symbols', async () => {
    await page.goto(`${office.url}/report`);
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      byId('report-download').click(),
    ]);
    const file = path.join(pictures, 'timesheet.xlsx');
    await download.saveAs(file);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    const rows = await readSheet(await readFile(file));
    const text = rows.map((row) => row.map((cell) => String(cell ?? '')).join(' ')).join('\n');
    expect(text).toMatch(/BẢNG CHẤM CÔNG/);
    for (const name of ['Nguyễn Thị Minh An', 'Đặng Hữu Hải', 'Hồ Mai Quyên']) expect(text).toContain(name);
    await picture('report');
  });

  test('four different mistakes with a camera are four different answers', async () => {
    await page.goto(`${office.url}/cameras`);
    await byId('camera-add').first().click();
    await byId('camera-address').waitFor();
    // The other camera is just now cut off, as the story has it.
    const { addresses } = cameras.exit;
    const cases = [
      { address: '127.0.0.1:9', password: 'x', says: /không kết nối được|không phản hồi|không liên lạc/i },
      { address: addresses.onvif, password: 'sai', says: /mật khẩu|tài khoản/i },
      { address: office.url, password: 'x', says: /ONVIF/ },
    ];
    const answers = new Set<string>();
    for (const { address, password, says } of cases) {
      await byId('camera-address').fill(address);
      await byId('wizard-next').click();
      await byId('camera-username').fill(addresses.username);
      await byId('camera-password').fill(password);
      await byId('wizard-next').click();
      await expect.poll(() => byId('camera-test-error').innerText(), { timeout: 20_000 }).toMatch(says);
      answers.add(await byId('camera-test-error').innerText());
      if (answers.size === cases.length) await picture('camera-error');
      await byId('wizard-step-find').click();
    }
    expect(answers.size).toBe(cases.length);
    expect((await api.get<{ items: unknown[] }>('/api/cameras')).items).toHaveLength(2);
  });

  test('the switch turns the page English', async () => {
    await page.goto(office.url);
    await byId('language-en').click();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en');
    await expect.poll(() => page.locator('body').innerText()).toMatch(/Insufficient evidence/i);
  });
});

async function untilWatched(): Promise<void> {
  await expect
    .poll(
      async () =>
        (await api.get<{ items: { watching: boolean }[] }>('/api/cameras')).items.filter((it) => it.watching)
          .length,
      { timeout: 60_000, interval: 500 },
    )
    .toBe(2);
}

async function until(instant: number, what: string): Promise<void> {
  const wait = instant - Date.now();
  if (wait > 90_000) throw new Error(`${what} too late`);
  await delay(Math.max(0, wait));
}

async function picture(name: string): Promise<void> {
  const file = path.join(pictures, `${name}.png`);
  await page.screenshot({ path: file });
  if (process.env['UPDATE_PICTURES'] !== '1') return;
  mkdirSync('docs/pictures', { recursive: true });
  await copyFile(file, `docs/pictures/${name}.png`);
}

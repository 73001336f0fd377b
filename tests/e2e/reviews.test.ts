import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../scripts/demo/api.ts';
import { computeDay } from '../../src/attendance/compute-day.ts';
import type { Context } from '../../src/context.ts';
import { monday, officeDay } from '../integration/attendance/office-day.ts';
import { zipOf } from '../unit/enrolment/zip.ts';
import { drawPortrait, drawScene } from '../integration/vision/drawn-people.ts';
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
let [early, late]: { id: string; arrivalId: string }[] = [];

beforeAll(async () => {
  if (withoutBrowser) return;
  office = await openBrowserOffice();
  ({ context, api, page } = office);
  const day = await officeDay(context);
  early = await day.person('06:50:00', 'uncertain');
  late = await day.person('07:20:00', 'uncertain');
  for (const [person, drawn] of [
    [early, 'an'],
    [late, 'binh'],
  ] as const) {
    await api.post(`/api/employees/${person.id}/consents`, { kind: 'consent', textVersion: '1' });
    await showFace(person.arrivalId, drawn);
    await computeDay(context, person.id, monday);
  }
  const doubts = ['too_far', 'not_live'];
  await context.database.prisma.sighting.update({ where: { id: late.arrivalId }, data: { doubts } });
}, 240_000);

afterAll(() => office?.close(), 60_000);

/** Puts a picture of a drawn person behind a sighting, as the camera would have. */
async function showFace(sightingId: string, person: 'an' | 'binh'): Promise<void> {
  const db = context.database.prisma;
  const { cameraId, at } = await db.sighting.findUniqueOrThrow({ where: { id: sightingId } });
  const scene = await drawScene(640, 360, [{ person, left: 60, top: 60, heightPx: 240 }]);
  const picture = await context.evidence.put(scene, 'frame', { at });
  await db.evidence.create({ data: picture });
  const moment = { cameraId, fromAt: at, toAt: at, state: 'done' as const };
  const capture = await db.capture.create({ data: moment });
  const frame = await db.frame.create({
    data: { captureId: capture.id, evidenceId: picture.id, capturedAt: at },
  });
  const bestBox = { x: 60, y: 60, width: 180, height: 240 };
  await db.sighting.update({
    where: { id: sightingId },
    data: { captureId: capture.id, bestFrameId: frame.id, bestBox },
  });
}

const byId = (id: string) => page.getByTestId(id);
const outcomeOf = async (employeeId: string) =>
  (await api.get<{ outcome: string }>(`/api/records/${employeeId}/${monday}`)).outcome;
const openFace = () => byId('review').getAttribute('data-id');

describe.skipIf(withoutBrowser)('the review queue in a browser', () => {
  test('of two photos the bad one is explained, the good one enrols the person', async () => {
    await page.goto(`${office.url}/people`);
    await signIn(page, administrator);
    await byId('person-N1').getByRole('button').first().click();
    const jpeg = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });
    await byId('photo-input').setInputFiles([
      jpeg('buc-tuong.jpg', await drawScene(600, 800, [])),
      jpeg('chan-dung.jpg', await drawPortrait('an')),
    ]);
    const results = () => byId('photo-results').locator('li').allInnerTexts();
    await expect.poll(async () => (await results())[0], { timeout: 60_000 }).toMatch(/không.*khuôn mặt/i);
    await expect.poll(async () => (await results())[1], { timeout: 60_000 }).toMatch(/chan-dung\.jpg\s+Đã/);
    await expect.poll(() => byId('photos').locator('.photo').count()).toBe(1);
    await expect.poll(() => byId('photo-count').innerText()).toMatch(/1 ảnh, chưa đủ: thêm 2/);
  });

  test('a ZIP tells of each file what became of it', async () => {
    const content = await drawPortrait('binh');
    const zip = zipOf([
      { path: 'N2/1.jpg', content },
      { path: 'N99/1.jpg', content },
    ]);
    await byId('dialog-close').click();
    await byId('bulk-open').click();
    await byId('bulk-file').setInputFiles({ name: 'anh.zip', mimeType: 'application/zip', buffer: zip });
    const report = byId('bulk-report');
    await expect.poll(() => report.getAttribute('data-state'), { timeout: 60_000 }).toBe('done');
    await expect
      .poll(() => report.locator('li').allInnerTexts())
      .toMatchObject([
        expect.stringMatching(/N99.*\s+Không có ai mang mã/) as string,
        expect.stringMatching(/N2.*\s+Nguyễn Văn 2 · Đã đăng ký/) as string,
      ]);
    await byId('dialog-close').click();
  });

  test('two faces are decided by keys alone, and the days change', async () => {
    expect([await outcomeOf(early!.id), await outcomeOf(late!.id)]).toEqual([
      'insufficientEvidence',
      'insufficientEvidence',
    ]);
    await page.goto(`${office.url}/reviews`);
    await expect.poll(openFace).toBe(early!.arrivalId);
    await expect.poll(() => byId('open-reviews').innerText()).toMatch(/^2/);
    await expect
      .poll(() =>
        byId('review')
          .locator('figure img')
          .evaluate((it) => (it as HTMLImageElement).naturalWidth),
      )
      .toBeGreaterThan(100);
    // Beside it the photo of the candidate.
    await expect
      .poll(() =>
        byId('review-candidate-1')
          .locator('img')
          .evaluateAll((all) => all.map((it) => (it as HTMLImageElement).naturalWidth)),
      )
      .toEqual([192]);
    await page.screenshot({ path: '.data/test-pictures/reviews.png' });

    await page.keyboard.press('j');
    await expect.poll(openFace).toBe(late!.arrivalId);
    // Says why it asks, and blames nobody.
    expect(await byId('review').getByTestId('doubts').innerText()).toMatch(/có thể là ảnh hoặc màn hình$/);
    await page.keyboard.press('k');
    await expect.poll(openFace).toBe(early!.arrivalId);
    // Nothing is decided before it is confirmed.
    await page.keyboard.press('1');
    await expect.poll(() => byId('review-candidate-1').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    await expect.poll(openFace).toBe(late!.arrivalId);
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('body').innerText()).toContain('Không còn khuôn mặt nào chờ duyệt');
    await expect.poll(() => outcomeOf(early!.id), { timeout: 20_000 }).toBe('onTime');
    await expect.poll(() => outcomeOf(late!.id), { timeout: 20_000 }).toBe('late');
  });

  test('the reasons of the record name who decided, and the audit log who saw what', async () => {
    const why = await api.get<{ derivation: { text: string }[] }>(`/api/records/${late!.id}/${monday}`);
    expect(why.derivation.map((it) => it.text).join('\n')).toContain(administrator.username);
    const { items } = await api.get<{ items: { actor: string; action: string; subject: string }[] }>(
      '/api/audit?limit=100',
    );
    for (const { arrivalId } of [early!, late!]) {
      const told = items.filter((it) => it.subject === `sighting:${arrivalId}`);
      expect(told.map((it) => it.action).sort()).toEqual(['review.decide', 'review.view']);
      expect(new Set(told.map((it) => it.actor))).toEqual(new Set([administrator.username]));
    }
  });

  test('U takes the last decision back, two clicks decide it otherwise', async () => {
    await page.keyboard.press('u');
    await expect.poll(openFace).toBe(late!.arrivalId);
    await expect.poll(() => outcomeOf(late!.id), { timeout: 20_000 }).toBe('insufficientEvidence');
    await byId('review-unclear').click();
    await byId('review-confirm').click();
    await expect.poll(() => byId('review-count').getAttribute('data-open')).toBe('0');
  });

  test('an officer says how long the way between two doors is', async () => {
    await api.post('/api/doors', { name: 'Cơ sở 2', staffOnly: true });
    await page.goto(`${office.url}/cameras`);
    await byId('walking-time-one').selectOption({ label: 'Cổng chính' });
    await byId('walking-time-other').selectOption({ label: 'Cơ sở 2' });
    await byId('walking-time-minutes').fill('15');
    await byId('walking-time-save').click();
    await expect.poll(() => byId('walking-times').innerText()).toMatch(/ít nhất 15 phút/);
    await page.screenshot({ path: '.data/test-pictures/walking-times.png', fullPage: true });
  });
});

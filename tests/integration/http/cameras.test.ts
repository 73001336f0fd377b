import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { idOf, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';
import { checkNames } from '../../../src/cameras/check-camera.ts';
import { motionEvent } from '../../virtual-camera/notifications.ts';
import { testProgress, type CameraTest } from '../../../src/http/contracts/cameras.ts';

let http: HttpApp;
let door: string;
let searchPage: Server;
let good: Awaited<ReturnType<typeof spawnVirtualCamera>>;
let silent: Awaited<ReturnType<typeof spawnVirtualCamera>>;
const account = { username: 'admin', password: 'Mật-khẩu-1' };

beforeAll(async () => {
  searchPage = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>Tìm kiếm</h1>'),
  );
  await new Promise<void>((resolve) => searchPage.listen(0, '127.0.0.1', resolve));
  [http, good, silent] = await Promise.all([
    startHttpApp({ CC_DISCOVERY_INTERFACES: 'lo' }),
    spawnVirtualCamera({ ...account, name: 'Cửa vào', discovery: true }),
    spawnVirtualCamera({ ...account, events: false, discovery: true }),
  ]);
  door = idOf(await http.as.officer('POST', '/api/doors', { name: 'Cổng chính' }));
});
afterAll(async () => {
  searchPage.close();
  await Promise.all([good.close(), silent.close(), http.close()]);
});

const page = (): string => `127.0.0.1:${(searchPage.address() as AddressInfo).port}`;
const add = (address: string, facts: object = {}, query = '') =>
  http.as.officer('POST', `/api/cameras${query}`, {
    name: 'Vào',
    address,
    ...account,
    doorId: door,
    direction: 'in',
    ...facts,
  });

describe('a camera that does not work', () => {
  const cases: [string, () => [string, object], string, string][] = [
    ['is unreachable', () => ['127.0.0.1:9', {}], 'camera_unreachable', 'address'],
    ['is a search page', () => [page(), {}], 'camera_not_onvif', 'onvif'],
    [
      'has another password',
      () => [good.addresses.onvif, { password: 'sai' }],
      'camera_wrong_credentials',
      'login',
    ],
    ['has no events', () => [silent.addresses.onvif, {}], 'camera_no_events', 'events'],
  ];

  it.each(cases)('because it %s is refused with its own error', async (_what, given, code) => {
    const answer = await add(...given());
    expect(answer).toMatchObject({ status: 502, body: { code } });
    expect(JSON.stringify(answer.body)).not.toContain(account.password);
    expect(await http.context.database.prisma.camera.count()).toBe(0);
  });

  it.each(cases)(
    'because it %s fails the test at the step that says so',
    async (_what, given, code, step) => {
      const [address, facts] = given();
      const { status, body } = await http.as.officer('POST', '/api/cameras/test', {
        address,
        ...account,
        ...facts,
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ ok: false, error: { code, hint: expect.any(String) as string } });
      const { steps } = body as CameraTest;
      const outcomes = steps.map(({ outcome }) => outcome);
      const failed = outcomes.indexOf('failed');
      expect(steps[failed]).toMatchObject({ name: step, hint: expect.any(String) as string });
      // What comes after a failure is never told as working unless it was tried.
      expect(outcomes.slice(0, failed)).not.toContain('skipped');
      if (step !== 'events') expect(new Set(outcomes.slice(failed + 1))).toEqual(new Set(['skipped']));
      expect(steps.find(({ name }) => name === 'walkPast')).toMatchObject({ outcome: 'skipped' });
    },
  );
});

describe('a camera', () => {
  it('passes every step of the test, with a picture', async () => {
    const answer = await http.as.officer('POST', '/api/cameras/test', {
      address: good.addresses.onvif,
      ...account,
    });
    expect(answer.body).toMatchObject({ ok: true, error: null, device: { model: 'Virtual 720' } });
    const { steps, picture } = answer.body as CameraTest;
    expect(Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]))).toEqual({
      address: 'passed',
      onvif: 'passed',
      login: 'passed',
      clock: 'passed',
      streams: 'passed',
      picture: 'passed',
      subStream: 'passed',
      snapshot: 'passed',
      events: 'passed',
      // Nobody was asked to walk past: that events really come is not known.
      walkPast: 'skipped',
      // And so nobody was there to be seen.
      faces: 'skipped',
    });
    expect(picture).toMatch(/^data:image\/jpeg;base64,\/9j\//);
  });

  it('tells each step as it is known to who wants lines, and ends when an event came', async () => {
    const walking = setInterval(() => void good.raise(motionEvent(true)), 500);
    const { status, headers, bytes } = await http.as.officer(
      'POST',
      '/api/cameras/test?walkPastSeconds=30',
      { address: good.addresses.onvif, ...account },
      { accept: 'application/x-ndjson' },
    );
    clearInterval(walking);
    expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    const lines = bytes.toString('utf8').trimEnd().split('\n');
    const told = lines.map((line) => testProgress.parse(JSON.parse(line)));
    expect(told.flatMap((it) => (it.type === 'start' && it.seconds !== null ? [it] : []))).toEqual([
      { type: 'start', name: 'walkPast', seconds: 30 },
    ]);
    const steps = told.flatMap((it) => (it.type === 'step' ? [it.step] : []));
    expect(steps.map(({ name }) => name)).toEqual(checkNames);
    expect(steps.find(({ name }) => name === 'walkPast')).toMatchObject({ outcome: 'passed' });
    const kinds = told.map(({ type }) => type);
    expect(kinds.indexOf('picture')).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ type: 'done', test: { ok: true, steps } });
    expect(bytes.toString('utf8')).not.toContain(account.password);
  });

  it('a test by lines needs the same rights and sound input as one in a piece', async () => {
    const accept = { accept: 'application/x-ndjson' };
    const viewer = await http.as.viewer('POST', '/api/cameras/test', { address: 'x', ...account }, accept);
    expect(viewer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const empty = await http.as.officer('POST', '/api/cameras/test', { ...account }, accept);
    expect(empty).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('is stored with what was found, its password sealed', async () => {
    const added = await add(good.addresses.onvif);
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'Vào', state: 'connecting', watching: false, device: { model: 'Virtual 720' } },
    });
    const row = await http.context.database.prisma.camera.findUniqueOrThrow({ where: { id: idOf(added) } });
    expect(row).toMatchObject({ streamUri: good.addresses.rtsp, snapshotUri: good.addresses.snapshot });
    expect(http.context.secrets.decrypt(row.password).toString('utf8')).toBe(account.password);
    expect(Buffer.from(row.password).includes(Buffer.from(account.password))).toBe(false);
    const stored = await http.as.officer('POST', `/api/cameras/${idOf(added)}/test`);
    expect(stored.body).toMatchObject({ ok: true });
    const changed = await http.as.officer('POST', `/api/cameras/${idOf(added)}/test`, { password: 'sai' });
    expect(changed.body).toMatchObject({ ok: false, error: { code: 'camera_wrong_credentials' } });
  });

  it('is found in the network, and known again once it was added', async () => {
    const found = itemsOf(await http.as.officer('GET', '/api/cameras/discover'));
    expect(found.find(({ address }) => address === good.addresses.onvif)).toMatchObject({
      name: 'Cửa vào',
      addedAs: 'Vào',
    });
    expect(found.find(({ address }) => address === silent.addresses.onvif)).toMatchObject({ addedAs: null });
  });

  it('keeps how it is watched; new masks forget the picture that is kept', async () => {
    const { prisma } = http.context.database;
    const row = await prisma.camera.findFirstOrThrow({ where: { name: 'Vào' } });
    const url = `/api/cameras/${row.id}`;
    const area = [
      { x: 0, y: 0 },
      { x: 0.5, y: 0 },
      { x: 0, y: 0.5 },
    ];
    const still = { lastFrame: http.context.secrets.encrypt(Buffer.from('x')), lastFrameAt: new Date() };
    await prisma.camera.update({ where: { id: row.id }, data: still });
    const zoned = await http.as.officer('PATCH', url, { settings: { zone: area } });
    expect(zoned.body).toMatchObject({ settings: { zone: area, masks: [] } });
    expect(zoned.body).toMatchObject({ lastFrameAt: still.lastFrameAt.toISOString() });
    const masked = await http.as.officer('PATCH', url, { settings: { zone: area, masks: [area] } });
    expect(masked.body).toMatchObject({ settings: { masks: [area] }, lastFrameAt: null });
    expect((await http.as.head('GET', `${url}/frame`)).status).toBe(404);
    const line = area.map(({ x }) => ({ x, y: x }));
    const refused = await http.as.officer('PATCH', url, { settings: { zone: line } });
    expect(refused).toMatchObject({ status: 400, body: { issues: [{ path: 'settings.zone' }] } });
    expect(JSON.stringify(refused.body)).toContain('các cạnh cắt nhau');
    expect((await http.as.officer('PATCH', url, { settings: {} })).status).toBe(200);
  });

  it('is not added twice, by name or by address', async () => {
    const byName = await add('10.1.1.1', {}, '?force=true');
    expect(byName).toMatchObject({
      status: 409,
      body: { code: 'camera_duplicate', details: { name: 'Vào' } },
    });
    const byAddress = await add(good.addresses.onvif, { name: 'Khác' });
    expect(byAddress).toMatchObject({ status: 409, body: { code: 'camera_duplicate' } });
  });

  it('can be stored untried by force', async () => {
    const forced = await add('10.1.1.1', { name: 'Sau này' }, '?force=true');
    expect(forced).toMatchObject({ status: 201, body: { device: {}, state: 'connecting' } });
  });

  it('is paused and renamed without being tried, but tried with another password', async () => {
    const [, row] = itemsOf(await http.as.viewer('GET', '/api/cameras'));
    const url = `/api/cameras/${String(row?.id)}`;
    expect(row?.name).toBe('Vào');
    expect((await http.as.officer('PATCH', url, { enabled: false, name: 'Vào 1' })).body).toMatchObject({
      state: 'paused',
      name: 'Vào 1',
    });
    const refused = await http.as.officer('PATCH', url, { password: 'sai', name: 'Vào 2' });
    expect(refused).toMatchObject({ status: 502, body: { code: 'camera_wrong_credentials' } });
    expect((await http.as.officer('GET', url)).body).toMatchObject({ name: 'Vào 1' });
    expect((await http.as.officer('PATCH', url, { enabled: true, ...account })).body).toMatchObject({
      state: 'connecting',
    });
  });

  it('shows its newest picture, with one trace for the time it is looked at', async () => {
    const [row] = itemsOf(await http.as.viewer('GET', '/api/cameras'));
    const url = `/api/cameras/${String(row?.id)}/frame`;
    expect((await http.as.head('GET', url)).status).toBe(404);
    const { prisma } = http.context.database;
    const lastFrame = http.context.secrets.encrypt(Buffer.from('a picture'));
    await prisma.camera.update({
      where: { id: String(row?.id) },
      data: { lastFrame, lastFrameAt: new Date() },
    });
    for (let look = 0; look < 3; look++) {
      const { headers, bytes } = await http.as.head('GET', url);
      expect([headers['content-type'], headers['cache-control'], bytes.toString()]).toEqual([
        'image/jpeg',
        'no-store',
        'a picture',
      ]);
    }
    expect(await prisma.auditEntry.count({ where: { action: 'camera.view' } })).toBe(1);
  });

  it('is deleted while it has seen nobody, and only paused afterwards', async () => {
    const { prisma } = http.context.database;
    const [first, second] = itemsOf(await http.as.viewer('GET', '/api/cameras'));
    const at = new Date();
    await prisma.sighting.create({
      data: {
        cameraId: String(second?.id),
        doorId: door,
        direction: 'in',
        outcome: 'unknown',
        at,
        firstAt: at,
        lastAt: at,
      },
    });
    expect((await http.as.officer('DELETE', `/api/cameras/${String(first?.id)}`)).status).toBe(204);
    const kept = await http.as.officer('DELETE', `/api/cameras/${String(second?.id)}`);
    expect(kept).toMatchObject({ status: 409, body: { code: 'camera_in_use' } });
    expect(itemsOf(await http.as.viewer('GET', '/api/cameras'))).toHaveLength(1);
  });

  it('left no password in any answer or in the audit log', async () => {
    const log = await http.as.administrator('GET', '/api/audit?limit=1000');
    expect(JSON.stringify(log.body)).not.toContain(account.password);
    expect(itemsOf(log).map((it) => it.action)).toEqual(
      expect.arrayContaining(['camera.create', 'camera.change', 'camera.delete', 'camera.test']),
    );
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSetupLink, ensureOffice } from '../../../src/store/first-start.ts';
import { idOf, startHttpApp, type Answer, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
});
afterAll(() => http.close());

const own = { 'x-requested-with': 'chuyen-can' };
const password = 'mật khẩu dài 1';

function cookieOf(answer: Answer): string {
  const header = [answer.headers['set-cookie']].flat()[0];
  return String(header).split(';')[0] ?? '';
}
const signIn = (username: string, secret = password): Promise<Answer> =>
  http.as.nobody('POST', '/api/session', { username, password: secret }, own);
const addAccount = (username: string, role: string): Promise<Answer> =>
  http.as.administrator('POST', '/api/accounts', { username, displayName: username, role, password });

describe('the first start', () => {
  const setup = (token: string) =>
    http.as.nobody('POST', '/api/setup', {
      token,
      username: 'Quan.Tri',
      displayName: 'Quản trị',
      password,
      officeName: 'Văn phòng',
    });

  beforeEach(async () => {
    await http.context.database.prisma.account.deleteMany();
  });

  it('makes the first administrator by the one-time link, and signs in', async () => {
    const token = (await createSetupLink(http.context.database.prisma)) ?? '';
    expect((await http.as.nobody('GET', '/api/setup')).body).toEqual({ needed: true });
    const made = await setup(token);
    expect(made).toMatchObject({ status: 200, body: { username: 'quan.tri', role: 'administrator' } });
    const me = await http.as.nobody('GET', '/api/me', undefined, { cookie: cookieOf(made) });
    expect(me.body).toMatchObject({
      kind: 'account',
      name: 'Quản trị',
      officeName: 'Văn phòng',
      role: 'administrator',
    });
    expect((await http.as.nobody('GET', '/api/setup')).body).toEqual({ needed: false });
    expect(await setup(token)).toMatchObject({ status: 410, body: { code: 'setup_link_invalid' } });
    expect(await createSetupLink(http.context.database.prisma)).toBeNull();
  });

  it('makes one administrator when two use the link at once', async () => {
    const token = (await createSetupLink(http.context.database.prisma)) ?? '';
    const both = await Promise.all([setup(token), setup(token)]);
    expect(both.map((it) => it.status).sort()).toEqual([200, 410]);
    expect(await http.context.database.prisma.account.count()).toBe(1);
  });

  it('refuses an unknown, an expired and an earlier link', async () => {
    const { prisma } = http.context.database;
    const earlier = (await createSetupLink(prisma)) ?? '';
    const newest = (await createSetupLink(prisma)) ?? '';
    await prisma.setupLink.updateMany({ data: { expiresAt: new Date(0) } });
    for (const token of ['x'.repeat(43), earlier, newest])
      expect(await setup(token)).toMatchObject({ status: 410, body: { code: 'setup_link_invalid' } });
    expect(await prisma.account.count()).toBe(0);
  });

  it('makes the office and its usual hours once, however often it starts', async () => {
    const { prisma } = http.context.database;
    await ensureOffice(prisma);
    await ensureOffice(prisma);
    expect([await prisma.office.count(), await prisma.workSchedule.count()]).toEqual([1, 1]);
  });
});

describe('a session', () => {
  it('lives in a cookie that scripts cannot read and other sites cannot send', async () => {
    await addAccount('an', 'officer');
    const answer = await signIn('AN');
    expect(answer).toMatchObject({ status: 200, body: { name: 'an', role: 'officer' } });
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict/);
    const stored = await http.context.database.prisma.accountSession.findMany();
    expect(JSON.stringify(stored)).not.toContain(cookieOf(answer).split('=')[1]);
  });

  it('ends by signing out', async () => {
    await addAccount('binh', 'viewer');
    const cookie = cookieOf(await signIn('binh'));
    const me = () => http.as.nobody('GET', '/api/me', undefined, { cookie });
    expect((await me()).status).toBe(200);
    await http.as.nobody('DELETE', '/api/session', undefined, { cookie, ...own });
    expect((await me()).status).toBe(401);
  });

  it('ends when the account is disabled or its password is changed', async () => {
    const account = idOf(await addAccount('chi', 'viewer'));
    const change = (body: object) => http.as.administrator('PATCH', `/api/accounts/${account}`, body);
    const me = (cookie: string) => http.as.nobody('GET', '/api/me', undefined, { cookie });
    const first = cookieOf(await signIn('chi'));
    await change({ password: 'một mật khẩu khác' });
    expect((await me(first)).status).toBe(401);
    const second = cookieOf(await signIn('chi', 'một mật khẩu khác'));
    await change({ disabled: true });
    expect((await me(second)).status).toBe(401);
    expect(await signIn('chi', 'một mật khẩu khác')).toMatchObject({
      status: 401,
      body: { code: 'wrong_password' },
    });
  });

  it('is over when its time has come', async () => {
    await addAccount('dung', 'viewer');
    const cookie = cookieOf(await signIn('dung'));
    await http.context.database.prisma.accountSession.updateMany({
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await http.as.nobody('GET', '/api/me', undefined, { cookie })).status).toBe(401);
  });

  it('keeps the language that its owner chose', async () => {
    await addAccount('em', 'viewer');
    const cookie = cookieOf(await signIn('em'));
    await http.as.nobody('PATCH', '/api/me', { language: 'en' }, { cookie, ...own });
    const refused = await http.as.nobody('GET', '/api/audit', undefined, { cookie });
    expect(refused.body).toMatchObject({ code: 'forbidden', message: 'Your account may not do this.' });
    const wished = await http.as.nobody('GET', '/api/audit', undefined, { cookie, 'accept-language': 'vi' });
    expect(wished.body).toMatchObject({ message: 'Tài khoản của bạn không có quyền làm việc này.' });
  });
});

describe('a change from another site', () => {
  it.each([
    ['with our own header', own, 201],
    ['from our own page', { origin: 'http://localhost:80' }, 201],
    ['from another page', { origin: 'https://example.org' }, 403],
    ['from a page that hides where it is', { origin: 'null' }, 403],
    ['with the cookie alone', {}, 403],
  ])('%s', async (_what, headers, status) => {
    const username = `khach${Math.abs(status)}${Object.keys(headers).length}${JSON.stringify(headers).length}`;
    await addAccount(username, 'officer');
    const cookie = cookieOf(await signIn(username));
    const answer = await http.as.nobody(
      'POST',
      '/api/divisions',
      { code: username, name: 'P' },
      { cookie, ...headers, host: 'localhost:80' },
    );
    expect(answer.status).toBe(status);
  });
});

describe('signing in', () => {
  it('tells nothing about which user names exist', async () => {
    await addAccount('giang', 'viewer');
    const [wrong, unknown] = [
      await signIn('giang', 'sai mật khẩu'),
      await signIn('khong.co', 'sai mật khẩu'),
    ];
    for (const answer of [wrong, unknown])
      expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_password' } });
    const told = ({ body }: Answer) => ({ ...(body as object), requestId: '' });
    expect(told(wrong)).toEqual(told(unknown));
  });

  it('is slowed down for one account that is guessed at, not for others', async () => {
    await addAccount('hai', 'viewer');
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn('hai', 'sai mật khẩu')));
    expect(tries.filter((it) => it.status === 429).length).toBe(4);
    expect(tries.find((it) => it.status === 429)?.body).toMatchObject({ code: 'too_many_requests' });
    expect((await signIn('hai')).status).toBe(429);
    await addAccount('khanh', 'viewer');
    expect((await signIn('khanh')).status).toBe(200);
  });

  it('keeps the last administrator', async () => {
    await http.context.database.prisma.account.deleteMany();
    const last = idOf(await addAccount('lan', 'administrator'));
    for (const change of [{ role: 'viewer' }, { disabled: true }])
      expect(await http.as.administrator('PATCH', `/api/accounts/${last}`, change)).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      });
    await addAccount('mai', 'administrator');
    expect((await http.as.administrator('PATCH', `/api/accounts/${last}`, { disabled: true })).status).toBe(
      200,
    );
  });
});

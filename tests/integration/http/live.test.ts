import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type HttpServer } from '../../../src/http/server.ts';
import { publishLive } from '../../../src/notify/live.ts';
import { createApiToken } from '../../../src/store/tokens.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
let server: HttpServer;
let headers: Record<string, string>;
const employeeId = '00000000-0000-7000-8000-000000000001';

beforeAll(async () => {
  scratch = await scratchContext();
  server = await startHttp({ ...scratch.context, version: '1.2.3' }, { host: '127.0.0.1', port: 0 });
  const { token } = await createApiToken(scratch.context.database.prisma, {
    name: 't',
    role: 'viewer',
    createdBy: 't',
  });
  headers = { authorization: `Bearer ${token}` };
});
afterAll(async () => {
  await server.close();
  await scratch.close();
});

/** Opens the stream and collects what comes; `until` waits for a piece of text, `ended` for the end. */
async function listen() {
  const response = await fetch(`${server.url}/api/live`, { headers });
  let text = '';
  const waiting: { piece: string; resolve: () => void }[] = [];
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      for (const wait of waiting) if (text.includes(wait.piece)) wait.resolve();
    }
  })();
  const until = (piece: string): Promise<void> =>
    text.includes(piece) ? Promise.resolve() : new Promise((resolve) => waiting.push({ piece, resolve }));
  return { response, until, ended, said: () => text };
}

/** Tells something until it is heard: the listener's own connection opens a moment after the server. */
async function tellUntil(heard: Promise<void>): Promise<void> {
  let done = false;
  void heard.then(() => (done = true));
  while (!done) {
    await publishLive(scratch.context.database, { type: 'people', employeeId });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the live stream', () => {
  it('is for those who are signed in', async () => {
    const response = await fetch(`${server.url}/api/live`);
    expect(response.status).toBe(401);
    await response.text();
  });

  it('tells every browser what changed', async () => {
    const [one, two] = [await listen(), await listen()];
    expect(one.response.headers.get('content-type')).toContain('text/event-stream');
    await tellUntil(
      Promise.all([one.until('event: people'), two.until('event: people')]).then(() => undefined),
    );
    expect(one.said()).toContain(`data: {"type":"people","employeeId":"${employeeId}"}\n\n`);
    await one.response.body?.cancel().catch(() => undefined);
  });

  it('tells what the API changes', async () => {
    const stream = await listen();
    const admin = await createApiToken(scratch.context.database.prisma, {
      name: 'a',
      role: 'officer',
      createdBy: 't',
    });
    const change = await fetch(`${server.url}/api/doors`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Cổng' }),
    });
    const { id: doorId } = (await change.json()) as { id: string };
    const url = `${server.url}/api/cameras?force=true`;
    const camera = {
      name: 'Vào',
      address: '10.0.0.1',
      username: 'a',
      password: 'b',
      doorId,
      direction: 'in',
    };
    await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(camera),
    });
    await stream.until('event: camera');
    expect(stream.said()).toMatch(/"cameraId":"[0-9a-f-]{36}"/);
  });

  it('ends at once when the server closes, and does not keep it from closing', async () => {
    const other = await startHttp({ ...scratch.context, version: '1.2.3' }, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`${other.url}/api/live`, { headers });
    const ended = response.text();
    await other.close();
    expect(await ended).toContain(': hello');
    await expect(fetch(`${other.url}/api/health`)).rejects.toThrow();
  });
});

describe('the dashboard and the answers around it', () => {
  it('sends security headers with everything', async () => {
    for (const path of ['/', '/api/health', '/api/nothing']) {
      const response = await fetch(`${server.url}${path}`);
      await response.text();
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'") as string,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
    }
  });

  it('never lets an answer of the API be stored', async () => {
    const response = await fetch(`${server.url}/api/health`);
    expect(await response.json()).toEqual({ ok: true, version: '1.2.3' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('gives JSON for unknown files and addresses of the API, never the page', async () => {
    for (const path of ['/api/nothing', '/assets/missing-123.js', '/api/employees/../nothing']) {
      const response = await fetch(`${server.url}${path}`);
      expect([response.status, await response.json()]).toMatchObject([404, { code: 'not_found' }]);
    }
  });

  it('does not serve files from outside its folder', async () => {
    for (const path of [
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/..%5c..%5cpackage.json',
    ]) {
      const response = await fetch(`${server.url}${path}`);
      expect(await response.text()).not.toContain('chuyen-can"');
    }
  });
});

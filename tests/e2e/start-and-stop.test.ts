import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { descendants } from '../../scripts/demo/processes.ts';
import { scratchFolder } from '../integration/scratch.ts';

type Started = { child: ChildProcess; url: string; setupToken: string | null };

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const children: ChildProcess[] = [];
const startLimitMs = 90_000;

beforeAll(async () => {
  folder = await scratchFolder();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await folder.remove();
});

/** `npm start` from the sources, on a data folder of its own. */
async function start(): Promise<Started> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { ...process.env, CC_DATA_DIR: folder.path, CC_HTTP_PORT: '0', CC_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (let waited = 0; waited < startLimitMs; waited += 100) {
    const url = /Chuyên Cần: (http:\S+)/.exec(output)?.[1];
    if (url !== undefined) {
      await delay(200);
      return { child, url, setupToken: /setup\?token=(\S+)/.exec(output)?.[1] ?? null };
    }
    if (child.exitCode !== null) break;
    await delay(100);
  }
  throw new Error(`The service did not start:\n${output}`);
}

/** Ctrl-C, and what is left of the processes afterwards. */
async function interrupt({ child }: Started): Promise<{ code: number | null; left: number[] }> {
  const family = descendants(child.pid ?? 0);
  expect(family.length).toBeGreaterThan(5);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGINT');
  const code = await Promise.race([ended, delay(10_000, -1)]);
  // The compiler's helper of a worker run from sources notices a moment later that its parent is gone.
  for (let waited = 0; waited < 5_000 && family.some(isRunning); waited += 100) await delay(100);
  return { code, left: family.filter(isRunning) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  test('ends every process on Ctrl-C, and the second start finds the data of the first', async () => {
    const first = await start();
    expect(first.setupToken).not.toBeNull();
    const made = await fetch(`${first.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'chuyen-can' },
      body: JSON.stringify({
        token: first.setupToken,
        username: 'quantri',
        displayName: 'Quản trị',
        password: 'Mot-mat-khau-dai-1',
        officeName: 'Sở Thử nghiệm',
      }),
    });
    expect(made.status).toBeLessThan(300);
    expect(await interrupt(first)).toEqual({ code: 0, left: [] });

    const second = await start();
    expect(second.setupToken).toBeNull();
    const signedIn = await fetch(`${second.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'chuyen-can' },
      body: JSON.stringify({ username: 'quantri', password: 'Mot-mat-khau-dai-1' }),
    });
    expect(signedIn.status).toBeLessThan(300);
    expect(await interrupt(second)).toEqual({ code: 0, left: [] });
  });

  test('a service that is killed leaves nothing running, and the next start works', async () => {
    const first = await start();
    const family = descendants(first.child.pid ?? 0);
    first.child.kill('SIGKILL');
    await expect.poll(() => family.filter(isRunning), { timeout: 20_000 }).toEqual([]);
    const second = await start();
    expect((await fetch(`${second.url}/api/health`)).status).toBe(200);
    expect((await interrupt(second)).left).toEqual([]);
  });

  test('a second service on the same data is refused with a sentence', async () => {
    const first = await start();
    const second = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { ...process.env, CC_DATA_DIR: folder.path, CC_HTTP_PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => second.once('exit', resolve));
    expect(code).toBe(1);
    expect(said).toMatch(/already runs on/);
    await interrupt(first);
  });
});

import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../src/store/postgres-server.ts';
import { silent } from '../scratch.ts';

const folders: string[] = [];
const servers: PostgresServer[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'chuyen-can-pg-'));
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<PostgresServer> {
  const server = await startPostgres(folder, silent);
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the own PostgreSQL', () => {
  test('listens on loopback only, with a password that nobody else may read', async () => {
    const folder = newFolder();
    const server = await start(folder);
    expect(statSync(path.join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const guess = new URL(server.url);
    guess.password = 'wrong';
    await expect(query(guess.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  test('keeps what was committed when it is killed, and comes back at the same address', async () => {
    const server = await start(newFolder());
    await query(server.url, 'create table kept (id int); insert into kept values (7)');
    const died = new Promise<string>((resolve) => server.onDeath(resolve));
    process.kill(server.pid() ?? 0, 'SIGKILL');
    expect(await died).toBe('SIGKILL');
    await server.restart();
    expect(await query(server.url, 'select id from kept')).toEqual([{ id: 7 }]);
  });

  test('a second start finds the data of the first', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await query(first.url, 'create table kept (id int); insert into kept values (8)');
    await first.stop();
    const second = await start(folder);
    expect(await query(second.url, 'select id from kept')).toEqual([{ id: 8 }]);
  });

  test('a server left over from a service that was killed is replaced', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await query(first.url, 'create table kept (id int); insert into kept values (9)');
    const second = await start(folder);
    expect(second.pid()).not.toBe(first.pid());
    expect(await query(second.url, 'select id from kept')).toEqual([{ id: 9 }]);
  });

  test.runIf(process.getuid?.() === 0)('runs for root in a folder that others may not enter', async () => {
    const closed = newFolder();
    chmodSync(closed, 0o700);
    const server = await start(path.join(closed, 'data'));
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

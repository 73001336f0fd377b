import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { receiveUpload } from '../../../src/http/upload.ts';
import { openFilesOf } from '../open-files.ts';

const limitBytes = 1_000_000;
let app: FastifyInstance;
let folder: string;
/** What came of a form whose sender had gone before anybody looked at it. */
let refusedLate: Promise<unknown> | null = null;
let arrived = false;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chuyen-can-test-'));
  app = Fastify({ forceCloseConnections: true });
  await app.register(multipart);
  app.setErrorHandler((error, _request, reply) =>
    reply.code(413).send({ code: error instanceof AppError ? error.code : String(error) }),
  );
  app.post<{ Querystring: { stallMs?: number; late?: string } }>('/', async (asked) => {
    const limits = { bytes: limitBytes, tooLarge: 'bulk_file_too_large' as const };
    const { stallMs, late } = asked.query;
    if (late !== undefined) {
      arrived = true;
      await once(asked.raw, 'close').catch(() => undefined);
      refusedLate = receiveUpload(asked, 'file', limits, folder);
      refusedLate.catch(() => undefined);
    }
    const patience = stallMs === undefined ? {} : { stallMs: Number(stallMs) };
    const { file, fileName } = await receiveUpload(asked, 'file', { ...limits, ...patience }, folder);
    const answer = { fileName, bytes: file.bytes, last: (await file.read(file.bytes - 1, 1))[0] };
    await file.close();
    return answer;
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const head =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="ảnh.zip"\r\ncontent-type: application/zip\r\n\r\n';

/** A form of which the test sends what it likes. */
function open(query = '', headers: Record<string, string> = {}) {
  const sent = request(`${url}/${query}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', ...headers },
  });
  const answer = new Promise<unknown>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(JSON.parse(String(Buffer.concat(parts)))));
    });
  });
  answer.catch(() => undefined);
  return { sent, answer };
}

async function send(sent: ClientRequest, ...parts: (Buffer | string)[]): Promise<void> {
  for (const part of parts) await new Promise((resolve) => sent.write(part, resolve));
}

const nothingLeft = async (): Promise<void> => {
  await expect.poll(() => openFilesOf(folder), { timeout: 20_000 }).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
};

describe('a file that is received', () => {
  it('can be read when all of it is there', async () => {
    const { sent, answer } = open();
    await send(sent, head, Buffer.alloc(400_000, 1), Buffer.alloc(300_000, 2));
    sent.end('\r\n--b--\r\n');
    expect(await answer).toEqual({ fileName: 'ảnh.zip', bytes: 700_000, last: 2 });
    await nothingLeft();
  });

  it('is refused while it comes when it is larger than it may be', async () => {
    const { sent, answer } = open();
    await send(sent, head, ...Array<Buffer>(20).fill(Buffer.alloc(100_000)));
    sent.end('\r\n--b--\r\n');
    expect(await answer).toEqual({ code: 'bulk_file_too_large' });
    await nothingLeft();
  });

  it('is refused before any of it came when its form says that it is too large', async () => {
    const { sent, answer } = open('', { 'content-length': String(limitBytes * 2) });
    sent.flushHeaders();
    expect(await answer).toEqual({ code: 'bulk_file_too_large' });
    sent.destroy();
  });

  it('of somebody who has gone already is refused, and not waited for', async () => {
    const { sent } = open('?late=1');
    await send(sent, head);
    await expect.poll(() => arrived, { timeout: 20_000 }).toBe(true);
    sent.destroy();
    await expect.poll(() => refusedLate !== null, { timeout: 20_000 }).toBe(true);
    await expect(refusedLate).rejects.toThrow('the sender has gone');
    await nothingLeft();
  }, 30_000);

  it.each([
    ['whose sender goes', '', (sent: ClientRequest) => void sent.destroy()],
    ['whose sender falls silent', '?stallMs=50', () => undefined],
  ])('%s leaves nothing', async (_, query, then) => {
    const { sent, answer } = open(query);
    await send(sent, head, Buffer.alloc(200_000));
    if (query === '') await expect.poll(() => openFilesOf(folder), { timeout: 20_000 }).toHaveLength(1);
    then(sent);
    await expect(answer).rejects.toThrow();
    await nothingLeft();
  });
});

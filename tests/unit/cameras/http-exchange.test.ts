import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { exchangeHttp } from '../../../src/cameras/http-exchange.ts';

/** A device beside this thread: says its port, then when a request has come; answers some time later, or never. */
const device = `
  const http = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = http.createServer((request, response) => {
    request.resume();
    parentPort.postMessage('asked');
    if (workerData !== null) setTimeout(() => response.end('an event'), workerData);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('exchangeHttp', () => {
  let worker: Worker | undefined;
  afterEach(async () => void (await worker?.terminate()));

  /** Asks, and stands still for a while as soon as the device has the question. */
  async function askStandingStill({ answersMs }: { answersMs: number | null }): Promise<string> {
    worker = new Worker(device, { eval: true, workerData: answersMs });
    const [port] = (await once(worker, 'message')) as [number];
    const answer = exchangeHttp({
      ...{ url: new URL(`http://127.0.0.1:${port}/`), method: 'POST', body: 'events?', timeoutMs: 1_000 },
    });
    const outcome = answer.then(
      ({ body }) => body.toString('utf8'),
      (error: unknown) => String(error),
    );
    await once(worker, 'message');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    return outcome;
  }

  it('reads what came while the process stood still, though the time is over', async () => {
    expect(await askStandingStill({ answersMs: 100 })).toBe('an event');
  });

  it('gives up all the same when nothing came', async () => {
    expect(await askStandingStill({ answersMs: null })).toMatch(/no complete answer within 1000 ms/);
  });
});

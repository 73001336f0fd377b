import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runFfmpeg, type FfmpegRun } from '../../../src/cameras/ffmpeg.ts';

/** Would wait for its input for ever. */
const waiting = (signal: AbortSignal): Promise<FfmpegRun> =>
  runFfmpeg({
    input: new PassThrough(),
    inputOptions: ['-f', 'mpegts'],
    outputOptions: ['-map', '0', '-c', 'copy', '-f', 'mpegts'],
    signal,
  });

describe('runFfmpeg', () => {
  const stopping = (): AbortController => new AbortController();

  it('ends when it was not wanted any more before it began', async () => {
    const run = await waiting(AbortSignal.abort());
    expect(await run.ended).toBeNull();
  });

  it('ends when it is stopped while it is being looked for', async () => {
    const stop = stopping();
    const starting = waiting(stop.signal);
    stop.abort();
    expect(await (await starting).ended).toBeNull();
  });

  it('ends when it is stopped or killed between being found and being started', async () => {
    const stop = stopping();
    const stopped = await waiting(stop.signal);
    stop.abort();
    const killed = await waiting(stopping().signal);
    killed.kill();
    expect(await Promise.all([stopped.ended, killed.ended])).toEqual([null, null]);
  });
});

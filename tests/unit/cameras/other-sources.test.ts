import { describe, expect, it } from 'vitest';
import { withLastResort } from '../../../src/cameras/last-resort-source.ts';
import { openOnEventSource } from '../../../src/cameras/on-event-source.ts';
import type { CaptureRequest, Frame, FrameSource } from '../../../src/cameras/types.ts';

/** A source that works when told, and says what was asked of it. */
class ToldSource implements FrameSource {
  closed = false;
  readonly asked: CaptureRequest[] = [];
  constructor(
    readonly name: string,
    public decoding: boolean,
    public since = 0,
  ) {}
  #frame(): Frame {
    return { capturedAt: this.since, jpeg: Buffer.from(this.name), width: 1, height: 1 };
  }
  async recent(): Promise<Frame[]> {
    return [];
  }
  async capture(request: CaptureRequest): Promise<Frame[]> {
    this.asked.push(request);
    return this.decoding ? [this.#frame()] : [];
  }
  async *captureStream(request: CaptureRequest): AsyncGenerator<Frame> {
    yield* await this.capture(request);
  }
  async latest(): Promise<Frame | null> {
    return this.decoding ? this.#frame() : null;
  }
  health() {
    const { decoding, since } = this;
    const cause = decoding ? null : `${this.name} is away`;
    return { decoding, since, lastFrameAt: decoding ? since : null, cause, transport: null, decoder: null };
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

const request: CaptureRequest = { around: 10_000, beforeMs: 900, afterMs: 1_000, maxFrames: 5 };
async function until(look: () => boolean): Promise<void> {
  for (let tries = 0; !look() && tries < 2_000; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(look()).toBe(true);
}

describe('a last resort', () => {
  it('serves while the stream brings nothing, after some patience, and goes when it does again', async () => {
    const stream = new ToldSource('stream', false);
    const snapshots = new ToldSource('snapshots', true);
    let opened = 0;
    let now = 0;
    const open = (): FrameSource => {
      opened += 1;
      return snapshots;
    };
    const source = withLastResort(stream, open, { patienceMs: 5, now: () => now });
    expect(source.health().cause).toBe('stream is away');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(opened).toBe(0);
    now = 5;
    await until(() => opened === 1 && source.health().decoding);
    expect((await source.capture(request))[0]?.jpeg.toString()).toBe('snapshots');
    stream.decoding = true;
    expect((await source.capture(request))[0]?.jpeg.toString()).toBe('stream');
    await until(() => snapshots.closed);
    await source.close();
    expect(stream.closed).toBe(true);
    expect(opened).toBe(1);
  });
});

describe('a stream for events only', () => {
  it('is looked at again after a look that failed', async () => {
    let looks = 0;
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async (delayMs: number) => {
        now += delayMs;
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const source = openOnEventSource(
      () => {
        looks += 1;
        if (looks === 1) throw new Error('no decoder');
        const one = new ToldSource('connection', true, now);
        one.close = async () => Promise.reject(new Error('gone'));
        return one;
      },
      { clock },
    );
    await until(() => looks >= 3);
    expect(source.health().decoding).toBe(true);
    await source.close();
  });

  it('is connected for an event, for as long as asked from then on, and left again', async () => {
    const made: ToldSource[] = [];
    let works = true;
    const time = { now: 20_000 };
    const clock = {
      now: () => time.now,
      sleep: async (delayMs: number) => {
        time.now += delayMs;
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const source = openOnEventSource(
      () => {
        const one = new ToldSource(`connection ${made.length + 1}`, works, time.now);
        made.push(one);
        return one;
      },
      // So rarely that no look falls into the moment of the event: this clock runs while the test waits.
      { clock, lookEveryMs: 36_000_000 },
    );
    // The look at the beginning shows that it works; then it is left.
    await until(() => made[0]?.closed === true);
    expect(source.health().decoding).toBe(true);
    expect(source.health().lastFrameAt).toBeGreaterThanOrEqual(20_000);
    const eventAt = time.now - 5_000;
    const frames = await source.capture({ ...request, around: eventAt });
    expect(frames).toHaveLength(1);
    const asked = made.flatMap((one) => one.asked)[0];
    expect((asked?.afterMs ?? 0) + (asked?.beforeMs ?? 0)).toBe(1_900);
    // Not from before the event: there was no connection.
    expect(asked?.around).toBeGreaterThan(eventAt);
    // A later look finds nobody: then it is no witness any more.
    works = false;
    await until(() => !source.health().decoding);
    expect(source.health().cause).toMatch(/is away/);
    await source.close();
    expect(made.every(({ closed }) => closed)).toBe(true);
  });
});

import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openLiveHub, type LiveHub } from '../../../src/http/live-hub.ts';

let hub: LiveHub | undefined;
afterEach(() => {
  hub?.close();
  vi.useRealTimers();
});

/** A browser's end of the stream; what it was told so far. */
function browser(options: { reads: boolean } = { reads: true }) {
  const stream = new PassThrough({ highWaterMark: 16 });
  let text = '';
  if (options.reads) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { response: stream as unknown as ServerResponse, stream, said: () => text };
}
const event = { type: 'people', employeeId: null } as const;

describe('the hub of live streams', () => {
  it('tells every listener, and forgets one that goes', async () => {
    hub = openLiveHub();
    const [one, two] = [browser(), browser()];
    hub.add(one.response);
    hub.add(two.response);
    hub.publish(event);
    one.stream.destroy();
    await vi.waitFor(() => expect(hub?.listeners).toBe(1));
    await vi.waitFor(() =>
      expect(two.said()).toContain('event: people\ndata: {"type":"people","employeeId":null}\n\n'),
    );
  });

  it('gives a sign of life between events', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    hub = openLiveHub(1_000);
    const one = browser();
    hub.add(one.response);
    vi.advanceTimersByTime(2_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(one.said().match(/: alive/g)).toHaveLength(2));
  });

  it('ends all streams, so that browsers come back and read again', async () => {
    hub = openLiveHub();
    const one = browser();
    hub.add(one.response);
    hub.endAll();
    await vi.waitFor(() => expect(one.stream.readableEnded).toBe(true));
    expect(hub.listeners).toBe(0);
  });

  it('drops a listener that does not read, before it fills the memory', async () => {
    hub = openLiveHub();
    const deaf = browser({ reads: false });
    hub.add(deaf.response);
    for (let i = 0; i < 10_000 && !deaf.stream.destroyed; i++) hub.publish(event);
    expect(deaf.stream.destroyed).toBe(true);
    await vi.waitFor(() => expect(hub?.listeners).toBe(0));
  });
});

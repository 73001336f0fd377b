import type { ServerResponse } from 'node:http';
import type { LiveEvent } from './contracts/attendance.ts';

const heartbeatMs = 15_000;
const unreadLimitBytes = 256 * 1024;

/** The browsers that listen to what changes, by Server-Sent Events. */
export type LiveHub = {
  /** Makes this response a stream of events until the browser goes or the hub closes. */
  add(response: ServerResponse): void;
  publish(event: LiveEvent): void;
  /** Ends every stream; browsers open a new one and read everything again. */
  endAll(): void;
  close(): void;
  readonly listeners: number;
};

/** @param everyMs between two signs of life, so that proxies keep the connection and a dead one is noticed. */
export function openLiveHub(everyMs: number = heartbeatMs): LiveHub {
  const streams = new Set<ServerResponse>();
  const send = (text: string): void => {
    for (const stream of streams) {
      stream.write(text);
      // A browser that does not read any more would fill the memory; it will come back and read everything again.
      if (stream.writableLength > unreadLimitBytes) stream.destroy();
    }
  };
  const endAll = (): void => {
    for (const stream of streams) stream.end();
    streams.clear();
  };
  const timer = setInterval(() => send(': alive\n\n'), everyMs);
  timer.unref();
  return {
    add: (response) => {
      streams.add(response);
      response.on('close', () => streams.delete(response));
      response.on('error', () => streams.delete(response));
      response.write('retry: 1000\n: hello\n\n');
    },
    publish: (event) => send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    endAll,
    close: () => {
      clearInterval(timer);
      endAll();
    },
    get listeners() {
      return streams.size;
    },
  };
}

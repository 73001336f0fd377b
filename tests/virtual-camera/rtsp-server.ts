/** The camera's RTSP side: several viewers at a time, each starting at the latest key frame. */
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Footage } from './footage.ts';
import { digestAuthority } from './digest.ts';
import type { Accounts } from './digest.ts';
import { serveViewer } from './rtsp-viewer.ts';
import type { StreamName, TakenPicture, Viewer } from './rtsp-viewer.ts';

export type RtspServerOptions = {
  host: string;
  port: number;
  accounts: Accounts;
  realm: string;
  fps: number;
  subStream: boolean;
  deviceClock: (instant: number) => number;
};

export type RtspServer = {
  readonly port: number;
  /** How many watch at the moment. */
  viewers(): number;
  close(): Promise<void>;
};

/** Listens and sends what the footage holds as its time comes. */
export async function openRtspServer(options: RtspServerOptions, footage: Footage): Promise<RtspServer> {
  const { fps } = options;
  const intervalMs = 1000 / fps;
  const viewers = new Map<net.Socket, Viewer>();
  const authority = digestAuthority(options.accounts, options.realm, false);

  /** The pictures of a second that were taken by `now`. */
  function taken(stream: StreamName, second: number, now: number): TakenPicture[] {
    const units = footage.second(second)?.[stream] ?? [];
    return units
      .map((unit, index) => ({ instant: second * 1000 + index * intervalMs, unit }))
      .filter(({ instant }) => instant <= now);
  }

  function sinceKeyFrame(stream: StreamName): TakenPicture[] {
    const now = Date.now();
    const second = Math.floor(now / 1000);
    const present = taken(stream, second, now);
    return present.length > 0 ? present : taken(stream, second - 1, now);
  }

  const server = net.createServer((socket) => {
    const viewer = serveViewer(socket, {
      authority,
      streamOf: (path) => (path === '/main' ? 'main' : path === '/sub' && options.subStream ? 'sub' : null),
      sinceKeyFrame,
      deviceClock: options.deviceClock,
    });
    viewers.set(socket, viewer);
    socket.on('close', () => viewers.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });

  let shownUntil = Date.now();
  let timer: NodeJS.Timeout;
  function tick(): void {
    const now = Date.now();
    if (viewers.size > 0) {
      // never further back than footage is kept
      shownUntil = Math.max(shownUntil, now - 3000);
      for (let second = Math.floor(shownUntil / 1000); second <= Math.floor(now / 1000); second++) {
        for (const stream of ['main', 'sub'] as const) {
          for (const picture of taken(stream, second, now)) {
            if (picture.instant <= shownUntil) continue;
            for (const viewer of viewers.values()) viewer.show(stream, picture);
          }
        }
      }
    }
    shownUntil = now;
    timer = setTimeout(tick, intervalMs - (now % intervalMs) + 1);
  }
  tick();

  return {
    port: (server.address() as AddressInfo).port,
    viewers: () => viewers.size,
    async close() {
      clearTimeout(timer);
      for (const viewer of viewers.values()) viewer.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

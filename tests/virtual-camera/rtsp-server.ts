/** The camera's RTSP side: several viewers at a time, each starting at the latest key frame. */
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Footage } from './footage.ts';
import { digestAuthority } from './digest.ts';
import type { Accounts } from './digest.ts';
import { Viewer } from './rtsp-viewer.ts';
import type { StreamName, StreamTrouble, TakenPicture } from './rtsp-viewer.ts';
import { Tunnels } from './rtsp-tunnel.ts';

/** Ways in which a stream can come: between RTSP answers, as datagrams, or through HTTP. */
export const streamWays = ['tcp', 'udp', 'http'] as const;
export type StreamWay = (typeof streamWays)[number];

export type RtspServerOptions = {
  host: string;
  port: number;
  accounts: Accounts;
  realm: string;
  fps: number;
  subStream: boolean;
  deviceClock: (instant: number) => number;
  /** Default: all. */
  ways?: readonly StreamWay[];
  /** What is wrong at the moment; default: nothing, ever. */
  trouble?: () => StreamTrouble;
};

/** What is asked of footage: its encoded seconds. */
export type PlayableFootage = Pick<Footage, 'second'>;

export type RtspServer = {
  readonly port: number;
  /** How many watch at the moment. */
  viewers(): number;
  close(): Promise<void>;
};

/** Of footage that comes late, this much is caught up with; what is older is left out. */
const catchUpSeconds = 3;

/** The pictures taken after one instant and until another, oldest first. */
function takenBetween(
  footage: PlayableFootage,
  stream: StreamName,
  fps: number,
  after: number,
  until: number,
): TakenPicture[] {
  const pictures: TakenPicture[] = [];
  for (let second = Math.floor(after / 1000); second <= Math.floor(until / 1000); second++) {
    const units = footage.second(second)?.[stream] ?? [];
    units.forEach((unit, index) => {
      const instant = second * 1000 + (index * 1000) / fps;
      if (instant > after && instant <= until) pictures.push({ instant, unit });
    });
  }
  return pictures;
}

/** Every picture from the latest key frame until now; key frames are the first of their second. */
function sinceKeyFrame(footage: PlayableFootage, stream: StreamName, fps: number): TakenPicture[] {
  const now = Date.now();
  const pictures = takenBetween(footage, stream, fps, Math.floor(now / 1000) * 1000 - 1001, now);
  const latest = pictures.findLastIndex(({ unit }) => unit.keyFrame);
  return latest < 0 ? [] : pictures.slice(latest);
}

/** Calls back with each picture of the footage when its time has come, whether or not it was rendered by then. */
function playInTime(
  footage: PlayableFootage,
  fps: number,
  show: (stream: StreamName, picture: TakenPicture) => void,
) {
  const intervalMs = 1000 / fps;
  const shownUntil = { main: Date.now(), sub: Date.now() };
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    const now = Date.now();
    for (const stream of ['main', 'sub'] as const) {
      // from the start of a second, so that the first picture after a gap is a key frame
      const after = Math.max(shownUntil[stream], (Math.floor(now / 1000) - catchUpSeconds) * 1000 - 1);
      for (const picture of takenBetween(footage, stream, fps, after, now)) {
        shownUntil[stream] = picture.instant;
        show(stream, picture);
      }
    }
    timer = setTimeout(tick, intervalMs - (now % intervalMs) + 1);
  };
  tick();
  return { stop: () => clearTimeout(timer) };
}

/** Listens and sends what the footage holds as its time comes. */
export async function openRtspServer(
  options: RtspServerOptions,
  footage: PlayableFootage,
): Promise<RtspServer> {
  const { fps, trouble = () => null, ways = streamWays } = options;
  const viewers = new Set<Viewer>();
  const authority = digestAuthority(options.accounts, options.realm, false);
  const tunnels = new Tunnels();
  /** Begins a viewer on a connection; returns what takes its requests. */
  const open = (socket: net.Socket, interleaved: boolean) => {
    const viewer = new Viewer(socket, {
      authority,
      streamOf: (path) => (path === '/main' ? 'main' : path === '/sub' && options.subStream ? 'sub' : null),
      sinceKeyFrame: (stream) => sinceKeyFrame(footage, stream, fps),
      deviceClock: options.deviceClock,
      trouble,
      delivers: { interleaved, datagrams: ways.includes('udp') },
    });
    viewers.add(viewer);
    socket.on('close', () => viewers.delete(viewer));
    return (chunk: Buffer) => viewer.receive(chunk);
  };
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    if (trouble() === 'refused') return void socket.resetAndDestroy();
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (first: Buffer) => {
      if (/^(GET|POST) /.test(first.toString('latin1', 0, 5))) {
        if (!ways.includes('http')) return void socket.end('HTTP/1.0 404 Not Found\r\n\r\n');
        return tunnels.accept(socket, first, (answers) => open(answers, true));
      }
      const receive = open(socket, ways.includes('tcp'));
      receive(first);
      socket.on('data', receive);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const playing = playInTime(footage, fps, (stream, picture) => {
    for (const viewer of viewers) viewer.show(stream, picture);
  });
  return {
    port: (server.address() as AddressInfo).port,
    viewers: () => viewers.size,
    async close() {
      playing.stop();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

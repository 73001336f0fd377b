import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFrameSource } from '../../../src/cameras/frame-source.ts';
import { probeCamera } from '../../../src/cameras/probe.ts';
import { openSnapshotSource } from '../../../src/cameras/snapshot-source.ts';
import { takeSnapshot } from '../../../src/cameras/snapshot.ts';
import { superviseEvents } from '../../../src/cameras/supervise-events.ts';
import { eventInstant } from '../../../src/cameras/trigger-policy.ts';
import type {
  CameraAccess,
  CameraNotification,
  FrameSource,
  StateChange,
} from '../../../src/cameras/types.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';
import { cameraScript, truthOf } from '../../virtual-camera/script.ts';

const username = 'quản trị';
const password = `mật "khẩu" & <7>'`;

async function until<T>(
  what: string,
  look: () => T | null | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A triangle in the lower left corner, and a strip on the right. */
const masks = [
  [
    { x: 0, y: 0.5 },
    { x: 0.3, y: 1 },
    { x: 0, y: 1 },
  ],
  [
    { x: 0.9, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0.9, y: 1 },
  ],
];

/** Whether the masked areas are black, and whether what lies beside them is. */
async function whatIsHidden(jpeg: Buffer | undefined): Promise<{ masked: boolean; free: boolean }> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  const black = (x: number, y: number): boolean =>
    (data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)] ?? 255) < 40;
  const hidden = [0.02, 0.1, 0.25].map((x) => black(x, 0.97));
  return {
    masked: [...hidden, black(0.02, 0.6), black(0.92, 0.05), black(0.99, 0.99)].every(Boolean),
    free: [black(0.2, 0.6), black(0.5, 0.97), black(0.85, 0.5)].some(Boolean),
  };
}

async function listening(server: Server | net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a camera', () => {
  let camera: Awaited<ReturnType<typeof spawnVirtualCamera>>;
  let access: CameraAccess;
  const stream = (): { uri: string; username: string; password: string } => ({
    uri: camera.addresses.rtsp,
    username,
    password,
  });

  beforeAll(async () => {
    camera = await spawnVirtualCamera({
      name: 'Cửa vào',
      username,
      password,
      accounts: { viewer: password },
      clockOffsetSeconds: 90,
    });
    access = { address: camera.addresses.onvif, username, password };
  });
  afterAll(async () => camera.close());

  it('is described, with its clock, streams, snapshot and topics', async () => {
    const probe = await probeCamera(access);
    expect(probe).toMatchObject({ events: true, device: { model: 'Virtual 720' } });
    expect(Math.abs((probe.skewMs ?? 0) + 90_000)).toBeLessThan(1_500);
    expect(probe.profiles.map(({ width, height, streamUri }) => [width, height, streamUri])).toEqual([
      [1280, 720, camera.addresses.rtsp],
      [640, 360, camera.addresses.rtspSub],
    ]);
    expect(probe.topics).toContain('RuleEngine/CellMotionDetector/Motion');
    const picture = await takeSnapshot({ uri: probe.snapshotUri ?? '', username: 'viewer', password });
    expect([picture.width, picture.height]).toEqual([1280, 720]);
  });

  it('is connected anew when its pictures stand still though the connection lives', async () => {
    const frames = openFrameSource(stream(), { fps: 5, ringSeconds: 5 });
    try {
      await until('pictures', () => frames.health().decoding);
      const startAt = new Date().toISOString();
      await camera.play({ startAt, faults: [{ from: 0, to: 600, fault: 'streamStalls' }] });
      await until('given up', () => !frames.health().decoding);
      await camera.play({ startAt });
      await until('pictures again', () => frames.health().decoding);
    } finally {
      await frames.close();
    }
  });

  it('gives pictures by its snapshot address alone, where no stream works', async () => {
    const { snapshot } = camera.addresses;
    const frames = openSnapshotSource({ uri: snapshot, username: 'viewer', password }, { ringSeconds: 8 });
    try {
      await until('two snapshots', () => {
        const { decoding, lastFrameAt, since } = frames.health();
        return decoding && (lastFrameAt ?? 0) > since;
      });
      const around = Date.now();
      const pictures = await frames.capture({ around, beforeMs: 3_000, afterMs: 1_500, maxFrames: 5 });
      expect(pictures.length).toBeGreaterThanOrEqual(2);
      expect(pictures[0]).toMatchObject({ width: 1280, height: 720 });
    } finally {
      await frames.close();
    }
  });

  it('is decoded by software where the remembered hardware does not work', async () => {
    const frames = openFrameSource(stream(), { fps: 5, ringSeconds: 5, decoder: 'cuda' });
    try {
      await until('pictures', () => frames.health().decoding);
      const around = Date.now();
      const pictures = await frames.capture({ around, beforeMs: 0, afterMs: 1_500, maxFrames: 10 });
      expect(pictures.length).toBeGreaterThanOrEqual(3);
    } finally {
      await frames.close();
    }
  });

  it('is decoded on by another decoder when the one that runs dies (decoded ring)', async () => {
    const frames = openFrameSource(stream(), {
      fps: 5,
      ringSeconds: 5,
      ring: 'decoded',
      decoder: 'software',
    });
    const decoders = (): number[] =>
      execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes('ffmpeg') && line.includes('image2pipe'))
        .map((line) => Number.parseInt(line, 10));
    try {
      await until('pictures', () => frames.health().decoding);
      const [decoder] = await until('a decoder', () => decoders().length > 0 && decoders());
      const { since } = frames.health();
      let newest = await frames.latest();
      for (; newest === null; newest = await frames.latest())
        await new Promise((wait) => setTimeout(wait, 50));
      process.kill(decoder ?? 0, 'SIGKILL');
      const next = await until('another', () => decoders().find((pid) => pid !== decoder));
      expect(next).toBeGreaterThan(0);
      const around = Date.now() + 500;
      await until('pictures by it', () => Date.now() > around);
      await expect
        .poll(() => frames.recent(around, Date.now()).then(({ length }) => length), { timeout: 30_000 })
        .toBeGreaterThan(1);
      const seen = (await frames.recent(around - 5_000, Date.now())).map(({ capturedAt }) => capturedAt);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
      // On the same connection.
      expect(frames.health().since).toBe(since);
    } finally {
      await frames.close();
    }
  });

  it('refuses a wrong password, for the probe as for the picture', async () => {
    const wrong = { ...access, password: 'sai' };
    // Beyond a minute of skew a refused login may be the clock's fault, so say so.
    await expect(probeCamera(wrong)).rejects.toMatchObject({ code: 'camera_clock_skew' });
    await expect(
      takeSnapshot({ uri: camera.addresses.snapshot, username, password: 'sai' }),
    ).rejects.toMatchObject({
      code: 'camera_wrong_credentials',
    });
  });

  it('raises events with pictures from before them, is cut, comes back, and loses no process', async () => {
    const events: CameraNotification[] = [];
    const states: StateChange[] = [];
    const supervisor = superviseEvents(access, {
      onEvent: (event) => events.push(event),
      onState: (change) => states.push(change),
    });
    const frames: FrameSource = openFrameSource(stream(), { fps: 5, ringSeconds: 8 });
    try {
      await until('listening', () => supervisor.state().state === 'listening');
      await until('pictures', () => frames.health().decoding);
      const script = cameraScript.parse({
        startAt: new Date(Date.now() + 5_000).toISOString(),
        passages: [{ at: 0, people: [{ id: 'person-01' }], seconds: 3 }],
      });
      await camera.play(script);
      const [truth] = truthOf(script);
      if (!truth?.eventAt) throw new Error('no passage');

      const event = await until('the event', () => events.find(({ trigger }) => trigger));
      expect(Math.abs(eventInstant(event) - truth.eventAt)).toBeLessThan(1_500);
      const pictures = await frames.capture({
        around: event.receivedAt,
        beforeMs: 1_000,
        afterMs: 1_000,
        maxFrames: 8,
      });
      expect(pictures.length).toBeGreaterThanOrEqual(6);
      expect(pictures[0]?.capturedAt).toBeLessThan(event.receivedAt - 500);
      expect(pictures.at(-1)?.capturedAt).toBeGreaterThan(event.receivedAt);
      expect(pictures.every(({ width, height }) => width === 1280 && height === 720)).toBe(true);

      const processList = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(processList).toContain('ffmpeg');
      expect(processList).not.toContain(encodeURIComponent('mật'));
      expect(processList).not.toContain('mật');

      await camera.setReachable(false);
      await until('gone', () => supervisor.state().state === 'offline' && !frames.health().decoding);
      expect(frames.health().cause).not.toContain('mật');
      // What was seen just before is still there; of the outage there is nothing.
      const lastFrameAt = frames.health().lastFrameAt ?? 0;
      const before = await frames.recent(lastFrameAt - 1_000, lastFrameAt);
      expect(before.length).toBeGreaterThanOrEqual(3);
      const during = { around: lastFrameAt + 500, beforeMs: 0, afterMs: 500, maxFrames: 5 };
      await expect(frames.capture(during)).resolves.toEqual([]);
      await camera.setReachable(true);
      await until('back', () => supervisor.state().state === 'listening' && frames.health().decoding, 60_000);
    } finally {
      await Promise.all([supervisor.stop(), frames.close()]);
    }
    expect(states.map(({ state }) => state)).toEqual(['listening', 'offline', 'listening', 'stopped']);
    const children = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'comm='], { encoding: 'utf8' });
    expect(children).not.toContain('ffmpeg');
  });

  it.each(['compressed', 'decoded'] as const)(
    'gives its newest picture, and the past as often as asked (%s ring)',
    async (ring) => {
      const frames = openFrameSource(stream(), { fps: 5, ringSeconds: 5, maxWidth: 320, ring, masks });
      try {
        expect(await frames.latest()).toBeNull();
        await until('three seconds of pictures', () => {
          const { decoding, since } = frames.health();
          return decoding && Date.now() - since > 3_000;
        });
        // A decoder that starts late on a busy machine catches up.
        const ofNow = async () => {
          const frame = await frames.latest();
          return Date.now() - (frame?.capturedAt ?? 0) < 3_000 ? frame : null;
        };
        await expect.poll(ofNow, { timeout: 30_000 }).not.toBeNull();
        const latest = await frames.latest();
        expect(latest).toMatchObject({ width: 320, height: 180 });
        expect(await whatIsHidden(latest?.jpeg)).toEqual({ masked: true, free: false });
        const now = Date.now();
        const [first, second] = await Promise.all([
          frames.recent(now - 2_000, now),
          frames.recent(now - 2_000, now),
        ]);
        expect(first?.length).toBeGreaterThanOrEqual(8);
        expect(second?.length).toBe(first?.length);
        const seen = first?.map(({ capturedAt }) => capturedAt) ?? [];
        expect([...seen].sort((a, b) => a - b)).toEqual(seen);
        const around = Date.now();
        const live = await frames.capture({ around, beforeMs: 1_000, afterMs: 1_000, maxFrames: 20 });
        expect(live[0]?.capturedAt).toBeLessThan(around - 600);
        expect(live.at(-1)?.capturedAt).toBeGreaterThan(around + 600);
        for (const { jpeg } of live) expect(await whatIsHidden(jpeg)).toEqual({ masked: true, free: false });
        expect(frames.health().transport).toBe('tcp');
      } finally {
        await frames.close();
      }
    },
  );
});

describe('what is no camera of ours', () => {
  it('a wrong password is told from everything else', async () => {
    const camera = await spawnVirtualCamera({ username, password });
    try {
      const wrong = probeCamera({ address: camera.addresses.onvif, username, password: 'sai' });
      await expect(wrong).rejects.toMatchObject({ code: 'camera_wrong_credentials' });
    } finally {
      await camera.close();
    }
  });

  it('a camera without events, and one whose subscriptions are all taken', async () => {
    const mute = await spawnVirtualCamera({ username, password, events: false });
    const full = await spawnVirtualCamera({ username, password, maxSubscriptions: 0 });
    try {
      const access = { username, password };
      await expect(probeCamera({ address: mute.addresses.onvif, ...access })).rejects.toMatchObject({
        code: 'camera_no_events',
      });
      await expect(probeCamera({ address: full.addresses.onvif, ...access })).rejects.toMatchObject({
        code: 'camera_connection_limit',
      });
    } finally {
      await Promise.all([mute.close(), full.close()]);
    }
  });

  it('a search page, a server of something else, silence and nobody', async () => {
    const page = createServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><html><body><form>Search</form></body></html>'),
    );
    const missing = createServer((_request, response) => response.writeHead(404).end());
    const other = net.createServer((socket) =>
      socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n'),
    );
    const silent = net.createServer((socket) => socket.on('error', () => undefined).resume());
    const servers = [page, missing, other, silent];
    const [pageAt, missingAt, otherAt, silentAt] = await Promise.all(servers.map(listening));
    const closed = net.createServer();
    const nobody = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    const test = (address: string | undefined): Promise<unknown> =>
      probeCamera({ address: address ?? '', username, password }, { timeoutMs: 3_000 });
    try {
      await expect(test(pageAt)).rejects.toMatchObject({ code: 'camera_not_onvif' });
      await expect(test(missingAt)).rejects.toMatchObject({ code: 'camera_not_onvif' });
      await expect(test(otherAt)).rejects.toMatchObject({ code: 'camera_not_onvif' });
      await expect(test(silentAt)).rejects.toMatchObject({ code: 'camera_unreachable' });
      await expect(test(nobody)).rejects.toMatchObject({ code: 'camera_unreachable' });
      await expect(test('no host')).rejects.toMatchObject({ code: 'camera_address_invalid' });
    } finally {
      for (const server of servers) server.close();
      if ('closeAllConnections' in page) page.closeAllConnections();
    }
  });

  it('a stream that needs another password names no password', async () => {
    const camera = await spawnVirtualCamera({ username, password });
    const frames = openFrameSource(
      { uri: camera.addresses.rtsp, username, password: 'bí mật' },
      { fps: 5, ringSeconds: 5 },
    );
    try {
      const cause = await until('the refusal', () => {
        const health = frames.health();
        return health.cause === 'connecting' ? null : health.cause;
      });
      expect(cause).toMatch(/401|unauthori[sz]ed/i);
      expect(cause).not.toMatch(/bí|b%C3/i);
    } finally {
      await Promise.all([frames.close(), camera.close()]);
    }
  });
});

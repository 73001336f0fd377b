import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buryCameraWorker, CameraTerms, type HeldTerm } from '../../../src/captures/camera-terms.ts';
import { CameraWatch } from '../../../src/captures/camera-watch.ts';
import { CoverageLedger } from '../../../src/captures/coverage-ledger.ts';
import { CameraHolder, type LetGoCause, type TermTimes } from '../../../src/captures/hold-cameras.ts';
import { CaptureSpool } from '../../../src/captures/spool.ts';
import { watchCameras } from '../../../src/captures/watch-cameras.ts';
import { publishLive } from '../../../src/notify/live.ts';
import { openFaultyDevice } from '../cameras/conformance/faulty-device.ts';
import { scratchContext, scratchServer, silent } from '../scratch.ts';

let scratch: Awaited<ReturnType<typeof scratchServer>>;
let doorId: string;
const limit = { timeout: 20_000, interval: 50 };
const quick: TermTimes = { termMs: 2_500, everyMs: 200 };

beforeAll(async () => {
  scratch = await scratchServer();
  doorId = (await scratch.context.database.prisma.door.create({ data: { name: 'Cổng' } })).id;
});
afterAll(() => scratch.close());
beforeEach(async () => {
  await scratch.context.database.prisma.camera.deleteMany();
  await scratch.context.database.prisma.cameraWorker.deleteMany();
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function aCamera(): Promise<string> {
  const { database, secrets } = scratch.context;
  const { id } = await database.prisma.camera.create({
    data: {
      name: randomUUID(),
      address: '127.0.0.1:1',
      username: '',
      password: secrets.encrypt(Buffer.from('x')),
      doorId,
      direction: 'in',
    },
  });
  return id;
}

type Holder = { holder: CameraHolder; ids: () => string[]; stops: [string, LetGoCause][] };

/** A worker that watches nothing, but holds. */
function aHolder(name: string, times = quick, url = scratch.context.database.url): Holder {
  const stops: [string, LetGoCause][] = [];
  const context = { database: { ...scratch.context.database, url }, log: silent };
  const holder = new CameraHolder(name, context, {
    times,
    onRound: () => undefined,
    stop: async (cameraId, cause) => void stops.push([cameraId, cause]),
  });
  holder.start();
  closing.push(() => holder.close());
  return {
    holder,
    stops,
    ids: () =>
      holder
        .held()
        .map(({ cameraId }) => cameraId)
        .sort(),
  };
}

const terms = (name: string, termMs: number): CameraTerms => {
  const made = new CameraTerms(scratch.context.database.url, name, termMs, silent);
  closing.push(() => made.close());
  return made;
};

const leases = (cameraId: string) =>
  scratch.context.database.prisma.cameraLease.findMany({ where: { cameraId }, orderBy: { fence: 'asc' } });

describe('who holds which camera', () => {
  test('workers that join and leave share evenly, and no camera has two holders', async () => {
    const cameras = (await Promise.all(Array.from({ length: 7 }, aCamera))).sort();
    const shares = (...holders: Holder[]) => holders.map((it) => it.ids().length).sort();
    const all = (...holders: Holder[]) => holders.flatMap((it) => it.ids()).sort();
    const a = aHolder('a');
    await expect.poll(() => all(a), limit).toEqual(cameras);
    const [b, c] = [aHolder('b'), aHolder('c')];
    await expect.poll(() => shares(a, b, c), limit).toEqual([2, 2, 3]);
    expect(all(a, b, c)).toEqual(cameras);
    const keptByA = a.ids();
    expect(a.stops.every(([, cause]) => cause === 'handedOver')).toBe(true);
    await b.holder.close();
    await expect.poll(() => shares(a, c), limit).toEqual([3, 4]);
    expect(all(a, c)).toEqual(cameras);
    // Nothing moves without need.
    expect(a.ids()).toEqual(expect.arrayContaining(keptByA));
    const ofOne = await leases(cameras[0]!);
    for (const [index, { takenAt }] of ofOne.entries())
      if (index > 0) expect(takenAt >= ofOne[index - 1]!.expiresAt).toBe(true);
  });

  test('a worker that says nothing any more is replaced when its term has run out, a buried one at once', async () => {
    const [silentOne, buried] = [await aCamera(), await aCamera()];
    const dead = terms('dead', 4_000);
    await dead.renew();
    await dead.take(silentOne);
    const killed = terms('killed', 3_600_000);
    await killed.renew();
    await killed.take(buried);
    const next = aHolder('next');
    await expect.poll(next.ids, limit).toEqual([silentOne]);
    const [first, second] = await leases(silentOne);
    expect(second!.takenAt >= first!.expiresAt).toBe(true);
    await buryCameraWorker(scratch.context.database.url, 'killed', silent);
    await expect.poll(next.ids, limit).toEqual([silentOne, buried].sort());
  });

  test('two that take at the same instant: one gets it', async () => {
    const cameraId = await aCamera();
    const rivals = Array.from({ length: 6 }, (_, index) => terms(`rival-${index}`, 60_000));
    for (const fence of [1, 2, 3]) {
      const got = await Promise.all(rivals.map((rival) => rival.take(cameraId)));
      expect(got.filter((term) => term !== null)).toEqual([{ cameraId, fence }]);
      await Promise.all(rivals.map((rival) => rival.leave()));
    }
  });

  test('while the database is away it holds on, and has the same term afterwards', async () => {
    const cameras = [await aCamera(), await aCamera()].sort();
    const [a, b] = [aHolder('a'), aHolder('b')];
    await expect.poll(() => [a.ids().length, b.ids().length], limit).toEqual([1, 1]);
    const before = [a.holder.held(), b.holder.held()];
    for (const { stops } of [a, b]) stops.length = 0;
    const died = new Promise((resolve) => scratch.postgres.onDeath(resolve));
    process.kill(scratch.postgres.pid() ?? 0, 'SIGKILL');
    await died;
    await new Promise((resolve) => setTimeout(resolve, quick.termMs + 500));
    expect([a.holder.held(), b.holder.held()]).toEqual(before);
    await scratch.postgres.restart();
    const added = await aCamera();
    await expect.poll(() => [...a.ids(), ...b.ids()].sort(), limit).toEqual([...cameras, added].sort());
    expect([...a.stops, ...b.stops]).toEqual([]);
    const fences = [a, b].map(({ holder }) => holder.held().filter((term) => term.cameraId !== added));
    expect(fences).toEqual(before);
  });

  test('one that alone is cut off is replaced, and stops at once when it learns so', async () => {
    const cameraId = await aCamera();
    const line = await aLine();
    const cutOff = aHolder('cut-off', quick, line.url);
    await expect.poll(cutOff.ids, limit).toEqual([cameraId]);
    const next = aHolder('next');
    line.cut();
    await expect.poll(next.ids, limit).toEqual([cameraId]);
    expect(cutOff.ids()).toEqual([cameraId]);
    expect(cutOff.stops).toEqual([]);
    line.mend();
    await expect.poll(() => cutOff.stops, limit).toEqual([[cameraId, 'lost']]);
    await expect.poll(cutOff.ids, limit).toEqual([]);
    expect(next.ids()).toEqual([cameraId]);
  });
});

describe('what a holder may write', () => {
  const second = 1_000;
  /** What is in the database after the ledger was written, ms since `from`, with how each stretch ended. */
  const writtenOf = async (
    ledger: CoverageLedger,
    cameraId: string,
    from: number,
  ): Promise<[number, number, string | null][]> => {
    await ledger.write();
    return (await rows(cameraId)).map((it) => [
      it.fromAt.getTime() - from,
      it.toAt.getTime() - from,
      it.endCause,
    ]);
  };
  const rows = (cameraId: string) =>
    scratch.context.database.prisma.coverageInterval.findMany({
      where: { cameraId },
      orderBy: { fromAt: 'asc' },
    });
  const steady = () => ({ wall: 0, monotonic: 0 });
  const ledgerOf = (term: HeldTerm, now: () => { wall: number; monotonic: number } = steady) =>
    new CoverageLedger(term, scratch.context, now);

  test('no coverage outside of its term, none about the future, and never the same time as another', async () => {
    const cameraId = await aCamera();
    const [old, next] = [terms('old', 600), terms('next', 60_000)];
    const taken = await old.take(cameraId);
    const sleeper = ledgerOf(taken!);
    sleeper.extend(Date.now() + 3_600 * second, Date.now() - 3_600 * second);
    await sleeper.write();
    let later: HeldTerm | null = null;
    await expect.poll(async () => (later = await next.take(cameraId)), limit).not.toBeNull();
    const present = ledgerOf(later!);
    present.extend(Date.now() + 3_600 * second, Date.now() - 3_600 * second);
    await present.write();
    // It wakes up and believes that it still holds.
    sleeper.extend(Date.now() + 3_600 * second, 0);
    sleeper.end('offline');
    sleeper.extend(Date.now() + 7_200 * second, Date.now());
    await sleeper.write();
    const [first, second_, ...more] = await rows(cameraId);
    const [firstTerm, secondTerm] = await leases(cameraId);
    expect(more).toEqual([]);
    expect([first!.fence, second_!.fence]).toEqual([1, 2]);
    expect(first).toMatchObject({
      fromAt: firstTerm!.takenAt,
      toAt: firstTerm!.expiresAt,
      endCause: 'offline',
    });
    expect(second_!.fromAt).toEqual(secondTerm!.takenAt);
    expect(second_!.toAt.getTime()).toBeLessThanOrEqual(Date.now() + 50);
    expect(second_!.endCause).toBeNull();
  });

  test('nothing over a stretch in which the process stood still or its clock was set', async () => {
    const cameraId = await aCamera();
    const term = await terms('a', 60_000).take(cameraId);
    const from = Date.now();
    let clock = { wall: 0, monotonic: 0 };
    const ledger = ledgerOf(term!, () => clock);
    ledger.extend(from + 1, from);
    for (const [wall, monotonic] of [
      [1_000, 1_000],
      [61_000, 61_000],
      [62_000, 62_000],
      [3_662_000, 63_000],
      [62_000, 64_000],
      [63_000, 65_000],
    ] as const) {
      clock = { wall, monotonic };
      ledger.extend(from + monotonic / 1_000, from + monotonic / 1_000);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    await ledger.write();
    const stretches = (await rows(cameraId)).map((row) => [row.fromAt.getTime(), row.toAt.getTime()]);
    const starts = [from, from + 61, from + 63, from + 64].map((it) => Math.max(it, stretches[0]![0]!));
    expect(stretches.map(([start]) => start)).toEqual(starts);
    expect(stretches.map(([, end]) => end)).toEqual([from + 1, from + 62, from + 63, from + 65]);
  });

  test('what was seen before the pictures ended is claimed with the next answer, unless that broke', async () => {
    const cameraId = await aCamera();
    const term = await terms('a', 60_000).take(cameraId);
    const from = Date.now() + 20;
    const at = (ms: number): number => from + ms;
    const ledger = ledgerOf(term!);
    const ends = () => writtenOf(ledger, cameraId, from);
    await new Promise((resolve) => setTimeout(resolve, 200));
    ledger.extend(at(10), at(0));
    ledger.endPictures('noStream', { seenUntil: at(90), heardUntil: at(10) });
    expect(ledger.watching).toBe(false);
    expect(await ends()).toEqual([[0, 10, 'noStream']]);
    // The pictures are back before the camera has answered again.
    ledger.extend(at(10), at(95));
    ledger.extend(at(100), at(100));
    expect(await ends()).toEqual([
      [0, 90, 'noStream'],
      [95, 100, null],
    ]);
    ledger.endPictures('noStream', { seenUntil: at(120), heardUntil: at(100) });
    ledger.endPictures('noStream', { seenUntil: at(120), heardUntil: at(119), unbrokenSince: at(110) });
    expect((await ends()).at(-1)).toEqual([95, 100, 'noStream']);
  });

  test('what was watched is claimed when what came of it is stored, though the watch has ended before', async () => {
    const cameraId = await aCamera();
    const term = await terms('a', 60_000).take(cameraId);
    const from = Date.now() + 20;
    const at = (ms: number): number => from + ms;
    const ledger = ledgerOf(term!, () => ({ wall: at(150), monotonic: 0 }));
    const ends = () => writtenOf(ledger, cameraId, from);
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Something that came at 40 is not stored yet when the camera is lost, and is later, in two steps.
    ledger.extend(at(40), at(0), 0, at(90));
    ledger.end('offline');
    expect(await ends()).toEqual([[0, 40, 'offline']]);
    ledger.extend(at(40), at(95), at(95), at(100));
    ledger.stored(at(60));
    expect(await ends()).toEqual([
      [0, 60, 'offline'],
      [95, 95, null],
    ]);
    ledger.stored(Infinity);
    expect((await ends())[0]).toEqual([0, 90, 'offline']);
    // What is learnt to have shown nothing is not claimed any more, whatever is stored.
    ledger.end('offline');
    ledger.end('pictureBlack', at(80));
    ledger.stored(Infinity);
    expect(await ends()).toEqual([
      [0, 80, 'offline'],
      [95, 95, 'offline'],
    ]);
  });

  test('the state of a camera is told by its present holder only', async () => {
    const cameraId = await aCamera();
    const { prisma } = scratch.context.database;
    const camera = await prisma.camera.update({ where: { id: cameraId }, data: { state: 'listening' } });
    const spool = new CaptureSpool(scratch.context, 'a');
    await spool.open();
    const [old, next] = [terms('old', 1), terms('next', 60_000)];
    const watching = async (term: HeldTerm | null) => {
      const parts = { spool: spool.under(term!), fence: term!.fence, receiver: null };
      const watch = new CameraWatch(camera, scratch.context, parts);
      watch.start();
      closing.push(() => watch.stop('stopped'));
    };
    const stale = await old.take(cameraId);
    let term: HeldTerm | null = null;
    await expect.poll(async () => (term = await next.take(cameraId)), limit).not.toBeNull();
    await watching(stale);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const state = async () => (await prisma.camera.findUniqueOrThrow({ where: { id: cameraId } })).state;
    expect(await state()).toBe('listening');
    await watching(term);
    await expect.poll(state, limit).toBe('offline');
  });
});

describe('a camera worker', () => {
  test('acts at once when a camera is added, changed, paused, resumed and deleted', async () => {
    const worker = await scratchContext();
    const [first, second] = [await openFaultyDevice(), await openFaultyDevice()];
    closing.push(() => worker.close(), first.close, second.close);
    const { database, secrets } = worker.context;
    const subscribed = () => [first.pullPoints.count(), second.pullPoints.count()];
    // Left to itself it would look again after ten minutes: what it does, it does because it is told.
    await watchCameras(worker.context, null, { termMs: 1_200_000, everyMs: 600_000 });
    const door = await database.prisma.door.create({ data: { name: 'Cổng' } });
    // One whose password cannot be read keeps no other from being watched, and says so.
    const sealedElsewhere = { address: '127.0.0.1:1', username: '', password: new Uint8Array(40) };
    const unread = await database.prisma.camera.create({
      data: { name: 'Ra', doorId: door.id, direction: 'out', ...sealedElsewhere },
    });
    const { address, username, password } = first.access;
    const { id } = await database.prisma.camera.create({
      data: {
        ...{ name: 'Vào', doorId: door.id, direction: 'in', address, username },
        ...{ password: secrets.encrypt(Buffer.from(password)), streamUri: 'rtsp://127.0.0.1:1/main' },
      },
    });
    const tell = () => publishLive(database, { type: 'camera', cameraId: id });
    const change = async (data: { address?: string; enabled?: boolean }): Promise<void> => {
      await database.prisma.camera.update({ where: { id }, data });
      await tell();
    };
    // Told again until it listens: it has only just started.
    await expect.poll(async () => (await tell(), subscribed()), limit).toEqual([1, 0]);
    const stateOfUnread = async () =>
      (await database.prisma.camera.findUniqueOrThrow({ where: { id: unread.id } })).state;
    await expect.poll(stateOfUnread, limit).toBe('wrongCredentials');
    await change({ address: second.access.address });
    await expect.poll(subscribed, limit).toEqual([0, 1]);
    await change({ enabled: false });
    await expect.poll(subscribed, limit).toEqual([0, 0]);
    await expect
      .poll(() => database.prisma.cameraLease.count({ where: { cameraId: id, ended: false } }), limit)
      .toBe(0);
    await change({ enabled: true });
    await expect.poll(subscribed, limit).toEqual([0, 1]);
    await database.prisma.camera.delete({ where: { id } });
    await tell();
    await expect.poll(subscribed, limit).toEqual([0, 0]);
  });
});

/** A way to the database that can be cut. */
async function aLine(): Promise<{ url: string; cut: () => void; mend: () => void }> {
  const target = new URL(scratch.context.database.url);
  const sockets = new Set<net.Socket>();
  let whole = true;
  const server = net.createServer((socket) => {
    if (!whole) return void socket.destroy();
    const onward = net.connect(Number(target.port), target.hostname);
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => undefined).on('close', () => (socket.destroy(), onward.destroy()));
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(target);
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    cut: () => {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (whole = true),
  };
}

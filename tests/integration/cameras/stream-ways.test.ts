import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveStream } from '../../../src/cameras/receive-stream.ts';
import { systemClock } from '../../../src/cameras/clock.ts';
import type { StreamTransport } from '../../../src/cameras/types.ts';
import type { StreamWay } from '../../virtual-camera/rtsp-server.ts';
import { startVirtualCamera, type VirtualCamera } from '../../virtual-camera/virtual-camera.ts';

const account = { username: 'admin', password: 'Mật-khẩu-1' };
const ways: StreamWay[] = ['tcp', 'udp', 'http'];
const cameras = new Map<StreamWay, VirtualCamera>();

beforeAll(async () => {
  for (const way of ways) cameras.set(way, await startVirtualCamera({ ...account, streamWays: [way] }));
});
afterAll(async () => {
  for (const camera of cameras.values()) await camera.close();
});

/** Until pictures have come for a while: the ways that connected, and what went wrong before. */
async function receive(way: StreamWay, transport: StreamTransport) {
  const uri = cameras.get(way)?.addresses.rtsp ?? '';
  const enough = new AbortController();
  const connected: StreamTransport[] = [];
  const lost: string[] = [];
  let pictures = 0;
  await receiveStream(
    { uri, ...account },
    {
      onConnect: (by) => connected.push(by),
      onPicture: () => ++pictures >= 20 && enough.abort(),
      onLost: (cause) => lost.push(cause),
    },
    {
      ...{ clock: systemClock, random: () => 0, transport },
      signal: AbortSignal.any([enough.signal, AbortSignal.timeout(50_000)]),
    },
  );
  return { connected, lost, pictures };
}

test.for(ways)('a camera whose streams come by %s only is received that way', async (way) => {
  const { connected, pictures, lost } = await receive(way, 'tcp');
  expect(connected).toEqual([way]);
  expect(pictures).toBeGreaterThanOrEqual(20);
  expect(lost).toHaveLength(ways.indexOf(way));
});

test('the way that was found is taken first', async () => {
  expect(await receive('http', 'http')).toMatchObject({ connected: ['http'], lost: [] });
});

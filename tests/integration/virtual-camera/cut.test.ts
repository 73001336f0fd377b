import { execFile } from 'node:child_process';
import net from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts';
import type { VirtualCamera } from '../../virtual-camera/virtual-camera.ts';
import { spawnVirtualCamera } from '../../virtual-camera/spawn.ts';

const run = promisify(execFile);

const clockRequest =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>';

async function answers({ addresses }: VirtualCamera): Promise<boolean> {
  const asked = await fetch(addresses.onvif, { method: 'POST', body: clockRequest }).catch(() => null);
  return asked?.status === 200;
}

function decodes({ addresses: { rtsp, username, password } }: VirtualCamera): Promise<boolean> {
  const url = rtsp.replace('rtsp://', `rtsp://${username}:${password}@`);
  const args = [
    '-loglevel',
    'error',
    '-rtsp_transport',
    'tcp',
    '-i',
    url,
    '-frames:v',
    '3',
    '-f',
    'null',
    '-',
  ];
  // A connection that was cut in the middle may leave it waiting for ever.
  return run('ffmpeg', args, { timeout: 8_000, killSignal: 'SIGKILL' }).then(
    () => true,
    () => false,
  );
}

/** Asks again and again until the answer is as wanted. */
async function until(wanted: boolean, ask: () => Promise<boolean>): Promise<void> {
  while ((await ask()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}

let camera: VirtualCamera;
beforeAll(async () => {
  camera = await startVirtualCamera();
});
afterAll(() => camera.close());

it('cannot be reached while it is cut off, drops what was open, and comes back at the same address', async () => {
  expect(await answers(camera)).toBe(true);
  const { hostname, port } = new URL(camera.addresses.rtsp);
  const open = net.connect(Number(port), hostname);
  const dropped = new Promise<void>((resolve) =>
    open.on('close', () => resolve()).on('error', () => undefined),
  );
  await new Promise((resolve) => open.once('connect', resolve));
  await camera.setReachable(false);
  await dropped;
  expect(await answers(camera)).toBe(false);
  expect(await decodes(camera)).toBe(false);
  await camera.setReachable(true);
  expect(await answers(camera)).toBe(true);
  expect(await decodes(camera)).toBe(true);
});

it('cuts itself off when the script says so', async () => {
  await camera.play({ startAt: new Date().toISOString(), cuts: [{ from: 0, to: 4 }] });
  await until(false, () => answers(camera));
  await until(true, () => answers(camera));
});

it('does wrong what the script says, and right again after it', async () => {
  const startAt = new Date().toISOString();
  await camera.play({
    startAt,
    faults: [
      { from: 0, to: 5, fault: 'htmlError', operations: ['GetSystemDateAndTime'] },
      { from: 0, to: 5, fault: 'streamRefused' },
    ],
  });
  expect(await answers(camera)).toBe(false);
  expect(await decodes(camera)).toBe(false);
  await until(true, () => answers(camera));
  await until(true, () => decodes(camera));
});

it('works the same in a process of its own, which leaves nothing behind', async () => {
  const spawned = await spawnVirtualCamera({ name: 'Cửa ra', events: false });
  expect(await answers(spawned)).toBe(true);
  await expect(spawned.play({ startAt: 'tomorrow' })).rejects.toThrow('startAt');
  await expect(
    spawned.play({ startAt: new Date().toISOString(), passages: [{ at: 0, people: [{ id: 'nobody' }] }] }),
  ).rejects.toThrow('no person nobody');
  await spawned.play({
    startAt: new Date(Date.now() + 3000).toISOString(),
    passages: [{ at: 0, people: [{ id: 'person-01' }] }],
  });
  await spawned.rendered();
  await spawned.setReachable(false);
  expect(await answers(spawned)).toBe(false);
  await spawned.close();
  expect(() => process.kill(spawned.pid, 0)).toThrow('ESRCH');
});

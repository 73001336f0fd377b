import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCamera, type CheckName, type CheckResult } from '../../../src/cameras/check-camera.ts';
import { discover } from '../../../src/cameras/discover.ts';
import type { CameraAccess, Frame } from '../../../src/cameras/types.ts';
import { motionEvent } from '../../virtual-camera/notifications.ts';
import { startVirtualCamera, type VirtualCamera } from '../../virtual-camera/virtual-camera.ts';

const password = 'mật khẩu';

async function check(
  access: CameraAccess,
  options = {},
  last?: CheckName,
): Promise<Record<string, CheckResult>> {
  const results: Record<string, CheckResult> = {};
  for await (const result of checkCamera(access, options)) {
    results[result.check] = result;
    if (result.check === last) break;
  }
  return results;
}

const outcomes = (results: Record<string, CheckResult>): Record<string, string> =>
  Object.fromEntries(Object.entries(results).map(([name, { outcome }]) => [name, outcome]));

describe('adding a camera', () => {
  let camera: VirtualCamera;
  let access: CameraAccess;

  beforeAll(async () => {
    camera = await startVirtualCamera({
      name: 'Cửa sau',
      manufacturer: 'Dahua',
      password,
      clockOffsetSeconds: 20,
      discovery: true,
    });
    access = { address: camera.addresses.onvif, username: camera.addresses.username, password };
  });
  afterAll(async () => camera.close());

  it('finds it on the network', async () => {
    const found = await discover({ timeoutMs: 1_500, devices: ['lo'] });
    const ours = found.find(({ addresses }) => addresses.includes(camera.addresses.onvif));
    expect(ours?.name).toBe('Cửa sau');
    expect(ours?.endpoint).toMatch(/^urn:uuid:/);
  });

  it('goes through every check, up to somebody walking past', async () => {
    const pictures: Frame[] = [];
    const walking = setInterval(() => void camera.raise(motionEvent(true)), 500);
    const results = await check(access, {
      walkPastMs: 20_000,
      onPicture: (frame: Frame) => pictures.push(frame),
    });
    clearInterval(walking);
    expect(outcomes(results)).toEqual({
      address: 'passed',
      onvif: 'passed',
      login: 'passed',
      // Twenty seconds off: it works, and the installer is told.
      clock: 'warning',
      streams: 'passed',
      picture: 'passed',
      subStream: 'passed',
      snapshot: 'passed',
      events: 'passed',
      walkPast: 'passed',
      // Not asked for.
      faces: 'skipped',
    });
    expect(results['login']?.facts).toMatchObject({ vendor: 'dahua', model: 'Virtual 720' });
    expect(results['picture']?.facts).toEqual({
      ...{ width: 1280, height: 720, transport: 'tcp' },
      light: 'good',
    });
    expect(results['walkPast']?.facts).toEqual({
      topic: 'RuleEngine/CellMotionDetector/Motion',
      kind: 'motion',
    });
    expect(pictures[0]?.width).toBe(1280);
  });

  it('takes its pictures from the streams that the office typed, where it did', async () => {
    const { rtsp, rtspSub } = camera.addresses;
    const results = await check(access, { streams: { main: rtspSub, sub: rtsp } }, 'subStream');
    expect(results['picture']?.facts['width']).toBeLessThan(1280);
    expect(results['subStream']?.facts).toMatchObject({ width: 1280 });
  });

  it('stops at a wrong password and says so, with what to know of the vendor', async () => {
    const results = await check({ ...access, password: 'sai' });
    expect(outcomes(results)).toMatchObject({
      address: 'passed',
      login: 'failed',
      clock: 'skipped',
      events: 'skipped',
    });
    expect(results['login']?.error?.code).toBe('camera_wrong_credentials');
  });

  it('does not tell that events come when nobody was asked to walk past', async () => {
    const results = await check(access);
    expect(results['walkPast']).toMatchObject({ outcome: 'skipped', error: null });
  });

  it('tells when nobody could be seen walking past', async () => {
    const results = await check(access, { walkPastMs: 1_500 });
    expect(results['walkPast']).toMatchObject({ outcome: 'failed', error: { code: 'camera_no_events' } });
  });

  it('skips everything behind an address that names nothing', async () => {
    const results = await check({ ...access, address: 'two words' });
    expect(results['address']?.error?.code).toBe('camera_address_invalid');
    expect(Object.values(outcomes(results)).filter((outcome) => outcome === 'skipped')).toHaveLength(10);
  });
});

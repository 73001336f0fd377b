import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts';
import type { VirtualCamera } from '../../virtual-camera/virtual-camera.ts';

const run = promisify(execFile);
let camera: VirtualCamera;

beforeAll(async () => {
  camera = await startVirtualCamera({ username: 'admin', password: 'mật khẩu 1' });
});
afterAll(() => camera.close());

function withLogin(url: string, password = 'mật khẩu 1'): string {
  return url.replace('rtsp://', `rtsp://admin:${encodeURIComponent(password)}@`);
}

const quiet = ['-hide_banner', '-loglevel', 'error', '-rtsp_transport', 'tcp'];

/** Decodes a number of frames and gives their checksums with time stamps, as ffmpeg's framemd5 writes them. */
async function watch(url: string, frames: number): Promise<{ at: number; bytes: number }[]> {
  const args = [
    ...quiet,
    '-i',
    withLogin(url),
    '-frames:v',
    String(frames),
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1/90000',
    '-f',
    'framemd5',
    '-',
  ];
  const { stdout, stderr } = await run('ffmpeg', args);
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map(([, , at, , bytes]) => ({ at: Number(at) / 90_000, bytes: Number(bytes) }));
}

describe('RTSP', () => {
  it('serves several viewers of both streams at once, every frame in its time', async () => {
    const { rtsp, rtspSub } = camera.addresses;
    const watched = await Promise.all([watch(rtsp, 25), watch(rtsp, 25), watch(rtspSub ?? '', 25)]);
    expect(watched.map((frames) => frames[0]?.bytes)).toEqual([
      1280 * 720 * 1.5,
      1280 * 720 * 1.5,
      640 * 360 * 1.5,
    ]);
    for (const frames of watched) {
      expect(frames).toHaveLength(25);
      // ffmpeg knows no time of the first picture of any RTP stream
      const gaps = frames.slice(2).map((frame, i) => frame.at - (frames[i + 1]?.at ?? 0));
      for (const gap of gaps) expect(gap).toBeCloseTo(0.1, 3);
    }
  });

  it('refuses a wrong password, an unknown stream and a viewer without a login', async () => {
    const attempt = (url: string) =>
      run('ffmpeg', [...quiet, '-i', url, '-frames:v', '1', '-f', 'null', '-']);
    const { rtsp } = camera.addresses;
    await expect(attempt(withLogin(rtsp, 'mat khau 1'))).rejects.toThrow('401');
    await expect(attempt(rtsp)).rejects.toThrow('401');
    await expect(attempt(withLogin(rtsp.replace('/main', '/other')))).rejects.toThrow('404');
  });

  it('is not disturbed by a viewer that goes away in the middle', async () => {
    const rude = spawn('ffmpeg', [...quiet, '-i', withLogin(camera.addresses.rtsp), '-f', 'null', '-']);
    await watch(camera.addresses.rtsp, 5);
    rude.kill('SIGKILL');
    expect(await watch(camera.addresses.rtsp, 12)).toHaveLength(12);
  });
});

/** Single pictures of a script, for tests that need no camera: what it would show, as JPEG. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { JpegSplitter } from '../../src/cameras/jpeg.ts';
import { openScene } from './scene.ts';
import type { CameraScript } from './script.ts';

const size = { width: 1280, height: 720 };

/** The pictures at the instants (epoch ms), in their order. */
export async function drawStills(script: CameraScript, instants: readonly number[]): Promise<Buffer[]> {
  const scene = await openScene({ ...size, timeZone: 'Asia/Ho_Chi_Minh', clockOffsetSeconds: 0 });
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'yuv420p',
    '-s',
    `${size.width}x${size.height}`,
    '-i',
    'pipe:0',
  ];
  const output = ['-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', 'pipe:1'];
  const ffmpeg = spawn(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'error', '-threads', '1', ...input, ...output],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const splitter = new JpegSplitter();
  const stills: Buffer[] = [];
  ffmpeg.stdout.on('data', (chunk: Buffer) => stills.push(...splitter.push(chunk)));
  const closed = once(ffmpeg, 'close');
  for (const instant of instants) {
    const { data } = await scene.frameAt(script, instant);
    // The scene draws into one buffer; ffmpeg reads later.
    if (!ffmpeg.stdin.write(Buffer.from(data))) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  await closed;
  if (stills.length !== instants.length) throw new Error(`${stills.length} of ${instants.length} pictures`);
  return stills;
}

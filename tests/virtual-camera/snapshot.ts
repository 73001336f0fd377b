/** JPEG snapshots out of the encoded footage. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { toAnnexB } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';

/** Decodes a key frame to JPEG; rejects when ffmpeg cannot. */
export async function keyFrameToJpeg(unit: AccessUnit): Promise<Buffer> {
  const quiet = ['-hide_banner', '-loglevel', 'error', '-threads', '1'];
  const args = [
    ...quiet,
    '-f',
    'h264',
    '-i',
    'pipe:0',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-q:v',
    '3',
    '-f',
    'image2pipe',
    'pipe:1',
  ];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  ffmpeg.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  ffmpeg.stdin.on('error', () => undefined);
  ffmpeg.stdin.end(toAnnexB([unit]));
  await once(ffmpeg, 'close');
  if (chunks.length === 0) throw new Error('the key frame could not be decoded');
  return Buffer.concat(chunks);
}

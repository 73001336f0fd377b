/** Raw frames to H.264 seconds, through one ffmpeg for each run of seconds. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { accessUnitGatherer, nalSplitter } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';
import type { YuvFrame } from './yuv.ts';

export type EncoderOptions = {
  width: number;
  height: number;
  fps: number;
  /** Also encode a smaller stream of this size. */
  sub: { width: number; height: number } | null;
  /** Make every frame a key frame, with the same parameter sets as the frames of a normal second. */
  keyFramesOnly?: boolean;
};

/** The pictures of one second, a key frame first (of one frame only, when encoding key frames only). */
export type EncodedSecond = { main: AccessUnit[]; sub: AccessUnit[] };

/** Every second is a closed group of pictures with its own parameter sets, so that seconds can be joined freely. */
function codecArguments({ fps, keyFramesOnly }: EncoderOptions): string[] {
  const x264 = [
    `keyint=${fps}:min-keyint=${fps}:scenecut=0:bframes=0:repeat-headers=1:aud=1`,
    'threads=1:rc-lookahead=0:sync-lookahead=0:mbtree=0:weightp=0',
  ].join(':');
  const codec = ['-c:v', 'libx264', '-preset', 'superfast', '-crf', '21', '-pix_fmt', 'yuv420p'];
  const forced = keyFramesOnly ? ['-forced-idr', '1', '-force_key_frames', 'expr:1'] : [];
  return [...codec, '-x264-params', x264, ...forced, '-f', 'h264', '-flush_packets', '1'];
}

function ffmpegArguments(options: EncoderOptions): string[] {
  const { width, height, fps, sub } = options;
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'yuv420p',
    '-s',
    `${width}x${height}`,
    '-r',
    String(fps),
    '-i',
    'pipe:0',
  ];
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
  if (!sub) return [...quiet, ...input, ...codecArguments(options), 'pipe:1'];
  const split = `[0:v]split[a][b];[b]scale=${sub.width}:${sub.height}:flags=bilinear[small]`;
  return [
    ...quiet,
    ...['-filter_threads', '1', '-filter_complex_threads', '1'],
    ...input,
    ...['-filter_complex', split],
    ...['-map', '[a]', ...codecArguments(options), 'pipe:1'],
    ...['-map', '[small]', ...codecArguments(options), 'pipe:3'],
  ];
}

/** Groups a stream's pictures by second. */
function secondsOf(stream: Readable, perSecond: number, onSecond: (units: AccessUnit[]) => void): void {
  let units: AccessUnit[] = [];
  const gatherer = accessUnitGatherer((unit) => {
    units.push(unit);
    if (units.length < perSecond) return;
    onSecond(units);
    units = [];
  });
  const splitter = nalSplitter((nal) => gatherer.push(nal));
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  stream.on('end', () => {
    splitter.end();
    gatherer.end();
  });
}

async function finished(ffmpeg: ChildProcess, remarks: () => string): Promise<void> {
  const [code, signal] = (await once(ffmpeg, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${signal ?? code}: ${remarks()}`);
}

/**
 * Encodes frames as they are made; `onSecond` is called for each complete second, in order. The frames' number must be
 * a whole number of seconds. Rejects when ffmpeg fails or is not there.
 */
export async function encode(
  options: EncoderOptions,
  frames: AsyncIterable<YuvFrame>,
  onSecond: (second: EncodedSecond) => void,
): Promise<void> {
  const ffmpeg = spawn('ffmpeg', ffmpegArguments(options), { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  let remarks = '';
  ffmpeg.stderr.on('data', (chunk: Buffer) => (remarks = (remarks + chunk.toString()).slice(-2000)));
  const mains: AccessUnit[][] = [];
  const subs: AccessUnit[][] = [];
  const pair = (): void => {
    while (mains.length > 0 && (!options.sub || subs.length > 0)) {
      onSecond({ main: mains.shift() ?? [], sub: subs.shift() ?? [] });
    }
  };
  const perSecond = options.keyFramesOnly ? 1 : options.fps;
  secondsOf(ffmpeg.stdout, perSecond, (units) => (mains.push(units), pair()));
  secondsOf(ffmpeg.stdio[3] as Readable, perSecond, (units) => (subs.push(units), pair()));
  const end = finished(ffmpeg, () => remarks);
  end.catch(() => undefined);
  ffmpeg.stdin.on('error', () => undefined);
  try {
    for await (const frame of frames) {
      if (ffmpeg.exitCode !== null || ffmpeg.signalCode !== null) break;
      // the frame's buffer is used again, so it must be out before the next is drawn
      await new Promise<void>((resolve) => ffmpeg.stdin.write(frame.data, () => resolve()));
    }
    ffmpeg.stdin.end();
    await end;
  } finally {
    ffmpeg.kill('SIGKILL');
  }
}

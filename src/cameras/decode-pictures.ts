/** Decodes coded pictures to JPEG, with the stream time of each. One ffmpeg per run, fed as pictures come. */
import { PassThrough } from 'node:stream';
import { runFfmpeg } from './ffmpeg.ts';
import { jpegSize, JpegSplitter } from './jpeg.ts';
import { ticksPerSecond, type CodedPicture } from './transport-stream.ts';

export type DecodedPicture = { pts: number; jpeg: Buffer; width: number; height: number };

export type DecodeOptions = {
  /** Pictures outside these stream times are decoded (others depend on them) but not returned. */
  fromPts: number;
  toPts: number;
  fps: number;
  maxWidth?: number | undefined;
  signal: AbortSignal;
};

/** A decoder that says nothing for this long is ended. */
const stallMs = 10_000;

/**
 * Decodes what the feed gives until it ends. Pictures come out in their order as soon as they are decoded.
 * @throws AppError service_unavailable when there is no ffmpeg
 */
export async function* decodePictures(
  feed: AsyncIterable<CodedPicture>,
  options: DecodeOptions,
): AsyncGenerator<DecodedPicture> {
  const input = new PassThrough();
  const times: number[] = [];
  const pictures: Buffer[] = [];
  const splitter = new JpegSplitter();
  const run = await runFfmpeg({
    input,
    // Small probing: the first picture holds all there is to know, and waiting for more would cost its time.
    inputOptions: ['-f', 'mpegts', '-probesize', '65536', '-fpsprobesize', '0', '-threads', '1'],
    outputOptions: [
      '-copyts',
      ...['-vf', filters(options), '-vsync', 'passthrough'],
      ...['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '3', '-flush_packets', '1'],
    ],
    onLine: (line) => {
      const time = /\bpts_time:\s*(-?[\d.]+)/.exec(line)?.[1];
      if (time === undefined) return;
      times.push(Number(time));
      wake();
    },
  });
  let wake: () => void = () => undefined;
  let finished = false;
  let watchdog = setTimeout(() => run.kill(), stallMs);
  run.output.on('data', (chunk: Buffer) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => run.kill(), stallMs);
    pictures.push(...splitter.push(chunk));
    wake();
  });
  const onAbort = (): void => run.kill();
  options.signal.addEventListener('abort', onAbort, { once: true });
  const drained = new Promise<void>((resolve) => run.output.once('end', resolve).once('close', resolve));
  void Promise.all([run.ended, drained]).then(() => {
    finished = true;
    wake();
  });
  const feeding = feedInto(input, feed, options.signal);
  try {
    for (;;) {
      const jpeg = pictures.length > 0 && times.length > 0 ? pictures.shift() : undefined;
      if (jpeg === undefined) {
        if (finished) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (finished || (pictures.length > 0 && times.length > 0)) resolve();
        });
        continue;
      }
      const pts = (times.shift() ?? 0) * ticksPerSecond;
      const size = jpegSize(jpeg);
      if (size) yield { pts, jpeg, ...size };
    }
  } finally {
    clearTimeout(watchdog);
    options.signal.removeEventListener('abort', onAbort);
    run.kill();
    await feeding;
    await run.ended;
  }
}

function filters({ fromPts, toPts, fps, maxWidth }: DecodeOptions): string {
  const seconds = (pts: number): string => Math.max(-1e9, Math.min(1e9, pts / ticksPerSecond)).toFixed(4);
  // A hundredth of tolerance: at 10 pictures a second every second one is wanted for 5, not every third.
  const apart = Math.max(0, 1 / fps - 0.01).toFixed(4);
  const select = `between(t,${seconds(fromPts)},${seconds(toPts)})*(isnan(prev_selected_t)+gte(t-prev_selected_t,${apart}))`;
  const scale = maxWidth ? [`scale='min(iw,${maxWidth})':-2`] : [];
  return [`select='${select}'`, 'showinfo', ...scale].join(',');
}

/** Until there is room again, or it is closed. */
function drained(input: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      input.off('drain', done).off('close', done);
      resolve();
    };
    input.on('drain', done).on('close', done);
  });
}

async function feedInto(
  input: PassThrough,
  feed: AsyncIterable<CodedPicture>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const picture of feed) {
      if (signal.aborted || input.destroyed) break;
      if (!input.write(picture.bytes)) await drained(input);
    }
  } finally {
    input.end();
  }
}

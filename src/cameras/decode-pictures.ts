/** Decodes coded pictures to JPEG, with the stream time of each. One ffmpeg per run, fed as pictures come. */
import { PassThrough } from 'node:stream';
import type { PictureArea } from '../domain/picture-area.ts';
import { decodeSlot } from './decode-slots.ts';
import { decoderOptions, type Decoder } from './decoders.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { jpegSize, JpegSplitter } from './jpeg.ts';
import { blackFilters } from './picture-masks.ts';
import { ticksPerSecond, type CodedPicture } from './transport-stream.ts';

export type DecodedPicture = { pts: number; jpeg: Buffer; width: number; height: number };

export type DecodeOptions = {
  /** Pictures outside these stream times are decoded (others depend on them) but not returned. */
  fromPts: number;
  toPts: number;
  fps: number;
  maxWidth?: number | undefined;
  /** Areas that are black in every picture returned. */
  masks?: readonly PictureArea[] | undefined;
  /** Default software. When hardware fails nothing comes, and no error. */
  decoder?: Decoder | undefined;
  /** For a decoder that never ends: it takes no turn among the bursts. */
  endless?: boolean;
  signal: AbortSignal;
};

/** A decoder that says nothing for this long is ended. */
const stallMs = 20_000;

/**
 * Decodes what the feed gives until it ends. Pictures come out in their order as soon as they are decoded.
 * @throws AppError service_unavailable when there is no ffmpeg
 */
export async function* decodePictures(
  feed: AsyncIterable<CodedPicture>,
  options: DecodeOptions,
): AsyncGenerator<DecodedPicture> {
  const release = options.endless ? () => undefined : await decodeSlot();
  try {
    yield* decodeNow(feed, options);
  } finally {
    release();
  }
}

async function* decodeNow(
  feed: AsyncIterable<CodedPicture>,
  options: DecodeOptions,
): AsyncGenerator<DecodedPicture> {
  const input = new PassThrough();
  const pairs = new PicturePairs();
  const run = await runFfmpeg({
    input,
    // Small probing: the first picture holds all there is to know, and waiting for more would cost its time.
    inputOptions: [
      ...decoderOptions(options.decoder ?? 'software'),
      ...['-f', 'mpegts', '-probesize', '65536', '-fpsprobesize', '0', '-threads', '1'],
    ],
    outputOptions: [
      '-copyts',
      ...['-vf', filters(options), '-vsync', 'passthrough'],
      ...['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '3', '-flush_packets', '1'],
    ],
    onLine: (line) => pairs.line(line),
    signal: options.signal,
  });
  const kill = (): void => run.kill();
  let watchdog = setTimeout(kill, stallMs);
  run.output.on('data', (chunk: Buffer) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(kill, stallMs);
    pairs.bytes(chunk);
  });
  const drained = new Promise<void>((resolve) => run.output.once('end', resolve).once('close', resolve));
  void Promise.all([run.ended, drained]).then(() => pairs.end());
  const feeding = feedInto(input, feed, options.signal);
  try {
    yield* pairs.read();
  } finally {
    clearTimeout(watchdog);
    kill();
    await feeding;
    await run.ended;
  }
}

/** Brings together what ffmpeg says on its log (the time of each picture) and what it writes (the picture). */
class PicturePairs {
  readonly #splitter = new JpegSplitter();
  readonly #times: number[] = [];
  readonly #pictures: Buffer[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  line(line: string): void {
    const time = /\bpts_time:\s*(-?[\d.]+)/.exec(line)?.[1];
    if (time === undefined) return;
    this.#times.push(Number(time));
    this.#wake();
  }

  bytes(chunk: Buffer): void {
    this.#pictures.push(...this.#splitter.push(chunk));
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *read(): AsyncGenerator<DecodedPicture> {
    for (;;) {
      const [seconds] = this.#times;
      const jpeg = seconds === undefined ? undefined : this.#pictures.shift();
      if (jpeg !== undefined && seconds !== undefined) {
        this.#times.shift();
        const size = jpegSize(jpeg);
        if (size) yield { pts: seconds * ticksPerSecond, jpeg, ...size };
      } else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function filters({ fromPts, toPts, fps, maxWidth, masks = [] }: DecodeOptions): string {
  const seconds = (pts: number): string => Math.max(-1e9, Math.min(1e9, pts / ticksPerSecond)).toFixed(4);
  // A hundredth of tolerance: at 10 pictures a second every second one is wanted for 5, not every third.
  const apart = Math.max(0, 1 / fps - 0.01).toFixed(4);
  const select = `between(t,${seconds(fromPts)},${seconds(toPts)})*(isnan(prev_selected_t)+gte(t-prev_selected_t,${apart}))`;
  const scale = maxWidth ? [`scale='min(iw,${maxWidth})':-2`] : [];
  return [`select='${select}'`, 'showinfo', ...blackFilters(masks), ...scale].join(',');
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

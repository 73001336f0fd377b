/**
 * Receives one RTSP stream without decoding it, for ever: restarts with backoff, ends what stalls. The address
 * with its password goes to ffmpeg on its standard input, so it is on no process list.
 */
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { maskCredentials } from './device-address.ts';
import { runFfmpeg, type FfmpegRun } from './ffmpeg.ts';
import { nextTransport } from './stream-transport.ts';
import { TransportStreamCutter, type CodedPicture } from './transport-stream.ts';
import type { CameraLog, Clock, StreamAccess, StreamTransport } from './types.ts';

export type ReceiverEvents = {
  /** A connection brings its first picture: stream times start anew. */
  onConnect: (transport: StreamTransport) => void;
  onPicture: (picture: CodedPicture) => void;
  onLost: (cause: string) => void;
};

export type ReceiverOptions = {
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
  log?: CameraLog | undefined;
  /** Tried first. */
  transport: StreamTransport;
};

/** No picture for this long and the connection is given up: also for streams of one picture a second. */
const stallMs = 6_000;
const connectMs = 12_000;
const firstDelayMs = 1_000;
const capMs = 30_000;
/** Pictures came for this long: the next failure is a new one. */
const settledMs = 30_000;

/** Runs until the signal aborts; then every process is gone. */
export async function receiveStream(
  access: StreamAccess,
  events: ReceiverEvents,
  options: ReceiverOptions,
): Promise<void> {
  const { clock, signal } = options;
  let { transport } = options;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const startedAt = clock.now();
    const { cause, received } = await receiveOnce(access, transport, events, options);
    if (signal.aborted) return;
    events.onLost(cause);
    if (clock.now() - startedAt > settledMs) attempt = 0;
    const delayMs =
      Math.min(capMs, firstDelayMs * 2 ** Math.min(attempt, 10)) * (0.8 + 0.4 * options.random());
    transport = nextTransport(transport, { cause, received });
    options.log?.warn({ cause, delayMs: Math.round(delayMs) }, 'camera stream interrupted');
    await clock.sleep(delayMs, signal);
  }
}

/** One connection, from start to loss. Returns why it was lost. */
async function receiveOnce(
  access: StreamAccess,
  transport: StreamTransport,
  events: ReceiverEvents,
  options: ReceiverOptions,
): Promise<{ cause: string; received: boolean }> {
  const { signal, clock } = options;
  let run: FfmpegRun;
  try {
    run = await runFfmpeg({
      input: Readable.from([playlist(access, transport)]),
      inputOptions: [
        ...['-loglevel', 'error', '-f', 'concat', '-safe', '0'],
        ...['-protocol_whitelist', 'pipe,rtsp,rtsps,tcp,udp,rtp,tls,http,https'],
        ...['-fpsprobesize', '0', '-analyzeduration', '2000000'],
      ],
      outputOptions: [
        ...['-map', '0:v:0', '-c', 'copy', '-copyts', '-f', 'mpegts', '-flush_packets', '1'],
        ...['-muxdelay', '0', '-muxpreload', '0', '-mpegts_flags', '+resend_headers+pat_pmt_at_frames'],
      ],
      secrets: [access.password, encodeURIComponent(access.password)],
      signal,
    });
  } catch (error) {
    return { cause: error instanceof Error ? error.message : String(error), received: false };
  }
  const cutter = new TransportStreamCutter();
  let stalled = false;
  let received = false;
  const giveUp = (): void => {
    stalled = true;
    run.kill();
  };
  let watchdog = setTimeout(giveUp, connectMs);
  run.output.on('data', (chunk: Buffer) => {
    for (const picture of cutter.push(chunk, clock.now())) {
      if (!received) events.onConnect(transport);
      received = true;
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, stallMs);
      events.onPicture(picture);
    }
  });
  const reason = await run.ended;
  clearTimeout(watchdog);
  const silence = received ? `no picture for ${stallMs / 1000} s` : 'no picture after connecting';
  return { cause: stalled ? silence : (reason ?? 'the camera ended the stream'), received };
}

/**
 * What ffmpeg is told to open. Its parser knows only single quotes, so those are percent-encoded. The address comes
 * from the device: nothing but RTSP is opened. @throws AppError camera_no_stream
 */
export function playlist({ uri, username, password }: StreamAccess, transport: StreamTransport): string {
  if (!/^rtsps?:\/\/[^/]/i.test(uri))
    throw new AppError('camera_no_stream', 'the stream address is not RTSP');
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const bare = maskCredentials(uri)
    .replace('***@', '')
    .replace(/'/g, '%27')
    .replace(/[\r\n]/g, '');
  const login = username === '' ? '' : `${encode(username)}:${encode(password)}@`;
  const withLogin = bare.replace(/^([a-z]+:\/\/)/i, (scheme) => `${scheme}${login}`);
  return [
    'ffconcat version 1.0',
    `file '${withLogin}'`,
    `option rtsp_transport ${transport}`,
    'option timeout 5000000',
    '',
  ].join('\n');
}

/**
 * The only file that knows fluent-ffmpeg: starts one ffmpeg with input on its stdin and output on its stdout, and
 * tells once how it ended. Known weaknesses of the wrapper are dealt with here: a binary that vanished crashes it,
 * a wanted stop looks like an error, a lost live stream looks like a good end, what is not started yet cannot be killed.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { AppError } from '../errors.ts';
import { maskCredentials } from './device-address.ts';

export type FfmpegRun = {
  output: Readable;
  /** How it ended: null for an end of its own or one we asked for, else the reason, without credentials. Never rejects. */
  ended: Promise<string | null>;
  /** Ends it at once; `ended` follows. */
  kill(): void;
};

export type FfmpegOptions = {
  input: Readable;
  inputOptions: readonly string[];
  outputOptions: readonly string[];
  /** Called for every line ffmpeg writes to its log. */
  onLine?: (line: string) => void;
  /** Texts that must not appear in an error. */
  secrets?: readonly string[];
  /** Ends it whenever it aborts: also before, and while it is being started. */
  signal: AbortSignal;
};

/** Where ffmpeg is, as the shell would find it. @throws AppError service_unavailable */
export async function findFfmpeg(): Promise<string> {
  const named = process.env['FFMPEG_PATH'];
  const candidates = named
    ? [named]
    : (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'ffmpeg'));
  for (const candidate of candidates) {
    const runnable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) return candidate;
  }
  throw new AppError('service_unavailable', 'ffmpeg is not installed', { retryable: true });
}

/** Starts ffmpeg. @throws AppError service_unavailable when there is none */
export async function runFfmpeg(options: FfmpegOptions): Promise<FfmpegRun> {
  const path = await findFfmpeg();
  const output = new PassThrough({ highWaterMark: 1 << 20 });
  let stopped = false;
  const command = ffmpeg(options.input)
    .setFfmpegPath(path)
    .inputOptions(['-hide_banner', '-nostats', ...options.inputOptions])
    .outputOptions([...options.outputOptions]);
  if (options.onLine) command.on('stderr', options.onLine);
  const ended = new Promise<string | null>((resolve) => {
    command.on('error', (error: Error, _stdout: unknown, log: unknown) => {
      const reason = `${error.message.split('\n')[0] ?? ''}: ${lastLine(typeof log === 'string' ? log : '')}`;
      resolve(stopped ? null : maskCredentials(reason, options.secrets));
    });
    command.on('end', () => resolve(null));
  });
  const kill = (): void => {
    stopped = true;
    options.input.destroy();
    command.kill('SIGKILL');
  };
  // The wrapper asks ffmpeg what it can do before it starts it; a kill in that time would find nothing to kill.
  command.on('start', () => {
    if (stopped) command.kill('SIGKILL');
  });
  output.on('error', () => undefined);
  options.input.on('error', () => undefined);
  options.signal.addEventListener('abort', kill, { once: true });
  void ended.then(() => {
    options.signal.removeEventListener('abort', kill);
    output.end();
  });
  command.output(output, { end: true }).run();
  if (options.signal.aborted) kill();
  return { output, ended, kill };
}

const lastLine = (log: string): string => log.split('\n').filter(Boolean).at(-1) ?? '';

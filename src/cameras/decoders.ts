/**
 * Which processor decodes a camera's pictures. What a machine offers says little (ffmpeg lists what it was built with),
 * so each camera's own stream is tried on it once; what worked is remembered, software serves everywhere else.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from './ffmpeg.ts';

/** In the order in which they are tried. */
export const hardwareDecoders = ['vaapi', 'qsv', 'cuda', 'v4l2m2m'] as const;
export type HardwareDecoder = (typeof hardwareDecoders)[number];
export type Decoder = 'software' | HardwareDecoder;

/** What ffmpeg is told before its input. */
export function decoderOptions(decoder: Decoder): readonly string[] {
  if (decoder === 'software') return [];
  return decoder === 'v4l2m2m' ? ['-c:v', 'h264_v4l2m2m'] : ['-hwaccel', decoder];
}

/** The hardware decoders that this ffmpeg was built with, from what it lists. */
export function listedDecoders(hwaccels: string, decoders: string): HardwareDecoder[] {
  const words = new Set(hwaccels.split(/\s+/));
  return hardwareDecoders.filter((name) =>
    name === 'v4l2m2m' ? decoders.includes('h264_v4l2m2m') : words.has(name),
  );
}

let offered: Promise<HardwareDecoder[]> | null = null;

/** Asks ffmpeg once; none when it cannot be asked. */
export function offeredDecoders(): Promise<HardwareDecoder[]> {
  const ask = async (): Promise<HardwareDecoder[]> => {
    const ffmpeg = await findFfmpeg();
    const list = async (what: string): Promise<string> =>
      (await promisify(execFile)(ffmpeg, ['-hide_banner', what], { timeout: 10_000 })).stdout;
    return listedDecoders(await list('-hwaccels'), await list('-decoders'));
  };
  return (offered ??= ask().catch(() => []));
}

/** The first of the offered decoders for which the trial succeeds, else software. */
export async function firstThatWorks(
  candidates: readonly HardwareDecoder[],
  trial: (decoder: HardwareDecoder) => Promise<boolean>,
): Promise<Decoder> {
  for (const candidate of candidates) if (await trial(candidate).catch(() => false)) return candidate;
  return 'software';
}

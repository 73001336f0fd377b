/** A few seconds of a moving test picture, encoded once and played for ever: costs next to nothing, for any number of cameras. */
import { spawn } from 'node:child_process';
import { accessUnitGatherer, nalSplitter } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';
import type { PlayableFootage } from './rtsp-server.ts';

export type LoopShape = { width: number; height: number; fps: number; seconds: number };

/** Rejects when there is no ffmpeg on the machine. */
export async function loopedFootage({ width, height, fps, seconds }: LoopShape): Promise<PlayableFootage> {
  const units: AccessUnit[] = [];
  const gatherer = accessUnitGatherer((unit) => units.push(unit));
  const splitter = nalSplitter((nal) => gatherer.push(nal));
  const source = `testsrc2=s=${width}x${height}:r=${fps},noise=alls=6:allf=t`;
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '0', '-pix_fmt', 'yuv420p'];
  const parameters = `keyint=${fps}:min-keyint=${fps}:scenecut=0:aud=1:repeat-headers=1`;
  const ffmpeg = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', source, '-t', String(seconds)],
      ...[...codec, '-x264-params', parameters, '-f', 'h264', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const failed = new Promise<never>((_, reject) => ffmpeg.once('error', reject));
  const read = async (): Promise<void> => {
    for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) splitter.push(chunk);
  };
  await Promise.race([read(), failed]);
  splitter.end();
  gatherer.end();
  return {
    second: (epochSecond) => {
      const from = (epochSecond % seconds) * fps;
      const main = units.slice(from, from + fps);
      return { main, sub: main };
    },
  };
}

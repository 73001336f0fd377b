/**
 * Draws and encodes runs of seconds. A second in which nobody is visible differs from any other only by the clock,
 * which changes at its key frame: so only that frame is drawn and encoded, and the rest is the same few bytes each time.
 */
import { encode } from './encoder.ts';
import type { EncodedSecond, EncoderOptions } from './encoder.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';
import { truthOf } from './script.ts';
import type { CameraScript } from './script.ts';
import type { YuvFrame } from './yuv.ts';

export type RendererOptions = {
  width: number;
  height: number;
  fps: number;
  sub: { width: number; height: number } | null;
  timeZone: string;
  clockOffsetSeconds: number;
};

export type Renderer = {
  /** Renders whole seconds (epoch seconds, from inclusive, to exclusive); calls `onSecond` for each, in order. */
  render(
    script: CameraScript,
    from: number,
    to: number,
    onSecond: (second: number, encoded: EncodedSecond) => void,
  ): Promise<void>;
};

/** Cuts [from, to) into runs of seconds with and without people. */
export function runsOf(
  script: CameraScript,
  from: number,
  to: number,
): { from: number; to: number; idle: boolean }[] {
  const visible = truthOf(script);
  const isIdle = (second: number): boolean =>
    !visible.some((p) => p.visibleFrom < (second + 1) * 1000 && p.visibleTo > second * 1000);
  const runs: { from: number; to: number; idle: boolean }[] = [];
  for (let second = from; second < to; second++) {
    const last = runs.at(-1);
    const idle = isIdle(second);
    if (last?.idle === idle) last.to = second + 1;
    else runs.push({ from: second, to: second + 1, idle });
  }
  return runs;
}

async function* framesOf(
  scene: Scene,
  script: CameraScript,
  instants: Iterable<number>,
): AsyncGenerator<YuvFrame> {
  for (const instant of instants) yield await scene.frameAt(script, instant);
}

/** What follows the key frame in a second in which nothing moves. */
async function stillTail(scene: Scene, options: EncoderOptions): Promise<EncodedSecond> {
  let tail: EncodedSecond = { main: [], sub: [] };
  async function* still(): AsyncGenerator<YuvFrame> {
    for (let i = 0; i < options.fps; i++) yield Promise.resolve(scene.emptyFrame());
  }
  await encode(options, still(), ({ main, sub }) => (tail = { main: main.slice(1), sub: sub.slice(1) }));
  return tail;
}

/** Opens the scene and encodes the part that all idle seconds share. */
export async function openRenderer(options: RendererOptions): Promise<Renderer> {
  const scene = await openScene(options);
  const encoderOptions = { width: options.width, height: options.height, fps: options.fps, sub: options.sub };
  const tail = await stillTail(scene, encoderOptions);
  return {
    async render(script, from, to, onSecond) {
      for (const run of runsOf(script, from, to)) {
        let second = run.from;
        const step = run.idle ? 1000 : 1000 / options.fps;
        const count = (run.to - run.from) * (run.idle ? 1 : options.fps);
        const instants = Array.from({ length: count }, (_, i) => run.from * 1000 + i * step);
        const frames = framesOf(scene, script, instants);
        await encode({ ...encoderOptions, keyFramesOnly: run.idle }, frames, ({ main, sub }) => {
          const rest = run.idle ? tail : { main: [], sub: [] };
          onSecond(second++, { main: [...main, ...rest.main], sub: [...sub, ...rest.sub] });
        });
      }
    },
  };
}

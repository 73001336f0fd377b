/**
 * The drawing and encoding of a camera in a process of its own, at low priority, so that it leaves the processor to
 * whoever else wants it. Not the lowest: on a machine that is busy all the time the picture would stop.
 */
import os from 'node:os';
import { openRenderer } from './renderer.ts';
import type { RendererOptions } from './renderer.ts';
import type { EncodedSecond } from './encoder.ts';
import type { CameraScript } from './script.ts';

/** What the camera asks; the first message must be `open`. */
export type RenderRequest =
  | { type: 'open'; options: RendererOptions }
  | { type: 'render'; job: number; script: CameraScript; from: number; to: number };

/** What it hears. */
export type RenderReply =
  | { type: 'second'; job: number; second: number; encoded: EncodedSecond }
  | { type: 'done'; job: number }
  | { type: 'failed'; message: string };

/** Serves requests from the parent process until it disconnects. */
export function runRenderProcess(): void {
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  const reply = (message: RenderReply): void => {
    if (process.connected) process.send?.(message);
  };
  let renderer: ReturnType<typeof openRenderer> | null = null;
  const serve = async (request: RenderRequest): Promise<void> => {
    if (request.type === 'open') {
      renderer = openRenderer(request.options);
      await renderer;
      return;
    }
    if (!renderer) throw new Error('render before open');
    const { job, script, from, to } = request;
    await (
      await renderer
    ).render(script, from, to, (second, encoded) => {
      reply({ type: 'second', job, second, encoded });
    });
    reply({ type: 'done', job });
  };
  process.on('message', (request: RenderRequest) => {
    serve(request).catch((error: unknown) => {
      reply({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  });
  // The parent decides when to end; a Ctrl-C in the terminal reaches it as well.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit(0));
}

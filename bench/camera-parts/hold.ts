/** Starts and steers the holder process. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { CameraAccess } from '../../src/cameras/types.ts';
import { fromSources, projectRoot } from '../../src/root.ts';
import type { HolderReply, HolderRequest } from './holder.ts';

export type Stored = Extract<HolderReply, { type: 'stored' }>;

export class Holder {
  readonly #child: ChildProcess;
  readonly stored: Stored[] = [];
  readonly states: { camera: number; state: string; at: number }[] = [];
  #waiting: ((reply: HolderReply) => void) | null = null;

  constructor() {
    const folder = path.join(projectRoot, fromSources ? '.' : 'dist', 'bench', 'camera-parts');
    this.#child = fromSources
      ? fork(path.join(folder, 'holder.ts'), { execArgv: ['--import', 'tsx'] })
      : fork(path.join(folder, 'holder.js'), { execArgv: [] });
    this.#child.on('message', (reply: HolderReply) => {
      if (reply.type === 'stored') this.stored.push(reply);
      else if (reply.type === 'state') this.states.push({ ...reply, at: Date.now() });
      else this.#waiting?.(reply);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  #ask(request: HolderRequest): Promise<HolderReply> {
    this.#child.send(request);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  /** Resolves with the time to the first picture of each camera. */
  async open(cameras: { uri: string; access: CameraAccess }[]): Promise<number[]> {
    const reply = await this.#ask({ type: 'open', cameras });
    return reply.type === 'ready' ? reply.firstFrameMs : [];
  }

  async close(): Promise<void> {
    await this.#ask({ type: 'close' });
  }

  async end(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.send({ type: 'end' } satisfies HolderRequest);
    await exited;
  }
}

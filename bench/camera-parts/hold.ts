/** Starts and steers the holder process. */
import { fork, type ChildProcess } from 'node:child_process';
import type { CameraAccess } from '../../src/cameras/types.ts';
import type { HolderReply, HolderRequest } from './holder.ts';

export type Stored = Extract<HolderReply, { type: 'stored' }>;

export class Holder {
  readonly #child: ChildProcess;
  readonly stored: Stored[] = [];
  readonly states: { camera: number; state: string; at: number }[] = [];
  #waiting: ((reply: HolderReply) => void) | null = null;

  constructor() {
    this.#child = fork(new URL('holder.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
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

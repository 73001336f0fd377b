/** The encoded seconds of a camera, rendered ahead of play time by a process of its own. */
import type { ChildProcess } from 'node:child_process';
import type { EncodedSecond } from './encoder.ts';
import { forkCamera } from './own-process.ts';
import type { RenderReply, RenderRequest } from './render-process.ts';
import type { RendererOptions } from './renderer.ts';
import { scriptEnd, truthOf } from './script.ts';
import type { CameraScript } from './script.ts';

/** With nothing to play, this much lies ready; it is topped up in batches. */
const idleAheadSeconds = 45;
const batchSeconds = 30;
/** A script is rendered whole up to this length, a longer one this far ahead. */
const scriptAheadSeconds = 300;
/** Seconds kept after they were played, for viewers that start late. */
const keptSeconds = 3;

/** Epoch ms from which on the script shows anyone who is not yet past. */
function nextVisible(script: CameraScript): number {
  const now = Date.now();
  return Math.min(Infinity, ...truthOf(script).flatMap((p) => (p.visibleTo > now ? p.visibleFrom : [])));
}

const nowSecond = (): number => Math.floor(Date.now() / 1000);

type Waiter = { until: () => boolean; resolve: () => void; reject: (error: Error) => void };

export class Footage {
  #child: ChildProcess;
  #exited: Promise<void>;
  #script: CameraScript;
  #seconds = new Map<number, EncodedSecond>();
  #waiting = new Set<Waiter>();
  /** Number of the latest request; what older ones still deliver is not wanted. */
  #job = 0;
  #busy = false;
  #started = false;
  #closing = false;
  #failure: Error | null = null;
  /** The first second that is not rendered yet. */
  #nextSecond = nowSecond();
  #topUp: NodeJS.Timeout;

  private constructor(options: RendererOptions, entry: string | undefined, script: CameraScript) {
    this.#script = script;
    this.#child = forkCamera(entry, ['--render']);
    this.#child.on('message', (reply: RenderReply) => this.#hear(reply));
    this.#child.on('error', (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    void this.#exited.then(() => this.#fail(new Error('the renderer has ended')));
    this.#ask({ type: 'open', options });
    this.#renderAhead();
    this.#topUp = setInterval(() => this.#renderAhead(), 1000);
  }

  /** Resolves when the first seconds are ready to play. Rejects when the renderer fails (no ffmpeg on the machine). */
  static async open(
    options: RendererOptions & { entry?: string | undefined },
    script: CameraScript,
  ): Promise<Footage> {
    const { entry, ...rendererOptions } = options;
    const footage = new Footage(rendererOptions, entry, script);
    try {
      await footage.#wait(() => footage.#seconds.has(nowSecond()) && footage.#seconds.has(nowSecond() + 1));
    } catch (error) {
      await footage.close();
      throw error;
    }
    footage.#started = true;
    return footage;
  }

  /** The pictures of an epoch second; undefined when it is not rendered yet or long past. */
  second(epochSecond: number): EncodedSecond | undefined {
    return this.#seconds.get(epochSecond);
  }

  /** Plays another script from now on. What was rendered for later is thrown away. */
  play(next: CameraScript): void {
    const visible = Math.min(nextVisible(this.#script), nextVisible(next));
    const changed = Math.max(nowSecond() + 1, Math.floor(visible / 1000));
    this.#script = next;
    if (changed === Infinity) return this.#settle();
    for (const second of this.#seconds.keys()) if (second >= changed) this.#seconds.delete(second);
    this.#nextSecond = Math.min(this.#nextSecond, changed);
    this.#job += 1;
    this.#renderAhead();
  }

  /** Resolves when everything of the present script (at most five minutes ahead) is encoded. */
  rendered(): Promise<void> {
    return this.#wait(
      () => this.#nextSecond >= Math.min(this.#goal(), Math.ceil(scriptEnd(this.#script) / 1000)),
    );
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#topUp);
    if (this.#child.connected) this.#child.disconnect();
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#exited;
    clearTimeout(impatience);
  }

  #ask(request: RenderRequest): void {
    if (this.#child.connected) this.#child.send(request);
  }

  /** The second up to which footage should be ready. */
  #goal(): number {
    const wholeScript = Math.ceil(scriptEnd(this.#script) / 1000) + 1;
    const now = nowSecond();
    return Math.max(now + idleAheadSeconds, Math.min(wholeScript, now + scriptAheadSeconds));
  }

  #renderAhead(): void {
    const now = nowSecond();
    for (const second of this.#seconds.keys()) if (second < now - keptSeconds) this.#seconds.delete(second);
    this.#nextSecond = Math.max(this.#nextSecond, now);
    if (this.#busy || this.#failure || this.#nextSecond >= this.#goal()) return;
    this.#busy = true;
    this.#job += 1;
    const from = this.#nextSecond;
    this.#ask({ type: 'render', job: this.#job, script: this.#script, from, to: from + batchSeconds });
  }

  #hear(reply: RenderReply): void {
    if (reply.type === 'failed') {
      const error = new Error(`the scene cannot be rendered: ${reply.message}`);
      if (!this.#started) return this.#fail(error);
      // once it has worked it is worth another try, with the next second's topping up
      console.error(error.message);
      this.#busy = false;
      return;
    }
    if (reply.type === 'done') this.#busy = false;
    if (reply.type === 'second' && reply.job === this.#job) {
      this.#seconds.set(reply.second, reply.encoded);
      this.#nextSecond = reply.second + 1;
    }
    this.#renderAhead();
    this.#settle();
  }

  #fail(error: Error): void {
    if (!this.#closing) this.#failure ??= error;
    this.#settle();
  }

  #wait(until: () => boolean): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => this.#waiting.add({ until, resolve, reject }));
    this.#settle();
    return promise;
  }

  #settle(): void {
    for (const waiter of this.#waiting) {
      if (this.#failure) waiter.reject(this.#failure);
      else if (waiter.until()) waiter.resolve();
      else continue;
      this.#waiting.delete(waiter);
    }
  }
}

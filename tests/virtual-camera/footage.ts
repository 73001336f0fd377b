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

export type Footage = {
  /** The pictures of an epoch second; undefined when it is not rendered yet or long past. */
  second(epochSecond: number): EncodedSecond | undefined;
  /** Plays another script from now on. What was rendered for later is thrown away. */
  play(script: CameraScript): void;
  /** Resolves when everything of the present script (at most five minutes ahead) is encoded. */
  rendered(): Promise<void>;
  close(): Promise<void>;
};

/** Epoch ms from which on the script shows anyone who is not yet past. */
function nextVisible(script: CameraScript): number {
  const now = Date.now();
  return Math.min(Infinity, ...truthOf(script).flatMap((p) => (p.visibleTo > now ? p.visibleFrom : [])));
}

/** Resolves when the first seconds are ready to play. Rejects when the renderer fails (no ffmpeg on the machine). */
export async function openFootage(
  options: RendererOptions & { entry?: string | undefined },
  firstScript: CameraScript,
): Promise<Footage> {
  const { entry, ...rendererOptions } = options;
  const child: ChildProcess = forkCamera(entry, ['--render']);
  const seconds = new Map<number, EncodedSecond>();
  const waiting = new Set<{ until: () => boolean; resolve: () => void; reject: (error: Error) => void }>();
  let script = firstScript;
  let job = 0;
  let busy = false;
  let failure: Error | null = null;
  let closing = false;
  let started = false;
  let nextSecond = nowSecond();

  const ask = (request: RenderRequest): void => {
    if (child.connected) child.send(request);
  };

  function nowSecond(): number {
    return Math.floor(Date.now() / 1000);
  }

  function goal(): number {
    const whole = Math.ceil(scriptEnd(script) / 1000) + 1;
    return Math.max(nowSecond() + idleAheadSeconds, Math.min(whole, nowSecond() + scriptAheadSeconds));
  }

  function renderAhead(): void {
    const now = nowSecond();
    for (const second of seconds.keys()) if (second < now - keptSeconds) seconds.delete(second);
    nextSecond = Math.max(nextSecond, now);
    if (busy || failure || nextSecond >= goal()) return;
    busy = true;
    job += 1;
    ask({ type: 'render', job, script, from: nextSecond, to: nextSecond + batchSeconds });
  }

  function settle(): void {
    for (const waiter of waiting) {
      if (failure) waiter.reject(failure);
      else if (waiter.until()) waiter.resolve();
      else continue;
      waiting.delete(waiter);
    }
  }

  function wait(until: () => boolean): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => waiting.add({ until, resolve, reject }));
    settle();
    return promise;
  }

  function fail(error: Error): void {
    if (!closing) failure ??= error;
    settle();
  }

  child.on('message', (reply: RenderReply) => {
    if (reply.type === 'failed') {
      // once it has worked it is worth another try, with the next second's topping up
      busy = false;
      console.error(`the scene cannot be rendered: ${reply.message}`);
      if (!started) fail(new Error(`the scene cannot be rendered: ${reply.message}`));
      return;
    }
    if (reply.type === 'done') busy = false;
    // An older job works on a script that was replaced; what it still sends is not wanted.
    if (reply.job === job && reply.type === 'second') {
      seconds.set(reply.second, reply.encoded);
      nextSecond = reply.second + 1;
    }
    renderAhead();
    settle();
  });
  child.on('error', fail);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exited.then(() => fail(new Error('the renderer has ended')));

  ask({ type: 'open', options: rendererOptions });
  renderAhead();
  const topUp = setInterval(renderAhead, 1000);

  async function close(): Promise<void> {
    closing = true;
    clearInterval(topUp);
    if (child.connected) child.disconnect();
    const impatience = setTimeout(() => child.kill('SIGKILL'), 2000);
    await exited;
    clearTimeout(impatience);
  }

  try {
    await wait(() => seconds.has(nowSecond()) && seconds.has(nowSecond() + 1));
    started = true;
  } catch (error) {
    await close();
    throw error;
  }
  return {
    second: (epochSecond) => seconds.get(epochSecond),
    play(next) {
      const changed = Math.max(
        nowSecond() + 1,
        Math.floor(Math.min(nextVisible(script), nextVisible(next)) / 1000),
      );
      script = next;
      for (const second of seconds.keys()) if (second >= changed) seconds.delete(second);
      if (changed === Infinity) return settle();
      nextSecond = Math.min(nextSecond, changed);
      // a job number of its own makes what is still being rendered unwanted
      job += 1;
      renderAhead();
    },
    rendered: () => wait(() => nextSecond >= Math.min(goal(), Math.ceil(scriptEnd(script) / 1000))),
    close,
  };
}

/** A virtual camera in a process of its own, controlled from here. */
import { once } from 'node:events';
import type { DeviceEvent } from './notifications.ts';
import { forkCamera } from './own-process.ts';
import type { CameraScriptInput } from './script.ts';
import type { CameraAddresses, VirtualCamera, VirtualCameraOptions } from './virtual-camera.ts';

/** Options that can travel to another process. */
export type SpawnOptions = Omit<VirtualCameraOptions, 'intercept'>;

/** What the controlled process is asked; every request is answered once, by its number. */
export type ControlRequest = { number: number } & (
  | { type: 'start'; options: SpawnOptions }
  | { type: 'play'; script: CameraScriptInput }
  | { type: 'rendered' }
  | { type: 'setReachable'; reachable: boolean }
  | { type: 'raise'; event: DeviceEvent }
  | { type: 'close' }
);

export type ControlReply = { number: number; error: string | null; addresses?: CameraAddresses };

type Request = ControlRequest extends infer R
  ? R extends { number: number }
    ? Omit<R, 'number'>
    : never
  : never;

/**
 * Starts a camera in its own process (options travel through a channel, not on the command line); it ends with this
 * process, however that ends.
 */
export async function spawnVirtualCamera(
  options: SpawnOptions = {},
): Promise<VirtualCamera & { readonly pid: number }> {
  const child = forkCamera(options.entry, ['--controlled']);
  const open = new Map<number, (reply: ControlReply) => void>();
  let lastNumber = 0;

  child.on('message', (reply: ControlReply) => {
    open.get(reply.number)?.(reply);
    open.delete(reply.number);
  });
  const exited = once(child, 'exit').then(() => {
    for (const [number, settle] of open) settle({ number, error: 'the camera process has ended' });
    open.clear();
  });

  function ask(request: Request): Promise<ControlReply> {
    const number = ++lastNumber;
    return new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error('the camera process has ended'));
      open.set(number, (reply) => (reply.error === null ? resolve(reply) : reject(new Error(reply.error))));
      child.send({ ...request, number });
    });
  }

  let addresses: CameraAddresses | undefined;
  try {
    ({ addresses } = await ask({ type: 'start', options }));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  if (!addresses || child.pid === undefined) throw new Error('the camera process gave no addresses');
  return {
    pid: child.pid,
    addresses,
    play: async (script) => void (await ask({ type: 'play', script })),
    rendered: async () => void (await ask({ type: 'rendered' })),
    setReachable: async (reachable) => void (await ask({ type: 'setReachable', reachable })),
    raise: async (event) => void (await ask({ type: 'raise', event })),
    async close() {
      if (child.connected) await ask({ type: 'close' }).catch(() => undefined);
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(impatience);
    },
  };
}

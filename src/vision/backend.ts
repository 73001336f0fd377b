import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '../errors.ts';

export type BackendName = 'tensorflow' | 'wasm';

const require = createRequire(import.meta.url);

/** `@tensorflow/tfjs-node` 4.22 calls a Node function that Node 23 removed. */
const firstNodeWithoutNative = 23;

/**
 * Folder of the native addon when it is really there. The package may be installed without it (its library is fetched
 * by an install script, which closed networks and `ignore-scripts` prevent), so the file is looked for before loading.
 */
function nativeAddonPresent(): boolean {
  if (Number(process.versions.node.split('.')[0]) >= firstNodeWithoutNative) return false;
  try {
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
    return existsSync(path.join(folder, 'lib', `napi-v8`, 'tfjs_binding.node'));
  } catch {
    return false;
  }
}

async function useNative(): Promise<boolean> {
  if (!nativeAddonPresent()) return false;
  try {
    const name = '@tensorflow/tfjs-node';
    await import(name);
    return await tf.setBackend('tensorflow');
  } catch {
    // A library of another machine or C runtime: the WebAssembly backend does the same work.
    return false;
  }
}

/**
 * The compiled module adds its own listeners for uncaught errors, which throw again inside the handler and so take the
 * decision from the process; only those it added are taken away.
 */
function rememberFailureListeners(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, new Set<unknown>(process.rawListeners(event))]));
  return () => {
    for (const event of events)
      for (const listener of process.rawListeners(event))
        if (!before.get(event)?.has(listener)) process.removeListener(event, listener as () => void);
  };
}

async function useWasm(): Promise<void> {
  try {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    wasm.setWasmPaths(path.join(folder, 'dist') + path.sep);
    const restore = rememberFailureListeners();
    const started = await tf.setBackend('wasm');
    restore();
    if (!started) throw new Error('the wasm backend did not start');
  } catch (cause) {
    throw new AppError('model_unavailable', 'no TensorFlow.js backend could be started', { cause });
  }
}

let chosen: Promise<BackendName> | undefined;

async function choose(wanted: BackendName | 'auto'): Promise<BackendName> {
  if (wanted !== 'wasm' && (await useNative())) return 'tensorflow';
  await useWasm();
  return 'wasm';
}

/**
 * Starts the one backend of this process: native TensorFlow where its addon loads, WebAssembly elsewhere.
 * The first call decides; later calls get the same answer.
 * @throws AppError `model_unavailable` when neither starts.
 */
export function startBackend(wanted: BackendName | 'auto' = 'auto'): Promise<BackendName> {
  chosen ??= choose(wanted).then(
    async (name) => {
      await tf.ready();
      return name;
    },
    (error: unknown) => {
      chosen = undefined;
      throw error;
    },
  );
  return chosen;
}

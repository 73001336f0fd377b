import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../errors.ts';

/** One named array of a network, already in 32-bit floats. */
export type WeightArray = { values: Float32Array; shape: number[] };

/** The arrays of one network by name, and the SHA-256 of the file they came from. */
export type Weights = { arrays: Map<string, WeightArray>; sha256: string };

const manifestSchema = z.array(
  z.object({
    paths: z.array(z.string()).length(1),
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().nonnegative()),
        dtype: z.enum(['float32', 'int32']),
        quantization: z
          .object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() })
          .optional(),
      }),
    ),
  }),
);

type Entry = z.infer<typeof manifestSchema>[number]['weights'][number];

/** The folder with the model files that `@vladmandic/face-api` (MIT) carries inside its package. */
export function modelFolder(): string {
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
}

function bytesPerValue(entry: Entry): number {
  if (entry.quantization) return entry.quantization.dtype === 'uint8' ? 1 : 2;
  return 4;
}

function decodeEntry(entry: Entry, bytes: Buffer, offset: number): WeightArray {
  const count = entry.shape.reduce((product, size) => product * size, 1);
  const values = new Float32Array(count);
  const width = bytesPerValue(entry);
  for (let i = 0; i < count; i++) {
    const at = offset + i * width;
    if (entry.quantization) {
      const level = width === 1 ? bytes.readUInt8(at) : bytes.readUInt16LE(at);
      values[i] = level * entry.quantization.scale + entry.quantization.min;
    } else {
      values[i] = entry.dtype === 'float32' ? bytes.readFloatLE(at) : bytes.readInt32LE(at);
    }
  }
  return { values, shape: entry.shape };
}

/**
 * Reads a network's weights from its manifest (`<name>-weights_manifest.json`) and binary, undoing the quantisation.
 * @throws AppError `model_unavailable` when the files are missing or do not fit each other.
 */
export async function readWeights(folder: string, name: string): Promise<Weights> {
  try {
    const manifestText = await readFile(path.join(folder, `${name}-weights_manifest.json`), 'utf8');
    const [group] = manifestSchema.parse(JSON.parse(manifestText));
    if (!group) throw new Error('the manifest is empty');
    const bytes = await readFile(path.join(folder, path.basename(group.paths[0] ?? '')));
    const arrays = new Map<string, WeightArray>();
    let offset = 0;
    for (const entry of group.weights) {
      const array = decodeEntry(entry, bytes, offset);
      arrays.set(entry.name, array);
      offset += array.values.length * bytesPerValue(entry);
    }
    if (offset !== bytes.length) throw new Error(`${bytes.length - offset} bytes do not belong to any array`);
    return { arrays, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    throw new AppError('model_unavailable', `the model ${name} cannot be read`, {
      details: { model: name },
      cause,
    });
  }
}

/** The named array. @throws AppError `model_unavailable` when the file is of another network. */
export function arrayOf(weights: Weights, name: string): WeightArray {
  const array = weights.arrays.get(name);
  if (!array)
    throw new AppError('model_unavailable', `the model has no array ${name}`, { details: { array: name } });
  return array;
}

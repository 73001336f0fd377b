import type { Template } from '../../../src/vision/gallery.ts';

/**
 * An embedding at a known distance from the origin of a person's own axis: two people (different `axis`) with `spread`
 * 0 are `√2 · radius` apart, two of one person differ by their spread alone.
 */
export function embeddingOf(axis: number, spread = 0, radius = 0.5): Float32Array {
  const embedding = new Float32Array(128);
  embedding[axis] = radius;
  embedding[127] = spread;
  return embedding;
}

export const template = (employeeId: string, embedding: Float32Array, templateId = employeeId): Template => ({
  employeeId,
  templateId,
  modelId: 'model',
  embedding,
});

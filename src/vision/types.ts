/** Plain data that the parts of recognition hand to each other. Lengths are pixels of the decoded image. */

/** An upright picture, three bytes (red, green, blue) for each pixel, row by row. */
export type RgbImage = { data: Uint8Array; width: number; height: number };

export type Point = { x: number; y: number };

export type Box = { x: number; y: number; width: number; height: number };

/** A face found in one picture; `landmarks` are 68 points in the usual order (jaw, brows, nose, eyes, mouth). */
export type DetectedFace = { box: Box; score: number; landmarks: Point[]; detector: 'tiny' | 'ssd' };

/** Where a model comes from; stored beside every embedding, because embeddings of two models cannot be compared. */
export type ModelIdentity = { id: string; sha256: string; licence: string; dimension: 128 };

/** Numbers in the network's own unit: Euclidean distance between embeddings (0 same picture, about 0.6 strangers). */
export type Embedding = Float32Array;

import type { Secrets } from '../store/secrets.ts';

/** An embedding as it lies in the database: 32-bit floats, encrypted. */
export function sealEmbedding(secrets: Secrets, embedding: Float32Array): Buffer<ArrayBuffer> {
  return secrets.encrypt(new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength));
}

/** The reverse of `sealEmbedding`. */
export function openEmbedding(secrets: Secrets, sealed: Uint8Array): Float32Array {
  const plain = secrets.decrypt(sealed);
  const values = new Float32Array(plain.byteLength / 4);
  new Uint8Array(values.buffer).set(plain);
  plain.fill(0);
  return values;
}

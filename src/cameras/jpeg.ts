/** Just enough of JPEG: its size, and splitting a byte stream into whole pictures. */

/** Width and height in pixels; null when it is no JPEG. */
export function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Start of frame, all kinds, without the three markers in between that are something else.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const startOfImage = Buffer.from([0xff, 0xd8, 0xff]);
const endOfImage = Buffer.from([0xff, 0xd9]);

/**
 * Cuts a stream of pictures written one after the other (as ffmpeg's image pipe does) into whole JPEGs. What is
 * no picture is skipped; an unfinished one larger than `maxBytes` is dropped.
 */
export class JpegSplitter {
  #pending: Buffer = Buffer.alloc(0);
  #searchedTo = 0;

  constructor(readonly maxBytes = 16 * 1024 * 1024) {}

  push(chunk: Buffer): Buffer[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const pictures: Buffer[] = [];
    for (;;) {
      const picture = this.#next();
      if (!picture) break;
      pictures.push(picture);
    }
    if (this.#pending.length > this.maxBytes) this.#forget(this.#pending.length);
    return pictures;
  }

  #next(): Buffer | null {
    const start = this.#pending.indexOf(startOfImage);
    if (start < 0) {
      this.#forget(Math.max(0, this.#pending.length - 2));
      return null;
    }
    if (start > 0) this.#forget(start);
    // ffmpeg's encoder writes no thumbnails, and entropy-coded data never holds the end marker.
    const end = this.#pending.indexOf(endOfImage, Math.max(3, this.#searchedTo - 1));
    if (end < 0) {
      this.#searchedTo = this.#pending.length;
      return null;
    }
    const picture = Buffer.from(this.#pending.subarray(0, end + 2));
    this.#forget(end + 2);
    return picture;
  }

  #forget(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#searchedTo = 0;
  }
}

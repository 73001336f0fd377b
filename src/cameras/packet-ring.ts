/** The recent past of a stream, still compressed: bounded in time and memory, cut at key pictures. */
import { ticksPerSecond, type CodedPicture } from './transport-stream.ts';

export class PacketRing {
  #pictures: CodedPicture[] = [];
  #bytes = 0;

  constructor(
    readonly seconds: number,
    readonly maxBytes: number,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  push(picture: CodedPicture): void {
    // Without a key picture before it nothing can be decoded.
    if (this.#pictures.length === 0 && !picture.key) return;
    this.#pictures.push(picture);
    this.#bytes += picture.bytes.length;
    this.#dropOldest(picture.pts);
  }

  /** Drops whole groups: as long as what remains reaches back far enough, or is too large. */
  #dropOldest(newestPts: number): void {
    for (;;) {
      const next = this.#pictures.findIndex((picture, index) => index > 0 && picture.key);
      const nextGroup = this.#pictures[next];
      const oldEnough = nextGroup !== undefined && nextGroup.pts <= newestPts - this.seconds * ticksPerSecond;
      const tooLarge = this.#bytes > this.maxBytes;
      if (!oldEnough && !tooLarge) return;
      const dropped = this.#pictures.splice(0, next < 0 ? this.#pictures.length : next);
      this.#bytes -= dropped.reduce((sum, picture) => sum + picture.bytes.length, 0);
      if (this.#pictures.length === 0) return;
    }
  }

  /** Everything needed to decode from this stream time on: from the key picture at or before it. */
  from(pts: number): CodedPicture[] {
    const start = this.#pictures.findLastIndex((picture) => picture.key && picture.pts <= pts);
    return this.#pictures.slice(Math.max(0, start));
  }

  /** The newest key picture alone; null while there is none. */
  newestKey(): CodedPicture | null {
    return this.#pictures.findLast((picture) => picture.key) ?? null;
  }

  oldest(): CodedPicture | null {
    return this.#pictures[0] ?? null;
  }

  newest(): CodedPicture | null {
    return this.#pictures.at(-1) ?? null;
  }
}

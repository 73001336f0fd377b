/** Cuts an MPEG transport stream, as ffmpeg writes it, into pictures (access units) with their times. */

/** One coded picture: the packets that carry it, tables included, so that a decoder can start at any key picture. */
export type CodedPicture = {
  /** Presentation time in 90 kHz ticks, counted on beyond the 33 bits of the format. */
  pts: number;
  key: boolean;
  /** When its first bytes arrived (epoch ms): its end shows only when the next one begins. */
  arrivedAt: number;
  bytes: Buffer;
};

export const ticksPerSecond = 90_000;
const packetBytes = 188;
const syncByte = 0x47;
const ptsWrap = 2 ** 33;
/** Packets of one picture beyond which the stream is taken for broken (about 6 MB). */
const maxPackets = 32_000;

type Packet = { bytes: Buffer; pid: number; begins: boolean; key: boolean; payloadAt: number };

export class TransportStreamCutter {
  #rest: Buffer = Buffer.alloc(0);
  /** Tables seen since the last picture ended: they belong to the next. */
  #tables: Buffer[] = [];
  #open: (Omit<CodedPicture, 'bytes'> & { packets: Buffer[] }) | null = null;
  #videoPid: number | null = null;
  #lastPts: number | null = null;

  /** Takes any piece of the stream; returns the pictures that it completed. */
  push(chunk: Buffer, arrivedAt: number): CodedPicture[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const done: CodedPicture[] = [];
    let at = 0;
    for (; at + packetBytes <= bytes.length; at += packetBytes) {
      while (at < bytes.length && bytes[at] !== syncByte) at += 1;
      if (at + packetBytes > bytes.length) break;
      const picture = this.#take(readPacket(bytes.subarray(at, at + packetBytes)), arrivedAt);
      if (picture) done.push(picture);
    }
    this.#rest = Buffer.from(bytes.subarray(at));
    return done;
  }

  #take(packet: Packet, arrivedAt: number): CodedPicture | null {
    const start = packet.begins ? pictureStart(packet) : null;
    if (start !== null) this.#videoPid = packet.pid;
    if (packet.pid !== this.#videoPid) {
      this.#tables.push(packet.bytes);
      return null;
    }
    if (start === null) {
      if (this.#open && this.#open.packets.length < maxPackets) this.#open.packets.push(packet.bytes);
      return null;
    }
    const done = this.#open;
    this.#open = {
      pts: this.#unwrap(start),
      key: packet.key,
      arrivedAt,
      packets: [...this.#tables, packet.bytes],
    };
    this.#tables = [];
    if (!done) return null;
    const { packets, ...picture } = done;
    return { ...picture, bytes: Buffer.concat(packets) };
  }

  #unwrap(pts: number): number {
    const last = this.#lastPts;
    const turns = last === null ? 0 : Math.round((last - pts) / ptsWrap);
    this.#lastPts = pts + turns * ptsWrap;
    return this.#lastPts;
  }
}

function readPacket(bytes: Buffer): Packet {
  const second = bytes[1] ?? 0;
  const control = ((bytes[3] ?? 0) >> 4) & 3;
  const hasAdaptation = (control & 2) !== 0;
  const adaptationBytes = hasAdaptation ? (bytes[4] ?? 0) : 0;
  return {
    bytes,
    pid: ((second & 0x1f) << 8) | (bytes[2] ?? 0),
    begins: (second & 0x40) !== 0,
    key: hasAdaptation && adaptationBytes > 0 && ((bytes[5] ?? 0) & 0x40) !== 0,
    payloadAt: hasAdaptation ? 5 + adaptationBytes : 4,
  };
}

/** The presentation time when a video PES begins in this packet, else null. */
function pictureStart({ bytes, payloadAt }: Packet): number | null {
  const at = payloadAt;
  if (at + 14 > bytes.length || bytes.readUIntBE(at, 3) !== 1) return null;
  const isVideo = ((bytes[at + 3] ?? 0) & 0xf0) === 0xe0;
  const hasPts = ((bytes[at + 7] ?? 0) & 0x80) !== 0;
  if (!isVideo || !hasPts) return null;
  const bits = (index: number): number => bytes[at + 9 + index] ?? 0;
  return (
    ((bits(0) >> 1) & 7) * 2 ** 30 +
    (bits(1) << 22) +
    ((bits(2) >> 1) << 15) +
    (bits(3) << 7) +
    (bits(4) >> 1)
  );
}

import { describe, expect, it } from 'vitest';
import { CaptureClock } from '../../../src/cameras/capture-clock.ts';
import { jpegSize, JpegSplitter } from '../../../src/cameras/jpeg.ts';
import { PacketRing } from '../../../src/cameras/packet-ring.ts';
import { chooseFrames } from '../../../src/cameras/choose-frames.ts';
import type { Frame } from '../../../src/cameras/types.ts';
import {
  ticksPerSecond,
  TransportStreamCutter,
  type CodedPicture,
} from '../../../src/cameras/transport-stream.ts';

const videoPid = 256;

/** One transport packet. */
type PacketParts = { start?: boolean; key?: boolean; payload?: Buffer };

function packet(
  pid: number,
  { start = false, key = false, payload = Buffer.alloc(0) }: PacketParts = {},
): Buffer {
  const bytes = Buffer.alloc(188, 0xff);
  const adaptation: Buffer = key ? Buffer.from([1, 0x40]) : Buffer.alloc(0);
  bytes.set([0x47, (start ? 0x40 : 0) | (pid >> 8), pid & 0xff, key ? 0x30 : 0x10]);
  Buffer.concat([adaptation, payload]).copy(bytes, 4);
  return bytes;
}

/** The beginning of a video PES with this presentation time. */
function pes(pts: number): Buffer {
  const bits = BigInt(pts) & ((1n << 33n) - 1n);
  const field = [
    (Number((bits >> 30n) & 7n) << 1) | 0x21,
    Number((bits >> 22n) & 255n),
    (Number((bits >> 15n) & 127n) << 1) | 1,
    Number((bits >> 7n) & 255n),
    (Number(bits & 127n) << 1) | 1,
  ];
  return Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, ...field]);
}

/** A picture as ffmpeg writes it: table, first packet, some more. */
const picture = (pts: number, key: boolean, more = 2): Buffer =>
  Buffer.concat([
    packet(0, { start: true }),
    packet(videoPid, { start: true, key, payload: pes(pts) }),
    ...Array.from({ length: more }, (): Buffer => packet(videoPid)),
  ]);

describe('TransportStreamCutter', () => {
  const stream = Buffer.concat([
    picture(1000, true, 3),
    picture(4600, false),
    picture(8200, false),
    picture(11_800, true),
  ]);

  it.each([1, 7, 188, 189, 1000, 100_000])('cuts the same pictures from pieces of %i bytes', (size) => {
    const cutter = new TransportStreamCutter();
    const pictures: CodedPicture[] = [];
    for (let at = 0; at < stream.length; at += size)
      pictures.push(...cutter.push(stream.subarray(at, at + size), at));
    expect(pictures.map(({ pts, key, bytes }) => [pts, key, bytes.length / 188])).toEqual([
      [1000, true, 5],
      [4600, false, 4],
      [8200, false, 4],
    ]);
    expect(Buffer.concat(pictures.map(({ bytes }) => bytes))).toEqual(stream.subarray(0, 13 * 188));
  });

  it('stamps a picture with the arrival of its beginning', () => {
    const cutter = new TransportStreamCutter();
    cutter.push(picture(0, true), 100);
    expect(cutter.push(picture(3600, false), 140)).toMatchObject([{ arrivedAt: 100 }]);
    expect(cutter.push(picture(7200, false), 180)).toMatchObject([{ arrivedAt: 140 }]);
  });

  it('counts on when the 33 bits of time run over, also for pictures out of order around it', () => {
    const cutter = new TransportStreamCutter();
    const wrap = 2 ** 33;
    const times = [wrap - 7200, wrap - 3600, wrap + 3600, wrap - 1800, wrap + 7200, wrap + 10_800];
    const seen = times.flatMap((pts) => cutter.push(picture(pts, true), 0)).map(({ pts }) => pts);
    expect(seen).toEqual(times.slice(0, -1));
  });

  it('finds its place again after garbage', () => {
    const cutter = new TransportStreamCutter();
    const seen = [
      ...cutter.push(Buffer.from('some text that is no stream'), 0),
      ...cutter.push(picture(0, true), 0),
      ...cutter.push(picture(3600, true), 0),
    ];
    expect(seen).toHaveLength(1);
  });
});

describe('CaptureClock', () => {
  const at = (seconds: number): number => seconds * ticksPerSecond;

  it('puts the lump at the beginning of a connection where it belongs', () => {
    const clock = new CaptureClock();
    // Two seconds of pictures arrive at once at 10 s, then one comes every second, 100 ms after it was taken.
    for (const seconds of [0, 0.5, 1, 1.5]) clock.arrived(at(seconds), 10_000);
    clock.arrived(at(2), 10_100);
    expect(clock.capturedAt(at(0))).toBeCloseTo(10_100 - 2_000 - 60, -1);
    expect(clock.ptsAt(clock.capturedAt(at(1)))).toBeCloseTo(at(1), -2);
  });

  it('is not misled by pictures that are late', () => {
    const clock = new CaptureClock();
    for (let seconds = 0; seconds < 30; seconds += 1)
      clock.arrived(at(seconds), 5_000 + seconds * 1000 + (seconds % 3) * 400);
    expect(clock.capturedAt(at(29))).toBe(5_000 + 29_000 - 60);
  });

  it('follows a clock that drifts', () => {
    const clock = new CaptureClock();
    const drift = 1.0005;
    for (let seconds = 0; seconds <= 3600; seconds += 1) clock.arrived(at(seconds * drift), seconds * 1000);
    expect(Math.abs(clock.capturedAt(at(3600 * drift)) - 3_600_000)).toBeLessThan(150);
  });
});

describe('PacketRing', () => {
  const coded = (seconds: number, key: boolean, size = 100): CodedPicture => ({
    pts: seconds * ticksPerSecond,
    key,
    arrivedAt: 0,
    bytes: Buffer.alloc(size),
  });
  const filled = (ring: PacketRing, seconds: number, size = 100): PacketRing => {
    for (let half = 0; half <= seconds * 2; half += 1) ring.push(coded(half / 2, half % 4 === 0, size));
    return ring;
  };
  const times = (pictures: CodedPicture[]): number[] => pictures.map(({ pts }) => pts / ticksPerSecond);

  it('reaches back as far as asked, in whole groups, and no further', () => {
    const ring = filled(new PacketRing(5, 1e9), 20);
    expect(times(ring.from(0))[0]).toBe(14);
    expect(ring.bytes).toBe(13 * 100);
  });

  it('gives everything from the key picture before an instant', () => {
    expect(times(filled(new PacketRing(30, 1e9), 6).from(3.2 * ticksPerSecond))).toEqual([
      2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6,
    ]);
  });

  it('stays within its memory however long it has to reach back', () => {
    const ring = filled(new PacketRing(60, 1_000), 60);
    expect(ring.bytes).toBeLessThanOrEqual(1_000);
    expect(ring.from(0)[0]?.key).toBe(true);
  });

  it('keeps nothing of a stream without key pictures, or of one group that is too large', () => {
    const ring = new PacketRing(5, 1_000);
    for (let n = 0; n < 10; n += 1) ring.push(coded(n, false));
    expect(ring.newest()).toBeNull();
    ring.push(coded(11, true, 900));
    ring.push(coded(12, false, 900));
    expect(ring.bytes).toBe(0);
    ring.push(coded(13, true, 900));
    expect(times(ring.from(0))).toEqual([13]);
  });
});

describe('JPEG', () => {
  const jpeg = (width: number, fill: number): Buffer =>
    Buffer.concat([
      Buffer.from([
        0xff,
        0xd8,
        0xff,
        0xe0,
        0,
        4,
        1,
        2,
        0xff,
        0xc0,
        0,
        11,
        8,
        0,
        48,
        width >> 8,
        width & 255,
        1,
        1,
        1,
        0,
      ]),
      Buffer.alloc(200, fill),
      Buffer.from([0xff, 0xd9]),
    ]);

  it('knows its size', () => {
    expect(jpegSize(jpeg(640, 1))).toEqual({ width: 640, height: 48 });
    expect(jpegSize(Buffer.from('GIF89a with some more bytes'))).toBeNull();
    expect(jpegSize(jpeg(640, 1).subarray(0, 12))).toBeNull();
  });

  it.each([1, 3, 50, 10_000])('is cut from a stream in pieces of %i bytes', (size) => {
    const pictures: Buffer[] = [jpeg(1, 1), jpeg(2, 2), jpeg(3, 3)];
    const stream = Buffer.concat([Buffer.from('noise'), ...pictures]);
    const splitter = new JpegSplitter();
    const seen: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size)
      seen.push(...splitter.push(stream.subarray(at, at + size)));
    expect(seen).toEqual(pictures);
  });

  it('that never ends does not fill the memory', () => {
    const splitter = new JpegSplitter(1_000);
    for (let n = 0; n < 100; n += 1) splitter.push(jpeg(1, 1).subarray(0, -2));
    expect(splitter.push(Buffer.concat([Buffer.alloc(2_000), jpeg(7, 7)])).map(jpegSize)).toContainEqual({
      width: 7,
      height: 48,
    });
  });
});

describe('chooseFrames', () => {
  const burst = (...sizes: number[]): Frame[] =>
    sizes.map((size, n) => ({ capturedAt: n, jpeg: Buffer.alloc(size), width: 1, height: 1 }));
  const chosen = (sizes: number[], count: number): number[] =>
    chooseFrames(burst(...sizes), count).map(({ capturedAt }) => capturedAt);

  it.each<[string, number[], number, number[]]>([
    ['all when there are few', [5, 6, 7], 3, [0, 1, 2]],
    ['the sharpest of neighbours', [5, 9, 8, 7, 7, 8], 3, [1, 2, 5]],
    ['the first of those alike', [5, 5, 5, 5], 2, [0, 2]],
    ['spread over the burst, though all the best are at its end', [1, 1, 1, 1, 9, 9], 3, [0, 2, 4]],
    ['no more than asked for', [1, 2, 3, 4, 5], 1, [4]],
    ['none of none', [], 3, []],
    ['none when none are wanted', [1, 2], 0, []],
  ])('%s', (_what, sizes, count, expected) => {
    expect(chosen(sizes, count)).toEqual(expected);
  });
});

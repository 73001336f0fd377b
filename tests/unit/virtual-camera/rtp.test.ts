import { describe, expect, it } from 'vitest';
import { accessUnitGatherer, nalSplitter, toAnnexB } from '../../virtual-camera/access-units.ts';
import type { AccessUnit } from '../../virtual-camera/access-units.ts';
import { interleaved, packetise, rtpTimestamp, senderReport } from '../../virtual-camera/rtp.ts';
import type { RtpStream } from '../../virtual-camera/rtp.ts';
import { rtspResponse, takeRequest } from '../../virtual-camera/rtsp-message.ts';

const aStream = (): RtpStream => ({
  ssrc: 7,
  sequence: 65_535,
  timestampBase: 100,
  packetsSent: 0,
  octetsSent: 0,
});
const nal = (type: number, length: number): Buffer =>
  Buffer.concat([Buffer.from([0x60 | type]), Buffer.alloc(length - 1, type)]);

describe('packets', () => {
  it('sends small NAL units as they are and marks the end of the picture', () => {
    const stream = aStream();
    const packets = packetise(stream, { nals: [nal(7, 20), nal(8, 5), nal(5, 900)], keyFrame: true }, 1000);
    expect(packets.map((p) => p.readUInt16BE(2))).toEqual([65_535, 0, 1]);
    expect(packets.map((p) => (p[1] ?? 0) >> 7)).toEqual([0, 0, 1]);
    expect(packets.map((p) => p.readUInt32BE(4))).toEqual([90_100, 90_100, 90_100]);
    expect(packets[1]?.subarray(12)).toEqual(nal(8, 5));
    expect(stream).toMatchObject({ sequence: 2, packetsSent: 3, octetsSent: 925 });
  });

  it('fragments large ones so that they can be put together again', () => {
    const large = nal(5, 5001);
    const packets = packetise(aStream(), { nals: [large], keyFrame: true }, 0);
    const payloads = packets.map((p) => p.subarray(12));
    expect(payloads.every((p) => p.length <= 1400 && ((p[0] ?? 0) & 0x1f) === 28)).toBe(true);
    expect(payloads.map((p) => (p[1] ?? 0) >> 6)).toEqual([2, 0, 0, 1]);
    const indicator = payloads[0]?.[0] ?? 0;
    const header = payloads[0]?.[1] ?? 0;
    const joined = Buffer.concat([
      Buffer.from([(indicator & 0xe0) | (header & 0x1f)]),
      ...payloads.map((p) => p.subarray(2)),
    ]);
    expect(joined).toEqual(large);
  });

  it('keeps a steady 90 kHz clock across the wrap of 32 bits', () => {
    const stream = { ...aStream(), timestampBase: 0 };
    const now = Date.UTC(2026, 10, 23);
    const wrap = Math.ceil((2 ** 32 - rtpTimestamp(stream, now)) / 90);
    const around = [-100, 0, 100].map((ms) => rtpTimestamp(stream, now + wrap + ms));
    expect(((around[1] ?? 0) - (around[0] ?? 0) + 2 ** 32) % 2 ** 32).toBe(9000);
    expect(((around[2] ?? 0) - (around[1] ?? 0) + 2 ** 32) % 2 ** 32).toBe(9000);
  });

  it('reports the wall clock the device believes in', () => {
    const report = senderReport(aStream(), 0, Date.UTC(2026, 10, 23) + 500);
    expect(report.readUInt32BE(8) - 2_208_988_800).toBe(Date.UTC(2026, 10, 23) / 1000);
    expect(report.readUInt32BE(12)).toBe(2 ** 31);
    expect(interleaved(1, report).subarray(0, 4)).toEqual(Buffer.from([0x24, 1, 0, 28]));
  });
});

describe('access units', () => {
  it('come out the same in whatever pieces the stream arrives', () => {
    const delimiter = nal(9, 2);
    const units: AccessUnit[] = [
      { nals: [nal(7, 9), nal(8, 5), nal(5, 300)], keyFrame: true },
      { nals: [nal(1, 40)], keyFrame: false },
      { nals: [nal(1, 3)], keyFrame: false },
    ];
    const bytes = toAnnexB(units.map((u) => ({ ...u, nals: [delimiter, nal(6, 4), ...u.nals] })));
    for (const size of [1, 2, 3, 7, 64, bytes.length]) {
      const found: AccessUnit[] = [];
      const gatherer = accessUnitGatherer((unit) => found.push(unit));
      const splitter = nalSplitter((n) => gatherer.push(n));
      for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
      splitter.end();
      gatherer.end();
      expect(found, `pieces of ${size}`).toEqual(units);
    }
  });
});

describe('RTSP messages', () => {
  const options = 'OPTIONS rtsp://h/main RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: x\r\n\r\n';

  it('are taken one by one, past interleaved packets and bodies', () => {
    const stream = Buffer.concat([
      Buffer.from(options),
      interleaved(1, Buffer.from('rtcp')),
      Buffer.from('GET_PARAMETER rtsp://h/main RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 4\r\n\r\nbody'),
      Buffer.from('TEARDOWN rtsp://h/main RTSP/1.0\r\nCSeq: 3\r\n'),
    ]);
    const methods: (string | null)[] = [];
    let rest: Buffer = stream;
    for (let taken = takeRequest(rest); taken; taken = takeRequest(rest)) {
      methods.push(taken.request?.method ?? null);
      rest = taken.rest;
    }
    expect(methods).toEqual(['OPTIONS', null, 'GET_PARAMETER']);
    expect(rest.toString()).toMatch(/^TEARDOWN/);
  });

  it('are refused when they are none', () => {
    expect(() => takeRequest(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow();
    expect(() => takeRequest(Buffer.alloc(20_000, 65))).toThrow();
  });

  it('are answered with the number of the request and the length of the body', () => {
    expect(rtspResponse(200, '4', { Session: 'a' }, 'é')).toBe(
      'RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: a\r\nContent-Length: 2\r\n\r\né',
    );
  });
});

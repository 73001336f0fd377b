/** H.264 over RTP (RFC 6184, packetisation mode 1: single NAL units and FU-A) and RTCP sender reports (RFC 3550). */
import type { AccessUnit } from './access-units.ts';

/** Payload type announced in the SDP. */
export const payloadType = 96;
/** RTP clock of video, Hz. */
export const clockRate = 90_000;
const maxPayload = 1400;

export type RtpStream = {
  ssrc: number;
  /** Sequence number of the next packet. */
  sequence: number;
  /** RTP timestamp of epoch 0, so that timestamps differ from stream to stream. */
  timestampBase: number;
  packetsSent: number;
  octetsSent: number;
};

/** The RTP timestamp of an instant (epoch ms). */
export function rtpTimestamp(stream: RtpStream, instant: number): number {
  const ticks = (BigInt(Math.round(instant)) * BigInt(clockRate)) / 1000n + BigInt(stream.timestampBase);
  return Number(BigInt.asUintN(32, ticks));
}

function packet(stream: RtpStream, timestamp: number, marker: boolean, payload: Buffer[]): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = (marker ? 0x80 : 0) | payloadType;
  header.writeUInt16BE(stream.sequence, 2);
  header.writeUInt32BE(timestamp, 4);
  header.writeUInt32BE(stream.ssrc, 8);
  const whole = Buffer.concat([header, ...payload]);
  stream.sequence = (stream.sequence + 1) & 0xffff;
  stream.packetsSent += 1;
  stream.octetsSent += whole.length - header.length;
  return whole;
}

/** Payloads of one NAL unit: itself, or fragments (FU-A) when it is too large for a packet. */
function payloadsOf(nal: Buffer): Buffer[][] {
  if (nal.length <= maxPayload) return [[nal]];
  const first = nal[0] ?? 0;
  const fragments: Buffer[][] = [];
  for (let at = 1; at < nal.length; at += maxPayload - 2) {
    const part = nal.subarray(at, at + maxPayload - 2);
    const start = at === 1 ? 0x80 : 0;
    const end = at + part.length === nal.length ? 0x40 : 0;
    fragments.push([Buffer.from([(first & 0xe0) | 28, start | end | (first & 0x1f)]), part]);
  }
  return fragments;
}

/** The packets of one picture taken at an instant (epoch ms); the last one carries the marker. */
export function packetise(stream: RtpStream, unit: AccessUnit, instant: number): Buffer[] {
  const timestamp = rtpTimestamp(stream, instant);
  const payloads = unit.nals.flatMap(payloadsOf);
  return payloads.map((payload, index) => packet(stream, timestamp, index === payloads.length - 1, payload));
}

const ntpEpochOffsetSeconds = 2_208_988_800;

/** A sender report that ties RTP time to the wall clock the device believes in (`deviceInstant`, epoch ms). */
export function senderReport(stream: RtpStream, instant: number, deviceInstant: number): Buffer {
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(stream.ssrc, 4);
  report.writeUInt32BE(Math.floor(deviceInstant / 1000) + ntpEpochOffsetSeconds, 8);
  report.writeUInt32BE(Math.floor(((deviceInstant % 1000) / 1000) * 2 ** 32), 12);
  report.writeUInt32BE(rtpTimestamp(stream, instant), 16);
  report.writeUInt32BE(stream.packetsSent >>> 0, 20);
  report.writeUInt32BE(stream.octetsSent >>> 0, 24);
  return report;
}

/** A packet as it travels inside the RTSP connection (RFC 2326 §10.12). */
export function interleaved(channel: number, data: Buffer): Buffer {
  const frame = Buffer.alloc(4);
  frame[0] = 0x24;
  frame[1] = channel;
  frame.writeUInt16BE(data.length, 2);
  return Buffer.concat([frame, data]);
}

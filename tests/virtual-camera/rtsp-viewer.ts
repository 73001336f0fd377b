/** One RTSP connection: answers its requests and sends it pictures at the pace they are taken. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { nalType, typeOf } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';
import type { DigestAuthority } from './digest.ts';
import { interleaved, packetise, payloadType, rtpTimestamp, senderReport } from './rtp.ts';
import type { RtpStream } from './rtp.ts';
import { rtspResponse, takeRequest } from './rtsp-message.ts';
import type { RtspRequest } from './rtsp-message.ts';

export type StreamName = 'main' | 'sub';

/** What is wrong with the streams: they stand still while connections live, or break and are refused. */
export type StreamTrouble = 'stalls' | 'refused' | null;

/** Pictures of the latest full second at least, oldest first, with the instants (epoch ms) they were taken at. */
export type TakenPicture = { instant: number; unit: AccessUnit };

export type ViewerContext = {
  authority: DigestAuthority;
  /** The stream of a path such as `/main`, or null. */
  streamOf(path: string): StreamName | null;
  /** Every picture from the latest key frame until now. */
  sinceKeyFrame(stream: StreamName): TakenPicture[];
  deviceClock: (instant: number) => number;
  trouble: () => StreamTrouble;
};

/** A viewer that does not read for this much data misses pictures until the next key frame. */
const maxUnsentBytes = 4 * 1024 * 1024;
const reportEveryMs = 2000;
type Reply = (status: number, headers?: Record<string, string>, body?: string) => void;
const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN';

function sdp(unit: AccessUnit | undefined): string {
  const parameterSets = (unit?.nals ?? []).filter((nal) =>
    [nalType.sps, nalType.pps].some((t) => t === typeOf(nal)),
  );
  const [sps] = parameterSets;
  const format = [
    'packetization-mode=1',
    ...(sps ? [`profile-level-id=${sps.toString('hex', 1, 4)}`] : []),
    ...(sps ? [`sprop-parameter-sets=${parameterSets.map((nal) => nal.toString('base64')).join(',')}`] : []),
  ];
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=Media Presentation',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=0-',
    `m=video 0 RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} H264/90000`,
    `a=fmtp:${payloadType} ${format.join(';')}`,
    'a=control:trackID=0',
    '',
  ].join('\r\n');
}

function newRtpStream(): RtpStream {
  return {
    ssrc: randomInt(2 ** 32),
    sequence: randomInt(2 ** 16),
    timestampBase: randomInt(2 ** 32),
    packetsSent: 0,
    octetsSent: 0,
  };
}

/** Serves a connection until it closes. */
export class Viewer {
  #socket: Socket;
  #context: ViewerContext;
  #session = randomBytes(6).toString('hex');
  #rtp = newRtpStream();
  #watched: { stream: StreamName; channel: number } | null = null;
  #playing = false;
  /** Instant of the last picture sent or left out. */
  #sentUntil = -Infinity;
  #waitsForKeyFrame = true;
  #lastReport = -Infinity;
  #received: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, context: ViewerContext) {
    this.#socket = socket;
    this.#context = context;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  /** Sends a picture if this viewer watches the stream. */
  show(stream: StreamName, picture: TakenPicture): void {
    const trouble = this.#context.trouble();
    if (trouble === 'refused') return this.close();
    if (trouble === 'stalls') {
      this.#waitsForKeyFrame = true;
      return;
    }
    if (!this.#playing || this.#watched?.stream !== stream || picture.instant <= this.#sentUntil) return;
    if (this.#socket.writableLength > maxUnsentBytes) this.#waitsForKeyFrame = true;
    else if (picture.unit.keyFrame) this.#waitsForKeyFrame = false;
    if (this.#waitsForKeyFrame) return;
    this.#sentUntil = picture.instant;
    const { channel } = this.#watched;
    const packets = packetise(this.#rtp, picture.unit, picture.instant).map((data) =>
      interleaved(channel, data),
    );
    if (picture.instant - this.#lastReport >= reportEveryMs) {
      this.#lastReport = picture.instant;
      const report = senderReport(this.#rtp, picture.instant, this.#context.deviceClock(picture.instant));
      packets.unshift(interleaved(channel + 1, report));
    }
    this.#socket.write(Buffer.concat(packets));
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    try {
      for (let taken = takeRequest(this.#received); taken; taken = takeRequest(this.#received)) {
        this.#received = Buffer.from(taken.rest);
        if (taken.request) this.#answer(taken.request);
      }
    } catch {
      this.#socket.end(rtspResponse(400, undefined));
    }
  }

  #answer(request: RtspRequest): void {
    const { method, uri, headers } = request;
    const reply = (status: number, more: Record<string, string> = {}, body = ''): void =>
      void this.#socket.write(rtspResponse(status, headers.get('cseq'), more, body));
    if (method === 'OPTIONS') return reply(200, { Public: methods });
    if (!this.#context.authority.accepts(headers.get('authorization'), method)) {
      return reply(401, { 'WWW-Authenticate': this.#context.authority.challenge() });
    }
    const path = /^rtsp:\/\/[^/]+(\/[^?]*)/i.exec(uri)?.[1] ?? uri;
    const stream = this.#context.streamOf(path.replace(/\/trackID=0\/?$/, '').replace(/(.)\/$/, '$1'));
    switch (method) {
      case 'DESCRIBE':
        if (!stream) return reply(404);
        return reply(
          200,
          { 'Content-Base': `${uri.replace(/\/$/, '')}/`, 'Content-Type': 'application/sdp' },
          sdp(this.#context.sinceKeyFrame(stream)[0]?.unit),
        );
      case 'SETUP':
        return this.#setUp(headers.get('transport') ?? '', stream, reply);
      case 'PLAY':
        return this.#play(uri, reply);
      case 'GET_PARAMETER':
        return reply(200, { Session: this.#session });
      case 'TEARDOWN':
        this.#playing = false;
        reply(200, { Session: this.#session });
        this.#socket.end();
        return;
      default:
        return reply(501);
    }
  }

  #setUp(transport: string, stream: StreamName | null, reply: Reply): void {
    if (!stream) return reply(404);
    if (!transport.toUpperCase().includes('RTP/AVP/TCP')) return reply(461);
    const channel = Number(/interleaved=(\d+)/i.exec(transport)?.[1] ?? 0);
    this.#watched = { stream, channel };
    reply(200, {
      Session: `${this.#session};timeout=60`,
      Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};ssrc=${this.#rtp.ssrc.toString(16)}`,
    });
  }

  #play(uri: string, reply: Reply): void {
    if (!this.#watched) return reply(455);
    const { stream } = this.#watched;
    const backlog = this.#context.sinceKeyFrame(stream);
    const first = rtpTimestamp(this.#rtp, backlog[0]?.instant ?? Date.now());
    const info = `url=${uri.replace(/\/$/, '')}/trackID=0;seq=${this.#rtp.sequence};rtptime=${first}`;
    reply(200, { Session: this.#session, Range: 'npt=0.000-', 'RTP-Info': info });
    this.#playing = true;
    for (const picture of backlog) this.show(stream, picture);
  }
}

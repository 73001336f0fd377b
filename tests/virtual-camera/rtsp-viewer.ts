/** One RTSP connection: answers its requests and sends it pictures at the pace they are taken. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { nalType, typeOf } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';
import type { DigestAuthority } from './digest.ts';
import { packetise, payloadType, rtpTimestamp, senderReport } from './rtp.ts';
import type { RtpStream } from './rtp.ts';
import { deliverDatagrams, deliverInterleaved } from './rtp-delivery.ts';
import type { RtpDelivery } from './rtp-delivery.ts';
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
  /** Ways in which packets may come. */
  delivers: { interleaved: boolean; datagrams: boolean };
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
  #watched: { stream: StreamName; delivery: RtpDelivery } | null = null;
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
    socket.on('close', () => this.#watched?.delivery.close());
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
    const { delivery } = this.#watched;
    if (delivery.unsent() > maxUnsentBytes) this.#waitsForKeyFrame = true;
    else if (picture.unit.keyFrame) this.#waitsForKeyFrame = false;
    if (this.#waitsForKeyFrame) return;
    this.#sentUntil = picture.instant;
    const packets = packetise(this.#rtp, picture.unit, picture.instant);
    let report: Buffer | null = null;
    if (picture.instant - this.#lastReport >= reportEveryMs) {
      this.#lastReport = picture.instant;
      report = senderReport(this.#rtp, picture.instant, this.#context.deviceClock(picture.instant));
    }
    delivery.send(packets, report);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Takes what the viewer sends, in whatever pieces. */
  receive(chunk: Buffer): void {
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
        return void this.#setUp(headers.get('transport') ?? '', stream, reply);
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

  async #setUp(transport: string, stream: StreamName | null, reply: Reply): Promise<void> {
    if (!stream) return reply(404);
    const { interleaved, datagrams } = this.#context.delivers;
    const asksInterleaved = transport.toUpperCase().includes('RTP/AVP/TCP');
    const delivery = !(asksInterleaved ? interleaved : datagrams)
      ? null
      : asksInterleaved
        ? deliverInterleaved(this.#socket, transport)
        : await deliverDatagrams(this.#socket, transport);
    if (delivery === null) return reply(461);
    if (this.#socket.destroyed) return delivery.close();
    this.#watched?.delivery.close();
    this.#watched = { stream, delivery };
    reply(200, {
      Session: `${this.#session};timeout=60`,
      Transport: `${delivery.transport};ssrc=${this.#rtp.ssrc.toString(16)}`,
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

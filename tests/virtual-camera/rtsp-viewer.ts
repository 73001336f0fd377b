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

/** Pictures of the latest full second at least, oldest first, with the instants (epoch ms) they were taken at. */
export type TakenPicture = { instant: number; unit: AccessUnit };

export type ViewerContext = {
  authority: DigestAuthority;
  /** The stream of a path such as `/main`, or null. */
  streamOf(path: string): StreamName | null;
  /** Every picture from the latest key frame until now. */
  sinceKeyFrame(stream: StreamName): TakenPicture[];
  deviceClock: (instant: number) => number;
};

export type Viewer = {
  /** Sends a picture if this viewer watches the stream. */
  show(stream: StreamName, picture: TakenPicture): void;
  close(): void;
};

/** A viewer that does not read for this much data misses pictures until the next key frame. */
const maxUnsentBytes = 4 * 1024 * 1024;
const reportEveryMs = 2000;
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
export function serveViewer(socket: Socket, context: ViewerContext): Viewer {
  const session = randomBytes(6).toString('hex');
  const rtp = newRtpStream();
  let watched: { stream: StreamName; channel: number } | null = null;
  let playing = false;
  let sentUntil = -Infinity;
  let waitsForKeyFrame = true;
  let lastReport = -Infinity;
  let received = Buffer.alloc(0);

  function show(stream: StreamName, picture: TakenPicture): void {
    if (!playing || watched?.stream !== stream || picture.instant <= sentUntil) return;
    if (socket.writableLength > maxUnsentBytes) waitsForKeyFrame = true;
    else if (picture.unit.keyFrame) waitsForKeyFrame = false;
    if (waitsForKeyFrame) return;
    sentUntil = picture.instant;
    const { channel } = watched;
    const packets = packetise(rtp, picture.unit, picture.instant).map((data) => interleaved(channel, data));
    if (picture.instant - lastReport >= reportEveryMs) {
      lastReport = picture.instant;
      const report = senderReport(rtp, picture.instant, context.deviceClock(picture.instant));
      packets.unshift(interleaved(channel + 1, report));
    }
    socket.write(Buffer.concat(packets));
  }

  function setup(request: RtspRequest, stream: StreamName | null): string {
    const cseq = request.headers.get('cseq');
    const transport = request.headers.get('transport') ?? '';
    if (!stream) return rtspResponse(404, cseq);
    if (!transport.toUpperCase().includes('RTP/AVP/TCP')) return rtspResponse(461, cseq);
    const channel = Number(/interleaved=(\d+)/i.exec(transport)?.[1] ?? 0);
    watched = { stream, channel };
    return rtspResponse(200, cseq, {
      Session: `${session};timeout=60`,
      Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};ssrc=${rtp.ssrc.toString(16)}`,
    });
  }

  function play(request: RtspRequest): void {
    const cseq = request.headers.get('cseq');
    if (!watched) {
      socket.write(rtspResponse(455, cseq));
      return;
    }
    const backlog = context.sinceKeyFrame(watched.stream);
    const first = backlog[0]?.instant ?? Date.now();
    const info = `url=${request.uri.replace(/\/$/, '')}/trackID=0;seq=${rtp.sequence};rtptime=${rtpTimestamp(rtp, first)}`;
    socket.write(rtspResponse(200, cseq, { Session: session, Range: 'npt=0.000-', 'RTP-Info': info }));
    playing = true;
    for (const picture of backlog) show(watched.stream, picture);
  }

  function answer(request: RtspRequest): void {
    const cseq = request.headers.get('cseq');
    const path = /^rtsp:\/\/[^/]+(\/[^?]*)/i.exec(request.uri)?.[1] ?? request.uri;
    const stream = context.streamOf(path.replace(/\/trackID=0\/?$/, '').replace(/(.)\/$/, '$1'));
    if (request.method === 'OPTIONS') {
      socket.write(rtspResponse(200, cseq, { Public: methods }));
    } else if (!context.authority.accepts(request.headers.get('authorization'), request.method)) {
      socket.write(rtspResponse(401, cseq, { 'WWW-Authenticate': context.authority.challenge() }));
    } else if (request.method === 'DESCRIBE') {
      const body = stream ? sdp(context.sinceKeyFrame(stream)[0]?.unit) : '';
      const headers = {
        'Content-Base': `${request.uri.replace(/\/$/, '')}/`,
        'Content-Type': 'application/sdp',
      };
      socket.write(stream ? rtspResponse(200, cseq, headers, body) : rtspResponse(404, cseq));
    } else if (request.method === 'SETUP') {
      socket.write(setup(request, stream));
    } else if (request.method === 'PLAY') {
      play(request);
    } else if (request.method === 'GET_PARAMETER') {
      socket.write(rtspResponse(200, cseq, { Session: session }));
    } else if (request.method === 'TEARDOWN') {
      playing = false;
      socket.end(rtspResponse(200, cseq, { Session: session }));
    } else {
      socket.write(rtspResponse(501, cseq));
    }
  }

  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    try {
      for (let taken = takeRequest(received); taken; taken = takeRequest(received)) {
        received = Buffer.from(taken.rest);
        if (taken.request) answer(taken.request);
      }
    } catch {
      socket.end(rtspResponse(400, undefined));
    }
  });
  return { show, close: () => socket.destroy() };
}

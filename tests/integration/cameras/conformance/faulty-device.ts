/**
 * A real ONVIF event device (the virtual camera's own services, without pictures) behind a door that misbehaves: it
 * sees every request by operation and may answer wrongly, late, in part, or not at all.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { openOnvifServer, type OnvifServer } from '../../../virtual-camera/onvif-server.ts';
import { openPullPoints, type PullPoints } from '../../../virtual-camera/subscriptions.ts';
import { tlsCertificate, tlsKey } from './tls-identity.ts';

export type Call = {
  /** Local name of the operation, e.g. `PullMessages`. */
  operation: string;
  /** How often this operation was asked since the fault began, this time included. */
  nth: number;
  body: string;
  headers: http.IncomingHttpHeaders;
};

export type Misdeed =
  | { answer: string; status?: number; contentType?: string; headers?: Record<string, string> }
  /** Passes the request on and changes what comes back. */
  | { rewrite: (xml: string) => string; status?: number }
  /** Changes the request before it is passed on. */
  | { redirect: (path: string) => string; rewrite?: (xml: string) => string }
  | { delayMs: number }
  /** Announces so many bytes more (or less) than it sends. */
  | { lengthOff: number }
  /** Breaks the connection: before answering, or in the middle of the answer. */
  | 'reset'
  | 'cut'
  /** Takes the request and never answers. */
  | 'hang';

export type Misbehaviour = (call: Call) => Misdeed | null;

export type FaultyOptions = {
  username?: string;
  password?: string;
  tls?: boolean;
  host?: string;
  maxSubscriptions?: number;
};

export type FaultyDevice = Awaited<ReturnType<typeof openFaultyDevice>>;

const operationPattern = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/;

export async function openFaultyDevice(options: FaultyOptions = {}) {
  const { username = 'admin', password = 'camera-1234', host = '127.0.0.1', tls = false } = options;
  let clockOffsetMs = 0;
  let misbehave: Misbehaviour = () => null;
  const counts = new Map<string, number>();
  const requests: { at: number; operation: string }[] = [];
  const sockets = new Set<Socket>();
  const clock = (instant: number): number => instant + clockOffsetMs;
  const pullPoints: PullPoints = openPullPoints(options.maxSubscriptions ?? 8, clock);
  const door = tls ? https.createServer({ key: tlsKey, cert: tlsCertificate }) : http.createServer();
  let port = 0;
  const inner: OnvifServer = await openOnvifServer({
    host: '127.0.0.1',
    port: 0,
    accounts: new Map([[username, password]]),
    realm: 'IP Camera',
    snapshot: async () => null,
    device: {
      identity: {
        name: 'Faulty',
        manufacturer: 'Test',
        model: 'F',
        firmware: '1',
        serial: '1',
        endpoint: 'urn:uuid:1',
      },
      events: true,
      pullPoints,
      main: { width: 16, height: 16, fps: 1 },
      sub: null,
      clock,
      httpBase: () => `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      rtspBase: () => 'rtsp://127.0.0.1:1',
    },
  });

  door.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  door.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const operation = operationPattern.exec(body)?.[1] ?? '';
    requests.push({ at: Date.now(), operation });
    const nth = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, nth);
    const misdeed = misbehave({ operation, nth, body, headers: request.headers });
    if (misdeed === 'hang') return;
    if (misdeed === 'reset') return void request.socket.resetAndDestroy();
    if (misdeed && typeof misdeed === 'object' && 'delayMs' in misdeed) {
      await new Promise((resolve) => setTimeout(resolve, misdeed.delayMs));
    }
    if (misdeed && typeof misdeed === 'object' && 'answer' in misdeed) {
      response.writeHead(misdeed.status ?? 200, {
        'Content-Type': misdeed.contentType ?? 'text/html',
        ...misdeed.headers,
      });
      return void response.end(misdeed.answer);
    }
    const path = request.url ?? '/';
    const redirected =
      misdeed && typeof misdeed === 'object' && 'redirect' in misdeed ? misdeed.redirect(path) : path;
    const passed = await passOn(redirected, body, request);
    const changed =
      misdeed && typeof misdeed === 'object' && 'rewrite' in misdeed && misdeed.rewrite
        ? misdeed.rewrite(passed.body)
        : passed.body;
    const status =
      misdeed && typeof misdeed === 'object' && 'status' in misdeed
        ? (misdeed.status ?? passed.status)
        : passed.status;
    const lengthOff =
      misdeed && typeof misdeed === 'object' && 'lengthOff' in misdeed ? misdeed.lengthOff : 0;
    const { challenge } = passed;
    response.writeHead(status, {
      'Content-Type': passed.contentType,
      'Content-Length': Buffer.byteLength(changed) + lengthOff,
      ...(challenge ? { 'WWW-Authenticate': challenge } : {}),
    });
    if (misdeed === 'cut') {
      response.write(changed.slice(0, changed.length / 2), () => request.socket.resetAndDestroy());
      return;
    }
    if (lengthOff === 0) return void response.end(changed);
    // The real bytes go past the parser's bookkeeping, as firmware does.
    request.socket.write(Buffer.concat([]), () => undefined);
    response.flushHeaders();
    request.socket.end(lengthOff > 0 ? changed : changed.slice(0, lengthOff));
  }

  type Passed = { status: number; body: string; contentType: string; challenge: string | undefined };
  function passOn(path: string, body: string, request: IncomingMessage): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const onward = http.request(
        {
          host: '127.0.0.1',
          port: inner.port,
          path,
          method: request.method,
          agent: false,
          headers: {
            'Content-Type': request.headers['content-type'] ?? '',
            'Content-Length': Buffer.byteLength(body),
            ...(request.headers.authorization ? { Authorization: request.headers.authorization } : {}),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 500,
              body: Buffer.concat(chunks).toString('utf8'),
              contentType: answer.headers['content-type'] ?? '',
              challenge: answer.headers['www-authenticate'],
            }),
          );
        },
      );
      // A client that goes away must not leave its pull waiting at the device.
      request.socket.once('close', () => onward.destroy());
      onward.on('error', reject);
      onward.end(body);
    });
  }

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => door.once('error', reject).listen(port, host, () => resolve()));
  const shut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => door.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  port = (door.address() as AddressInfo).port;

  return {
    access: {
      address: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}/onvif/device_service`,
      username,
      password,
    },
    pullPoints,
    requests,
    setMisbehaviour: (next: Misbehaviour): void => {
      counts.clear();
      misbehave = next;
    },
    setClockOffset: (offsetMs: number): void => {
      clockOffsetMs = offsetMs;
    },
    /** One person crosses the line. */
    cross: (id: number): void =>
      pullPoints.publish({
        topic: 'tns1:RuleEngine/LineDetector/Crossed',
        source: { VideoSource: 'v1', Rule: 'DoorLine' },
        data: { ObjectId: String(id) },
        operation: 'Changed',
      }),
    /** Power off: connections break, subscriptions are lost, nobody answers. */
    powerOff: async (): Promise<void> => {
      pullPoints.reset();
      await shut();
    },
    /** The network is gone, the device lives on. */
    unplug: shut,
    powerOn: open,
    close: async (): Promise<void> => {
      pullPoints.reset();
      if (door.listening) await shut();
      await inner.close();
    },
  };
}

/** The camera's HTTP side: SOAP services and snapshots. */
import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestAuthority } from './digest.ts';
import type { Accounts } from './digest.ts';
import { deviceOperations } from './onvif-device.ts';
import { eventOperations, subscriptionOperations } from './onvif-events.ts';
import { misbehaveBefore, misreadPath, operationOf, sendWrongly } from './misbehaviour.ts';
import type { Call, Misdeed } from './misbehaviour.ts';
import { mediaOperations } from './onvif-media.ts';
import { servicePaths } from './onvif-operation.ts';
import type { Device, OperationTable, Service } from './onvif-operation.ts';
import { SoapFault, envelope, faultBody, parseSoap } from './soap.ts';
import type { SoapRequest } from './soap.ts';
import { tokenCheck } from './ws-security.ts';

export type OnvifServerOptions = {
  host: string;
  port: number;
  accounts: Accounts;
  realm: string;
  device: Device;
  /** A JPEG of now; null when there is none or the stream does not exist. */
  snapshot(stream: 'main' | 'sub'): Promise<Buffer | null>;
  /** Asked before each operation is answered. */
  misdeedAt?: ((call: Omit<Call, 'nth'>) => Misdeed | null) | undefined;
  /** Told of every answer that a service gave, in whatever state it left. */
  onAnswer?: ((answer: Answer) => void) | undefined;
  /** Speaks HTTPS with this identity. */
  tls?: { key: string; cert: string } | undefined;
};

export type Answer = {
  operation: string;
  /** Which subscription it is about. */
  subscriptionId: number | null;
  status: number;
  /** As the service meant it. */
  xml: string;
  /** True when all of it was sent; false when it broke off. */
  whole: boolean;
};

export type OnvifServer = { readonly port: number; close(): Promise<void> };

const tables: Readonly<Record<Service, OperationTable>> = {
  device: deviceOperations,
  media: mediaOperations,
  events: eventOperations,
  subscription: subscriptionOperations,
};

const maxRequestBytes = 256 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxRequestBytes) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function serviceOf(path: string, device: Device): Service | null {
  const entry = (Object.entries(servicePaths) as [Service, string][]).find(
    ([, servicePath]) => servicePath === path,
  );
  const service = entry?.[0] ?? null;
  return !device.events && (service === 'events' || service === 'subscription') ? null : service;
}

type Send = (status: number, xml: string, headers?: Record<string, string>) => void;
type Sent = (answer: Pick<Answer, 'status' | 'xml' | 'whole'>) => void;

const sender =
  (misdeed: Misdeed | null, response: ServerResponse, onSent: Sent): Send =>
  (status, xml, headers = {}) =>
    sendWrongly(
      misdeed,
      response,
      { status, xml, headers: { 'Content-Type': 'application/soap+xml; charset=utf-8', ...headers } },
      (whole) => onSent({ status, xml, whole }),
    );

const notAuthorized = (): SoapFault =>
  new SoapFault('Sender', ['ter:NotAuthorized'], 'Sender not authorized', 400);

/** Listens; every operation is a row of the tables above. */
export async function openOnvifServer(options: OnvifServerOptions): Promise<OnvifServer> {
  const { device } = options;
  const authority = digestAuthority(options.accounts, options.realm, true);
  const checkToken = tokenCheck(options.accounts);

  /** Throws unless the request proves who sends it; true when a challenge was sent instead. */
  function challenged(soap: SoapRequest, request: IncomingMessage, send: Send): boolean {
    const verdict = checkToken(soap.header, device.clock(Date.now()));
    if (verdict === 'accepted') return false;
    if (verdict === 'refused') throw notAuthorized();
    if (authority.accepts(request.headers.authorization, request.method ?? '')) return false;
    const fault = envelope(faultBody(notAuthorized()), soap.messageId);
    send(401, fault, { 'WWW-Authenticate': authority.challenge() });
    return true;
  }

  async function serveSoap(
    request: IncomingMessage,
    response: ServerResponse,
    {
      service,
      url,
      body: text,
      misdeed,
    }: { service: Service; url: URL; body: string; misdeed: Misdeed | null },
  ): Promise<void> {
    const gone = new AbortController();
    const index = url.searchParams.get('Idx');
    const subscriptionId = index === null ? null : Number(index);
    const send = sender(misdeed, response, (sent) => {
      // What is said to a client that has gone is no answer.
      if (!gone.signal.aborted) options.onAnswer?.({ operation: operationOf(text), subscriptionId, ...sent });
    });
    response.on('close', () => gone.abort());
    let relatesTo: string | null = null;
    try {
      const soap = parseSoap(text);
      if (!soap) throw new SoapFault('Sender', ['ter:WellFormed'], 'Well-formed error');
      relatesTo = soap.messageId;
      const operation = tables[service][soap.operation];
      if (!operation) {
        throw new SoapFault('Receiver', ['ter:ActionNotSupported'], 'Optional Action Not Implemented');
      }
      if (operation.access === 'user' && challenged(soap, request, send)) return;
      const body = await operation.run({ device, body: soap.body, subscriptionId, signal: gone.signal });
      send(200, envelope(body, relatesTo));
    } catch (error) {
      const fault =
        error instanceof SoapFault ? error : new SoapFault('Receiver', ['ter:Action'], 'The device failed');
      send(fault.httpStatus, envelope(faultBody(fault), relatesTo));
    }
  }

  async function serveSnapshot(
    stream: 'main' | 'sub',
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!authority.accepts(request.headers.authorization, request.method ?? '')) {
      response.writeHead(401, { 'WWW-Authenticate': authority.challenge() }).end();
      return;
    }
    const jpeg = await options.snapshot(stream);
    if (jpeg)
      response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': jpeg.length }).end(jpeg);
    else response.writeHead(503).end();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPost = request.method === 'POST';
    const body = isPost ? await readBody(request) : '';
    const call = { operation: operationOf(body), body, headers: request.headers };
    const misdeed = isPost ? (options.misdeedAt?.(call) ?? null) : null;
    if (await misbehaveBefore(misdeed, request, response)) return;
    const url = new URL(misreadPath(misdeed, request.url ?? '/'), 'http://camera');
    const service = serviceOf(url.pathname, device);
    const snapshot = /^\/snapshot\/(main|sub)\.jpg$/.exec(url.pathname)?.[1] as 'main' | 'sub' | undefined;
    if (service && isPost) await serveSoap(request, response, { service, url, body, misdeed });
    else if (snapshot && request.method === 'GET') await serveSnapshot(snapshot, request, response);
    else response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html><body>Not found</body></html>');
  }

  const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(request, response).catch(() => response.destroy());
  const server = options.tls ? https.createServer(options.tls, onRequest) : http.createServer(onRequest);
  // long polls may last two minutes
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

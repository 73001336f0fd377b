/** The camera's HTTP side: SOAP services and snapshots. */
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestAuthority } from './digest.ts';
import type { Accounts } from './digest.ts';
import { deviceOperations } from './onvif-device.ts';
import { eventOperations, subscriptionOperations } from './onvif-events.ts';
import { mediaOperations } from './onvif-media.ts';
import { servicePaths } from './onvif-operation.ts';
import type { Device, OperationTable, Service } from './onvif-operation.ts';
import { SoapFault, envelope, faultBody, parseSoap } from './soap.ts';
import type { SoapRequest } from './soap.ts';
import { tokenCheck } from './ws-security.ts';

/** What is known of a request before it is answered. */
export type InterceptedRequest = { service: Service; operation: string; response: ServerResponse };

/**
 * Called before an operation is answered, to misbehave: it may wait, throw a SoapFault, or answer by itself and return
 * true.
 */
export type Interceptor = (request: InterceptedRequest) => boolean | Promise<boolean>;

export type OnvifServerOptions = {
  host: string;
  port: number;
  accounts: Accounts;
  realm: string;
  device: Device;
  /** A JPEG of now; null when there is none or the stream does not exist. */
  snapshot(stream: 'main' | 'sub'): Promise<Buffer | null>;
  intercept?: Interceptor | undefined;
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
    if (length > maxRequestBytes)
      throw new SoapFault('Sender', ['ter:InvalidArgs'], 'The request is too large');
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

function send(
  response: ServerResponse,
  status: number,
  xml: string,
  headers: Record<string, string> = {},
): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, {
    'Content-Type': 'application/soap+xml; charset=utf-8',
    'Content-Length': Buffer.byteLength(xml),
    ...headers,
  });
  response.end(xml);
}

const notAuthorized = (): SoapFault =>
  new SoapFault('Sender', ['ter:NotAuthorized'], 'Sender not authorized', 400);

/** Listens; every operation is a row of the tables above. */
export async function openOnvifServer(options: OnvifServerOptions): Promise<OnvifServer> {
  const { device } = options;
  const authority = digestAuthority(options.accounts, options.realm, true);
  const checkToken = tokenCheck(options.accounts);

  /** Throws unless the request proves who sends it; true when a challenge was sent instead. */
  function challenged(soap: SoapRequest, request: IncomingMessage, response: ServerResponse): boolean {
    const verdict = checkToken(soap.header, device.clock(Date.now()));
    if (verdict === 'accepted') return false;
    if (verdict === 'refused') throw notAuthorized();
    if (authority.accepts(request.headers.authorization, request.method ?? '')) return false;
    const fault = envelope(faultBody(notAuthorized()), soap.messageId);
    send(response, 401, fault, { 'WWW-Authenticate': authority.challenge() });
    return true;
  }

  async function serveSoap(
    service: Service,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    let relatesTo: string | null = null;
    try {
      const soap = parseSoap(await readBody(request));
      if (!soap) throw new SoapFault('Sender', ['ter:WellFormed'], 'Well-formed error');
      relatesTo = soap.messageId;
      if (await options.intercept?.({ service, operation: soap.operation, response })) return;
      const operation = tables[service][soap.operation];
      if (!operation) {
        throw new SoapFault('Receiver', ['ter:ActionNotSupported'], 'Optional Action Not Implemented');
      }
      if (operation.access === 'user' && challenged(soap, request, response)) return;
      const index = url.searchParams.get('Idx');
      const subscriptionId = index === null ? null : Number(index);
      const body = await operation.run({ device, body: soap.body, subscriptionId, signal: gone.signal });
      send(response, 200, envelope(body, relatesTo));
    } catch (error) {
      const fault =
        error instanceof SoapFault ? error : new SoapFault('Receiver', ['ter:Action'], 'The device failed');
      send(response, fault.httpStatus, envelope(faultBody(fault), relatesTo));
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

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://camera');
    const service = serviceOf(url.pathname, device);
    const snapshot = /^\/snapshot\/(main|sub)\.jpg$/.exec(url.pathname)?.[1] as 'main' | 'sub' | undefined;
    const failed = (): void => void response.destroy();
    if (service && request.method === 'POST') serveSoap(service, url, request, response).catch(failed);
    else if (snapshot && request.method === 'GET') serveSnapshot(snapshot, request, response).catch(failed);
    else response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html><body>Not found</body></html>');
  });
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

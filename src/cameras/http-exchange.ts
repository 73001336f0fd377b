/**
 * One HTTP request to a device: everything is bounded (time, size), it can be aborted, and every failure has a
 * kind. Connections are not reused: the embedded servers of cameras reset kept-alive ones at will.
 */
import http from 'node:http';
import https from 'node:https';
import { socketHost } from './device-address.ts';

export type TransportFailure =
  'refused' | 'unreachable' | 'unresolved' | 'reset' | 'timeout' | 'tooLarge' | 'malformed' | 'aborted';

export class TransportError extends Error {
  readonly kind: TransportFailure;
  constructor(kind: TransportFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'TransportError';
    this.kind = kind;
  }
}

export type HttpExchange = {
  url: URL;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** From the first packet to the last byte of the answer. */
  timeoutMs: number;
  maxBodyBytes?: number;
  signal?: AbortSignal | undefined;
};

export type HttpAnswer = {
  status: number;
  contentType: string;
  challenges: string[];
  body: Buffer;
  /** The connection broke before the announced length; what came may still be whole. */
  truncated: boolean;
};

const defaultMaxBodyBytes = 2 * 1024 * 1024;
/** What lies in the socket is read within this time. */
const readLeftMs = 500;

/**
 * Sends a request and reads the whole answer, whatever its status. TLS certificates are not verified: cameras
 * sign their own. @throws TransportError
 */
export function exchangeHttp(request: HttpExchange): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted) {
      reject(new TransportError('aborted', 'aborted'));
      return;
    }
    const outgoing = send(request);
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      action();
      outgoing.destroy();
    };
    const fail = (error: unknown): void => settle(() => reject(transportError(error)));
    const onAbort = (): void => fail(new TransportError('aborted', 'aborted'));
    const timedOut = (): void =>
      fail(new TransportError('timeout', `no complete answer within ${request.timeoutMs} ms`));
    // This process may have stood still: what the device handed over meanwhile lies unread, and nobody else will hear it.
    let timer = setTimeout(() => (timer = setTimeout(timedOut, readLeftMs)), request.timeoutMs);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      readAnswer(response, request.maxBodyBytes ?? defaultMaxBodyBytes).then(
        (answer) => settle(() => resolve(answer)),
        fail,
      );
    });
    outgoing.end(request.body);
  });
}

function send({ url, method, headers, body }: HttpExchange): http.ClientRequest {
  const options: https.RequestOptions = {
    hostname: socketHost(url),
    port: url.port || (url.protocol === 'https:' ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    method,
    agent: false,
    // Firmware with header lines that the strict parser refuses is common; nothing is forwarded from here.
    insecureHTTPParser: true,
    rejectUnauthorized: false,
    headers: {
      ...bytes(headers),
      Connection: 'close',
      ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    },
  };
  return url.protocol === 'https:' ? https.request(options) : http.request(options);
}

/** Header values as UTF-8 bytes (Node wants each byte as one character): names in Vietnamese reach the device. */
function bytes(headers: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Buffer.from(value, 'utf8').toString('latin1'),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function readAnswer(response: http.IncomingMessage, maxBodyBytes: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (truncated: boolean): void =>
      resolve({
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        challenges: challengesOf(response),
        body: Buffer.concat(chunks),
        truncated,
      });
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else reject(new TransportError('tooLarge', `answer larger than ${maxBodyBytes} bytes`));
    });
    response.on('end', () => finish(false));
    response.on('error', (error) => (size > 0 ? finish(true) : reject(error)));
  });
}

function challengesOf(response: http.IncomingMessage): string[] {
  const raw = response.rawHeaders;
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'www-authenticate');
}

const kindByCode: Record<string, TransportFailure> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  ETIMEDOUT: 'timeout',
};

function transportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const kind =
    kindByCode[code] ??
    (code.startsWith('HPE_') || code.startsWith('ERR_SSL') || code === 'EPROTO' ? 'malformed' : 'reset');
  return new TransportError(kind, code === '' ? message : `${code}: ${message}`, { cause: error });
}

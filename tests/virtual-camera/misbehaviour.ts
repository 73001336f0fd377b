/** What a device may do wrong when it is asked something: a plain description, and how it is done to a real connection. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export type Call = {
  /** Local name of the operation, e.g. `PullMessages`. */
  operation: string;
  /** How often this operation was asked since the fault began, this time included. */
  nth: number;
  body: string;
  headers: IncomingHttpHeaders;
};

export type Misdeed =
  | { answer: string; status?: number; contentType?: string; headers?: Record<string, string> }
  /** Answers, and changes what goes out. */
  | { rewrite: (xml: string) => string; status?: number }
  /** Takes the request for one to another path. */
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

/** What a server asks before it answers; each operation's calls are counted since the behaviour last changed. */
export class Behaviour {
  readonly #counts = new Map<string, number>();
  #misbehave: Misbehaviour = () => null;

  set(misbehave: Misbehaviour): void {
    this.#counts.clear();
    this.#misbehave = misbehave;
  }

  at(call: Omit<Call, 'nth'>): Misdeed | null {
    const nth = (this.#counts.get(call.operation) ?? 0) + 1;
    this.#counts.set(call.operation, nth);
    return this.#misbehave({ ...call, nth });
  }
}

const operationPattern = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/;

/** Local name of the operation that a request asks for; empty when it is none. */
export function operationOf(body: string): string {
  return operationPattern.exec(body)?.[1] ?? '';
}

/** Does what is done before answering; true when that is all there will be. */
export async function misbehaveBefore(
  misdeed: Misdeed | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (misdeed === 'hang') return true;
  if (misdeed === 'reset') {
    request.socket.resetAndDestroy();
    return true;
  }
  if (misdeed === null || misdeed === 'cut') return false;
  if ('delayMs' in misdeed) await new Promise((resolve) => setTimeout(resolve, misdeed.delayMs));
  if (!('answer' in misdeed)) return false;
  const { answer, status = 200, contentType = 'text/html', headers = {} } = misdeed;
  response.writeHead(status, { 'Content-Type': contentType, ...headers });
  response.end(answer);
  return true;
}

/** The path that a request is taken to be for. */
export function misreadPath(misdeed: Misdeed | null, path: string): string {
  return misdeed !== null && typeof misdeed === 'object' && 'redirect' in misdeed
    ? misdeed.redirect(path)
    : path;
}

type Changes = { rewrite?: (xml: string) => string; status?: number; lengthOff?: number; delayMs?: number };

const changesOf = (misdeed: Misdeed | null): Changes =>
  misdeed !== null && typeof misdeed === 'object' && !('answer' in misdeed) ? misdeed : {};

/** Sends the answer the way the misdeed wants it. */
export function sendWrongly(
  misdeed: Misdeed | null,
  response: ServerResponse,
  answer: { status: number; headers: Record<string, string>; xml: string },
): void {
  if (response.writableEnded || response.destroyed) return;
  const { rewrite, status = answer.status, lengthOff = 0 } = changesOf(misdeed);
  const xml = rewrite?.(answer.xml) ?? answer.xml;
  response.writeHead(status, { ...answer.headers, 'Content-Length': Buffer.byteLength(xml) + lengthOff });
  const { socket } = response;
  if (misdeed === 'cut' && socket) {
    response.write(xml.slice(0, xml.length / 2), () => socket.resetAndDestroy());
  } else if (lengthOff === 0 || !socket) {
    response.end(xml);
  } else {
    // The real bytes go past the parser's bookkeeping, as firmware does.
    response.flushHeaders();
    socket.end(lengthOff > 0 ? xml : xml.slice(0, lengthOff));
  }
}

/** Reading RTSP requests from a connection that also carries interleaved RTCP packets. */

export type RtspRequest = { method: string; uri: string; headers: Map<string, string> };

const maxHeaderBytes = 16 * 1024;

/**
 * Takes one request off the front of what was received. Null: not complete yet. Interleaved packets and bodies are
 * skipped. Throws on something that is no RTSP.
 */
export function takeRequest(received: Buffer): { request: RtspRequest | null; rest: Buffer } | null {
  if (received[0] === 0x24) {
    if (received.length < 4) return null;
    const length = 4 + received.readUInt16BE(2);
    return received.length < length ? null : { request: null, rest: received.subarray(length) };
  }
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) {
    if (received.length > maxHeaderBytes) throw new Error('RTSP header too long');
    return null;
  }
  const [first = '', ...lines] = received.toString('utf8', 0, end).split('\r\n');
  const match = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(first);
  if (!match) throw new Error('not an RTSP request');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const bodyLength = Number(headers.get('content-length') ?? 0);
  if (!Number.isInteger(bodyLength) || bodyLength < 0 || bodyLength > maxHeaderBytes)
    throw new Error('bad body length');
  const total = end + 4 + bodyLength;
  if (received.length < total) return null;
  const [, method = '', uri = ''] = match;
  return { request: { method, uri, headers }, rest: received.subarray(total) };
}

/** An RTSP answer as text. */
export function rtspResponse(
  status: number,
  cseq: string | undefined,
  headers: Record<string, string> = {},
  body = '',
): string {
  const reasons: Record<number, string> = {
    200: 'OK',
    400: 'Bad Request',
    401: 'Unauthorized',
    404: 'Not Found',
    454: 'Session Not Found',
    455: 'Method Not Valid in This State',
    461: 'Unsupported Transport',
    501: 'Not Implemented',
  };
  const all = {
    ...(cseq === undefined ? {} : { CSeq: cseq }),
    ...headers,
    ...(body ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `RTSP/1.0 ${status} ${reasons[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`;
}

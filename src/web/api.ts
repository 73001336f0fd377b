import type { ErrorBody } from '../http/contracts/common.ts';
import { message } from '../i18n/messages.ts';
import { currentLanguage } from './i18n.ts';

export type FieldIssue = { path: string; message: string };

/** A refused or failed request, in words that can be shown as they are. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly issues: FieldIssue[];
  readonly requestId: string | null;

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message ?? message(currentLanguage(), 'error.internal'));
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? 'internal';
    this.hint = body.hint ?? null;
    this.issues = body.issues ?? [];
    this.requestId = body.requestId ?? null;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function send(
  method: Method,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': currentLanguage(), ...more };
  if (method !== 'GET') headers['X-Requested-With'] = 'chuyen-can';
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal };
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, init);
  } catch {
    throw unreachable();
  }
}

/** The connection to the server failed, or broke off. */
export function unreachable(): ApiError {
  const language = currentLanguage();
  return new ApiError(0, {
    code: 'network',
    message: message(language, 'error.network'),
    hint: message(language, 'error.network.hint'),
  });
}

async function failure(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    return new ApiError(response.status, JSON.parse(text) as Partial<ErrorBody>);
  } catch {
    // Not our own answer: a proxy in between, or the server is going down.
    const hint = message(currentLanguage(), 'error.internal.hint');
    return new ApiError(response.status, { hint });
  }
}

/** One request of the API. Throws `ApiError`; an answer without content is `undefined`. */
async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  if (!response.ok) throw await failure(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * Posts, and tells each line of the answer (JSON) as it comes. Throws `ApiError`; one of the connection when the answer
 * ends in the middle of a line.
 */
export async function postLines<Line>(
  path: string,
  body: object,
  onLine: (line: Line) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await send('POST', path, body, { Accept: 'application/x-ndjson' }, signal);
  if (!response.ok) throw await failure(response);
  let rest = '';
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read().catch(() => Promise.reject(unreachable()));
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(JSON.parse(line) as Line);
  }
  if (rest !== '') throw unreachable();
}

export const get = <T>(path: string) => request<T>('GET', path);
export const post = <T>(path: string, body?: unknown) => request<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => request<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown) => request<T>('PATCH', path, body);
export const remove = <T = void>(path: string) => request<T>('DELETE', path);

/** The items of a list: every list answers `{ items }`. */
export async function list<T>(path: string): Promise<T[]> {
  return (await get<{ items: T[] }>(path)).items;
}

/** A query string without the parts that are not set. */
export function query(parts: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** A client of the service's own API, as a script of the office would write it. */
export type Api = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** Sends one photo as multipart/form-data. */
  photo(path: string, jpeg: Buffer): Promise<void>;
};

/** @param headers what proves who asks: `Authorization`, or a cookie with its CSRF header. */
export function apiClient(baseUrl: string, headers: Record<string, string>): Api {
  const call = async (method: string, path: string, body?: BodyInit, type?: string): Promise<Response> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { ...headers, 'accept-language': 'vi', ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const json = async <T>(response: Response): Promise<T> =>
    (response.status === 204 ? undefined : await response.json()) as T;
  const send = async <T>(method: string, path: string, body: unknown): Promise<T> =>
    json(await call(method, path, JSON.stringify(body ?? {}), 'application/json'));
  return {
    get: async (path) => json(await call('GET', path)),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    photo: async (path, jpeg) => {
      const form = new FormData();
      form.set('photo', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'photo.jpg');
      await call('POST', path, form);
    },
  };
}

/** Uses the one-time link to make the administrator and answers with a client signed in as them. */
export async function firstAdministrator(
  baseUrl: string,
  setupToken: string,
  account: { username: string; password: string; displayName: string; officeName: string },
): Promise<Api> {
  const csrf = { 'x-requested-with': 'chuyen-can' };
  const response = await fetch(`${baseUrl}/api/setup`, {
    method: 'POST',
    headers: { ...csrf, 'content-type': 'application/json' },
    body: JSON.stringify({ token: setupToken, ...account }),
  });
  if (!response.ok) throw new Error(`POST /api/setup: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
  return apiClient(baseUrl, { ...csrf, cookie });
}

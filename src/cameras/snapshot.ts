/** A still picture over HTTP, with Digest or Basic login. */
import { AppError } from '../errors.ts';
import { cameraAppError, CameraFault, toCameraFault } from './camera-fault.ts';
import { maskCredentials } from './device-address.ts';
import { chooseChallenge, DigestSession } from './http-digest.ts';
import { exchangeHttp, type HttpAnswer } from './http-exchange.ts';
import { jpegSize } from './jpeg.ts';
import type { Frame, StreamAccess } from './types.ts';

const maxSnapshotBytes = 16 * 1024 * 1024;

/**
 * Fetches the camera's snapshot. `capturedAt` is the instant of the answer: a snapshot says nothing better.
 * @throws AppError camera_unreachable, camera_wrong_credentials, camera_no_stream (not a JPEG)
 */
export async function takeSnapshot(
  { uri, username, password }: StreamAccess,
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Frame> {
  const url = new URL(uri);
  const get = (authorization?: string): Promise<HttpAnswer> =>
    exchangeHttp({
      url,
      method: 'GET',
      headers: authorization ? { Authorization: authorization } : {},
      timeoutMs: options.timeoutMs ?? 5_000,
      maxBodyBytes: maxSnapshotBytes,
      signal: options.signal,
    });
  try {
    let answer = await get();
    const challenge = answer.status === 401 ? chooseChallenge(answer.challenges) : null;
    if (challenge) {
      const request = { method: 'GET', uri: `${url.pathname}${url.search}`, username, password };
      answer = await get(new DigestSession(challenge).authorization(request));
    }
    if (answer.status === 401 || answer.status === 403)
      throw new CameraFault('auth', `HTTP ${answer.status}`);
    const size = answer.status === 200 ? jpegSize(answer.body) : null;
    if (!size) {
      throw new AppError('camera_no_stream', `${url.host}: the snapshot is no JPEG (HTTP ${answer.status})`, {
        details: { address: url.host },
      });
    }
    return { capturedAt: Date.now(), jpeg: answer.body, ...size };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw cameraAppError(
      toCameraFault(error, (text) => maskCredentials(text, [password])),
      url.host,
    );
  }
}

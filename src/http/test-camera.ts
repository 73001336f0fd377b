import { probeCamera } from '../cameras/probe.ts';
import { takeSnapshot } from '../cameras/snapshot.ts';
import type { CameraAccess, CameraProbe } from '../cameras/types.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Language } from '../i18n/messages.ts';
import type { CameraTest } from './contracts/cameras.ts';
import { errorText } from './error-answer.ts';
import { chooseProfile } from './camera-access.ts';

type StepName = CameraTest['steps'][number]['name'];

/** The order in which a camera is tried; what comes after a failed step was not tried. */
const order: StepName[] = ['reach', 'onvif', 'credentials', 'clock', 'stream', 'events', 'picture'];

/** The step that an error means. */
const failedStep: Partial<Record<ErrorCode, StepName>> = {
  camera_address_invalid: 'reach',
  camera_unreachable: 'reach',
  camera_not_onvif: 'onvif',
  camera_wrong_credentials: 'credentials',
  camera_locked_out: 'credentials',
  camera_connection_limit: 'credentials',
  camera_clock_skew: 'clock',
  camera_no_stream: 'stream',
  camera_no_events: 'events',
};

/** A clock this far off is told, although the offset is measured and corrected. */
const skewToTellMs = 5_000;

/** Tries a camera step by step, as the service will use it, and tells the first step that fails with what to do. */
export async function testCamera(access: CameraAccess, language: Language): Promise<CameraTest> {
  try {
    const probe = await probeCamera(access);
    const picture = await pictureOf(access, probe);
    return report(probe, picture);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return failure(error, language);
  }
}

function failure(error: AppError, language: Language): CameraTest {
  const failed = failedStep[error.code] ?? 'reach';
  const before = order.slice(0, order.indexOf(failed)).map((name) => ({ name, ok: true, detail: '' }));
  const text = errorText(language, error.code, error.details);
  return {
    ok: false,
    steps: [...before, { name: failed, ok: false, detail: text.message }],
    error: text,
    device: {},
    skewMs: null,
    profiles: [],
    picture: null,
  };
}

function report(probe: CameraProbe, picture: Buffer | null): CameraTest {
  const { manufacturer, model, firmware } = probe.device;
  const profile = chooseProfile(probe.profiles);
  const skewSeconds = probe.skewMs === null ? null : probe.skewMs / 1000;
  const details: Record<StepName, string> = {
    reach: '',
    onvif: [manufacturer, model, firmware].filter((it) => it !== '').join(' '),
    credentials: '',
    clock:
      skewSeconds === null || Math.abs(skewSeconds * 1000) < skewToTellMs
        ? ''
        : `${skewSeconds > 0 ? '-' : '+'}${Math.abs(skewSeconds).toFixed(0)} s`,
    stream: profile === null ? '' : [sizeOf(profile), profile.encoding].filter((it) => it !== null).join(' '),
    events: '',
    picture: '',
  };
  const steps = order.map((name) => ({
    name,
    ok: name !== 'picture' || picture !== null,
    detail: details[name],
  }));
  return {
    ok: true,
    steps,
    error: null,
    device: probe.device,
    skewMs: probe.skewMs,
    profiles: probe.profiles.map(({ token, name, width, height }) => ({
      token,
      name,
      width: width ?? 0,
      height: height ?? 0,
    })),
    picture: picture === null ? null : `data:image/jpeg;base64,${picture.toString('base64')}`,
  };
}

const sizeOf = ({ width, height }: { width: number | null; height: number | null }): string | null =>
  width === null || height === null ? null : `${width}×${height}`;

/** A still is a comfort, not a need: the service takes its pictures from the stream. */
async function pictureOf({ username, password }: CameraAccess, probe: CameraProbe): Promise<Buffer | null> {
  if (probe.snapshotUri === null) return null;
  try {
    return (await takeSnapshot({ uri: probe.snapshotUri, username, password })).jpeg;
  } catch {
    return null;
  }
}

import { probeCamera } from '../cameras/probe.ts';
import type { CameraAccess, CameraProbe, CameraProfile } from '../cameras/types.ts';
import type { CameraFacts } from '../store/cameras.ts';
import type { HttpDeps } from './deps.ts';

/** Wider pictures cost the processor more than they help to recognise a face at a door. */
const bestWidth = 1920;

/**
 * Tries a camera before it is stored.
 *
 * @param force stores it untried: null is returned instead of a probe.
 * @throws AppError `camera_*` that says what does not work.
 */
export async function checkedAccess(access: CameraAccess, force: boolean): Promise<CameraProbe | null> {
  return force ? null : probeCamera(access);
}

type ProbedFacts = Pick<CameraFacts, 'device' | 'profileToken' | 'streamUri' | 'snapshotUri' | 'skewMs'>;

/** What is stored of a probe; nothing of a camera that was not tried, so that the camera worker finds out itself. */
export function factsOf(probe: CameraProbe | null): ProbedFacts {
  if (probe === null)
    return { device: {}, profileToken: null, streamUri: null, snapshotUri: null, skewMs: null };
  const profile = chooseProfile(probe.profiles);
  return {
    device: probe.device,
    profileToken: profile?.token ?? null,
    streamUri: profile?.streamUri ?? null,
    snapshotUri: probe.snapshotUri,
    skewMs: probe.skewMs === null ? null : Math.round(probe.skewMs),
  };
}

/** The widest picture up to `bestWidth`, else the narrowest; a device that does not say its size is taken last. */
export function chooseProfile(profiles: readonly CameraProfile[]): CameraProfile | null {
  const usable = profiles.filter((profile) => profile.streamUri !== null);
  const rank = ({ width }: CameraProfile): number =>
    width === null ? -Infinity : width <= bestWidth ? width : bestWidth - width;
  return [...usable].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

export function sealPassword(deps: Pick<HttpDeps, 'secrets'>, password: string): Buffer<ArrayBuffer> {
  return deps.secrets.encrypt(Buffer.from(password, 'utf8'));
}

export function openPassword(deps: Pick<HttpDeps, 'secrets'>, sealed: Uint8Array): string {
  return deps.secrets.decrypt(sealed).toString('utf8');
}

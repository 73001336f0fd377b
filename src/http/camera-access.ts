import { chooseProfile, chooseSubProfile } from '../cameras/choose-profile.ts';
import { probeCamera } from '../cameras/probe.ts';
import type { CameraAccess, CameraProbe } from '../cameras/types.ts';
import type { CameraSettings } from '../captures/camera-settings.ts';
import type { CameraFacts } from '../store/cameras.ts';
import type { HttpDeps } from './deps.ts';

/**
 * Tries a camera before it is stored.
 *
 * @param force stores it untried: null is returned instead of a probe.
 * @param trigger how it is to be watched; a camera that is watched by its picture needs no events.
 * @throws AppError `camera_*` that says what does not work.
 */
export async function checkedAccess(
  access: CameraAccess,
  { force, trigger }: { force: boolean; trigger: CameraSettings['trigger'] },
): Promise<CameraProbe | null> {
  return force ? null : probeCamera(access, { events: trigger === 'events' });
}

type ProbedFacts = Pick<
  CameraFacts,
  'device' | 'profileToken' | 'streamUri' | 'subStreamUri' | 'snapshotUri' | 'skewMs'
>;

/** What is stored of a probe; nothing of a camera that was not tried, so that the camera worker finds out itself. */
export function factsOf(probe: CameraProbe | null): ProbedFacts {
  if (probe === null)
    return {
      ...{ device: {}, profileToken: null, skewMs: null },
      ...{ streamUri: null, subStreamUri: null, snapshotUri: null },
    };
  const profile = chooseProfile(probe.profiles);
  return {
    device: probe.device,
    profileToken: profile?.token ?? null,
    streamUri: profile?.streamUri ?? null,
    subStreamUri: chooseSubProfile(probe.profiles)?.streamUri ?? null,
    snapshotUri: probe.snapshotUri,
    skewMs: probe.skewMs === null ? null : Math.round(probe.skewMs),
  };
}

export function sealPassword(deps: Pick<HttpDeps, 'secrets'>, password: string): Buffer<ArrayBuffer> {
  return deps.secrets.encrypt(Buffer.from(password, 'utf8'));
}

export function openPassword(deps: Pick<HttpDeps, 'secrets'>, sealed: Uint8Array): string {
  return deps.secrets.decrypt(sealed).toString('utf8');
}

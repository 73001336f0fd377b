import { checkCamera, type CheckName, type CheckResult } from '../cameras/check-camera.ts';
import type { CameraAccess, Frame } from '../cameras/types.ts';
import type { PictureArea } from '../domain/picture-area.ts';
import { isMessageKey, message, type Language } from '../i18n/messages.ts';
import type { CameraTest } from './contracts/cameras.ts';
import { measureBestFace } from '../vision/measure-faces.ts';
import { errorText } from './error-answer.ts';

type Step = CameraTest['steps'][number];

export type TestOptions = {
  signal?: AbortSignal;
  /** How long to wait for somebody to walk past; 0 (the default) skips that check. */
  walkPastMs?: number;
  /** Called before a check is made. */
  onStart?: (check: CheckName) => void;
  /** Called with each step as soon as it is known. */
  onStep?: (step: Step) => void;
  /** Called with the picture of the main stream, data:image/jpeg;base64. */
  onPicture?: (picture: string) => void;
  /** What is black in the pictures. */
  masks?: readonly PictureArea[];
  /** Addresses that the office typed, to be used instead of those the camera names. */
  streams?: { main: string | null; sub: string | null };
};

/**
 * Tries a camera check by check, as the service will use it, and tells for each what was found and what to do.
 *
 * @returns `ok` when no check failed; the error of the first that did.
 */
export async function testCamera(
  access: CameraAccess,
  language: Language,
  { onStep, onPicture, ...options }: TestOptions = {},
): Promise<CameraTest> {
  const results: CheckResult[] = [];
  const steps: Step[] = [];
  let picture: string | null = null;
  const keep = ({ jpeg }: Frame): void => {
    picture = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    onPicture?.(picture);
  };
  const checks = { ...options, onPicture: keep, measureFace: measureBestFace };
  for await (const result of checkCamera(access, checks)) {
    const step = stepOf(result, language);
    results.push(result);
    steps.push(step);
    onStep?.(step);
  }
  const error = results.find((it) => it.error !== null)?.error ?? null;
  const factsOf = (check: CheckName): CheckResult['facts'] => results.find((it) => it.check === check)!.facts;
  const { manufacturer, model, firmware } = factsOf('login');
  const skewSeconds = factsOf('clock')['skewSeconds'];
  return {
    ok: error === null,
    steps,
    error: error === null ? null : errorText(language, error.code, error.details),
    device: model === undefined ? {} : textsOf({ manufacturer, model, firmware }),
    skewMs: skewSeconds === undefined ? null : Number(skewSeconds) * 1000,
    picture,
  };
}

/** One check in a person's words. */
export function stepOf({ check, outcome, error, facts }: CheckResult, language: Language): Step {
  if (error !== null) {
    const { message: detail, hint = null } = errorText(language, error.code, error.details);
    const own = `testStep.${check}.failed`;
    return { name: check, outcome, detail, hint: isMessageKey(own) ? message(language, own) : hint };
  }
  const key = `testStep.${check}.${outcome}`;
  // Without facts it was not tried, and there is nothing to say about it.
  const tried = outcome !== 'skipped' || Object.keys(facts).length > 0;
  const hint = tried && isMessageKey(key) ? message(language, key, facts) : null;
  return {
    name: check,
    outcome,
    detail: outcome === 'skipped' ? '' : detailOf(check, facts, language),
    hint,
  };
}

function detailOf(check: CheckName, facts: CheckResult['facts'], language: Language): string {
  const { width, height, transport, manufacturer, model, firmware, skewSeconds, streams, topic, url } = facts;
  const { heightPx } = facts;
  const size = width === undefined ? '' : `${width}×${height} ${transport ?? ''}`.trim();
  const details: Partial<Record<CheckName, string>> = {
    address: String(url ?? ''),
    login: [manufacturer, model, firmware].filter(Boolean).join(' '),
    clock: skewSeconds === undefined ? '' : `${Number(skewSeconds) > 0 ? '+' : ''}${skewSeconds} s`,
    streams: String(streams ?? ''),
    walkPast: String(topic ?? ''),
    ...(heightPx !== undefined && { faces: message(language, 'testStep.faces.found', { heightPx }) }),
  };
  return details[check] ?? size;
}

const textsOf = (facts: Record<string, string | number | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value ?? '')]));

/**
 * The checks of the "add a camera" page and of the command line, one after the other, each with its own result, so that
 * an installer sees how far it goes: address, login, clock, streams, snapshot, events, a person walking past.
 */
import type { PictureArea } from '../domain/picture-area.ts';
import { AppError } from '../errors.ts';
import { CameraFault } from './camera-fault.ts';
import { systemClock } from './clock.ts';
import { maskCredentials } from './device-address.ts';
import { DeviceClient } from './device-client.ts';
import { openFrameSource } from './frame-source.ts';
import { lightOf } from './picture-light.ts';
import { OnvifSession, type DeviceInformation } from './onvif-session.ts';
import { probeError, testEvents } from './probe.ts';
import { takeSnapshot } from './snapshot.ts';
import { waitForPassing } from './walk-past.ts';
import type { CameraAccess, CameraProfile, Frame } from './types.ts';
import { troublesomeCharacters, vendorProfile, type VendorAdvice, type VendorId } from './vendor-profiles.ts';

/** Every check, in the order in which they are made. */
export const checkNames = [
  'address',
  'onvif',
  'login',
  'clock',
  'streams',
  'picture',
  'subStream',
  'snapshot',
  'events',
  'walkPast',
  'faces',
] as const;
export type CheckName = (typeof checkNames)[number];

export type CheckResult = {
  check: CheckName;
  /** `warning`: it works, with a drawback. `skipped`: not tried, or what it needs failed before. */
  outcome: 'passed' | 'warning' | 'failed' | 'skipped';
  /** For a failure: what a person is told. */
  error: AppError | null;
  /** Facts to show, by name. */
  facts: Record<string, string | number>;
  advice: readonly VendorAdvice[];
  durationMs: number;
};

export type CheckOptions = {
  signal?: AbortSignal;
  /** How long to wait for somebody to walk past; 0 skips that check. Default 0. */
  walkPastMs?: number;
  /** Called before each check that is really made, e.g. to ask somebody to walk past now. */
  onStart?: (check: CheckName) => void;
  /** Called with the picture of the main stream. */
  onPicture?: (frame: Frame) => void;
  /** Addresses that count instead of those the camera names, as the service uses them; null: what it names. */
  streams?: { main: string | null; sub: string | null };
  /** Privacy masks: black in every picture that is taken from a stream. */
  masks?: readonly PictureArea[];
  /** Looks for the best face in pictures; without it that check is skipped. */
  measureFace?: MeasureFace;
};

/**
 * The best face of some pictures: its height in pixels, and why it could not be recognised. Null: there is none;
 * undefined: nobody could look. Never rejects.
 */
export type MeasureFace = (
  pictures: readonly Buffer[],
  signal?: AbortSignal,
) => Promise<{ heightPx: number; reasons: readonly string[] } | null | undefined>;

/** Below this, recognition asks a reviewer more often than it names. Pixels, brows to chin. */
export const wantedFacePx = 80;

/** Beyond this the evidence is marked and the installer told to set the clock. */
const clockWarningMs = 5_000;
const stepTimeoutMs = 8_000;
const pictureTimeoutMs = 12_000;

type Step = {
  facts?: CheckResult['facts'];
  outcome?: 'passed' | 'warning' | 'skipped';
  advice?: readonly VendorAdvice[];
};

/** Runs every check; yields each result as it is there. Never throws. */
export async function* checkCamera(
  access: CameraAccess,
  options: CheckOptions = {},
): AsyncGenerator<CheckResult> {
  const run = new CheckRun(access, options);
  const needed: CheckName[] = ['address', 'onvif', 'login'];
  let broken = false;
  for (const [check, step] of run.steps()) {
    if (broken || step === null || options.signal?.aborted) {
      yield { check, outcome: 'skipped', error: null, facts: {}, advice: [], durationMs: 0 };
      continue;
    }
    options.onStart?.(check);
    const result = await run.attempt(check, step);
    broken = result.outcome === 'failed' && needed.includes(check);
    yield result;
  }
}

class CheckRun {
  readonly #access: CameraAccess;
  readonly #options: CheckOptions;
  #client: DeviceClient | null = null;
  #session: OnvifSession | null = null;
  #device: DeviceInformation | null = null;
  #profiles: CameraProfile[] = [];
  #notOnvif: AppError | null = null;
  /** What faces are looked for in: of somebody walking past, else what the camera saw when it was tried. */
  #seen: Frame[] = [];
  /** Begun early where nobody is asked to walk past: it takes as long as the checks between. */
  #measuring: ReturnType<MeasureFace> | null = null;

  constructor(access: CameraAccess, options: CheckOptions) {
    this.#access = access;
    this.#options = options;
  }

  /** Each check and how it is made; null: it was not asked for. */
  steps(): [CheckName, (() => Promise<Step>) | null][] {
    const made: Record<CheckName, (() => Promise<Step>) | null> = {
      address: () => this.#address(),
      onvif: () => this.#onvif(),
      login: () => this.#login(),
      clock: () => this.#clock(),
      streams: () => this.#streams(),
      picture: () => this.#picture(),
      subStream: () => this.#subStream(),
      snapshot: () => this.#snapshot(),
      events: () => this.#events(),
      walkPast: this.#options.walkPastMs ? () => this.#walkPast() : null,
      faces: this.#options.measureFace ? () => this.#faces() : null,
    };
    return checkNames.map((check) => [check, made[check]]);
  }

  async attempt(check: CheckName, step: () => Promise<Step>): Promise<CheckResult> {
    const startedAt = Date.now();
    const result = { check, error: null, facts: {}, advice: [] as readonly VendorAdvice[] };
    try {
      const { outcome = 'passed', facts = {}, advice = [] } = await step();
      return { ...result, outcome, facts, advice, durationMs: Date.now() - startedAt };
    } catch (error) {
      const told = probeError(error, this.#access, this.#client?.skewMs ?? null);
      const advice = this.#profile().advice;
      return { ...result, outcome: 'failed', error: told, advice, durationMs: Date.now() - startedAt };
    }
  }

  #limits(): { timeoutMs: number; signal?: AbortSignal } {
    return { timeoutMs: stepTimeoutMs, ...(this.#options.signal ? { signal: this.#options.signal } : {}) };
  }

  #profile(): ReturnType<typeof vendorProfile> {
    return vendorProfile(this.#device?.manufacturer ?? null, this.#device?.model ?? null);
  }

  #needs<T>(value: T | null | undefined): T {
    if (value === null || value === undefined)
      throw new CameraFault('fault', 'an earlier check did not come this far');
    return value;
  }

  /** Passed as soon as anything answers; whether it is a camera is the next check. */
  async #address(): Promise<Step> {
    this.#client = new DeviceClient(this.#access);
    try {
      await this.#client.readClock(stepTimeoutMs, this.#options.signal);
    } catch (error) {
      const told = probeError(error, this.#access, null);
      if (told.code !== 'camera_not_onvif') throw told;
      this.#notOnvif = told;
    }
    return { facts: { url: this.#client.device.href } };
  }

  async #onvif(): Promise<Step> {
    if (this.#notOnvif) throw this.#notOnvif;
    return {};
  }

  async #login(): Promise<Step> {
    this.#session = new OnvifSession(this.#needs(this.#client), this.#limits());
    this.#device = await this.#session.deviceInformation();
    const { manufacturer, model, firmware } = this.#device;
    const troublesome = troublesomeCharacters(this.#access.password, this.#profile());
    const facts = { manufacturer, model, firmware, vendor: this.#profile().id satisfies VendorId };
    return troublesome.length === 0
      ? { facts }
      : { outcome: 'warning', facts: { ...facts, passwordCharacters: troublesome.join(' ') } };
  }

  async #clock(): Promise<Step> {
    const { skewMs } = this.#needs(this.#client);
    if (skewMs === null) return { outcome: 'warning', facts: {} };
    const facts = { skewSeconds: Math.round(skewMs / 100) / 10 };
    return { facts, outcome: Math.abs(skewMs) > clockWarningMs ? 'warning' : 'passed' };
  }

  async #streams(): Promise<Step> {
    this.#profiles = (await this.#needs(this.#session).profiles()).filter(
      ({ streamUri }) => streamUri !== null,
    );
    if (this.#mainStream() === null) {
      const { address } = this.#access;
      throw new AppError('camera_no_stream', `${address}: no profile has a stream`, { details: { address } });
    }
    const described = this.#profiles.map(
      ({ name, width, height, encoding }) => `${name} ${width}x${height} ${encoding}`,
    );
    return { facts: { streams: described.join(', ') } };
  }

  #mainStream(): string | null {
    return this.#options.streams?.main ?? this.#profiles[0]?.streamUri ?? null;
  }

  /** A picture out of the main stream, the way the service will get it. */
  async #picture(): Promise<Step> {
    const { frame, transport } = await this.#frameOf(this.#needs(this.#mainStream()));
    this.#options.onPicture?.(frame);
    this.#seen = [frame];
    if (!this.#options.walkPastMs) this.#measuring = this.#measure();
    const light = await lightOf(frame.jpeg);
    const facts = { width: frame.width, height: frame.height, transport, light };
    return { facts, outcome: light === 'good' ? 'passed' : 'warning' };
  }

  /** The service does without the smaller stream, so what is wrong with it is a warning. */
  async #subStream(): Promise<Step> {
    const uri = this.#options.streams?.sub ?? this.#profiles[1]?.streamUri ?? null;
    if (uri === null) return { outcome: 'warning' };
    try {
      const { frame, transport } = await this.#frameOf(uri);
      return { facts: { width: frame.width, height: frame.height, transport } };
    } catch {
      return { outcome: 'warning' };
    }
  }

  async #frameOf(uri: string): Promise<{ frame: Frame; transport: string }> {
    const { username, password, address } = this.#access;
    const { masks } = this.#options;
    const frames = openFrameSource(
      { uri, username, password },
      { fps: 1, ringSeconds: 2, ...(masks && { masks }) },
    );
    try {
      const deadline = Date.now() + pictureTimeoutMs;
      let frame = await frames.latest();
      while (!frame && Date.now() < deadline && !this.#options.signal?.aborted) {
        await systemClock.sleep(100, this.#options.signal);
        frame = await frames.latest();
      }
      const { cause, transport } = frames.health();
      if (frame) return { frame, transport: transport ?? 'tcp' };
      const details = { address, cause: maskCredentials(cause ?? '', [password]) };
      throw new AppError('camera_no_stream', `no picture: ${details.cause}`, { details });
    } finally {
      await frames.close();
    }
  }

  async #snapshot(): Promise<Step> {
    const [first] = this.#profiles;
    const uri = first ? await this.#needs(this.#session).snapshotUri(first.token) : null;
    // A convenience: a camera without one is no worse a witness.
    if (uri === null) return { outcome: 'warning' };
    const { username, password } = this.#access;
    try {
      const { width, height } = await takeSnapshot({ uri, username, password }, this.#limits());
      return { facts: { width, height } };
    } catch {
      return { outcome: 'warning' };
    }
  }

  async #events(): Promise<Step> {
    const topics = await testEvents(this.#needs(this.#client), this.#limits());
    return { facts: { topics: topics.length }, advice: this.#profile().advice };
  }

  /** Waits until an event that would open a capture comes, and keeps the pictures of who raised it. */
  async #walkPast(): Promise<Step> {
    const { walkPastMs = 0, signal, masks, measureFace } = this.#options;
    const uri = measureFace ? this.#mainStream() : null;
    const limits = { limitMs: walkPastMs, signal, ...(masks && { masks }) };
    const { pictures, ...facts } = await waitForPassing(this.#access, uri, limits);
    if (pictures.length > 0) this.#seen = pictures;
    return { facts };
  }

  async #measure(): ReturnType<MeasureFace> {
    const pictures = this.#seen.map(({ jpeg }) => jpeg);
    if (pictures.length === 0) return undefined;
    return this.#options.measureFace?.(pictures, this.#options.signal);
  }

  /** How tall faces are where people pass, and how the light falls on them. */
  async #faces(): Promise<Step> {
    const face = await (this.#measuring ?? this.#measure());
    if (face === undefined) return { outcome: 'skipped' };
    if (face === null) return { outcome: 'skipped', facts: { pictures: this.#seen.length } };
    const advice = adviceFor(face);
    const facts = { heightPx: face.heightPx, wantedPx: wantedFacePx, advice };
    return { facts, outcome: advice === 'none' ? 'passed' : 'warning' };
  }
}

/** What to change first: nearness before light. */
function adviceFor({ heightPx, reasons }: { heightPx: number; reasons: readonly string[] }): string {
  if (heightPx < wantedFacePx) return 'tooFar';
  if (reasons.includes('backlight')) return 'backlight';
  if (reasons.includes('too_dark')) return 'dark';
  if (reasons.includes('too_bright')) return 'bright';
  return reasons.includes('blurred') || reasons.includes('low_contrast') ? 'unclear' : 'none';
}

/**
 * A camera that does not exist: a real ONVIF device and a real RTSP stream to any client, playing a script. This starts
 * one inside the calling process (drawing and encoding happen in a process of their own); `spawn.ts` puts a whole one
 * into its own process.
 */
import { createHash } from 'node:crypto';
import type { Accounts } from './digest.ts';
import { openDiscovery } from './discovery.ts';
import { Footage } from './footage.ts';
import { misbehaviourOf } from './faults.ts';
import { Behaviour } from './misbehaviour.ts';
import { motionEvent } from './notifications.ts';
import type { DeviceEvent } from './notifications.ts';
import { Network } from './network.ts';
import type { Ports, Servers } from './network.ts';
import { servicePaths } from './onvif-operation.ts';
import type { Device, DeviceIdentity } from './onvif-operation.ts';
import { openOnvifServer } from './onvif-server.ts';
import { openRtspServer } from './rtsp-server.ts';
import type { StreamWay } from './rtsp-server.ts';
import type { StreamName, StreamTrouble } from './rtsp-viewer.ts';
import { cameraScript, cutsOf, faultsOf } from './script.ts';
import type { CameraScript, CameraScriptInput, FaultTruth } from './script.ts';
import { eventsOf, schedule } from './script-events.ts';
import { keyFrameToJpeg } from './snapshot.ts';
import { openPullPoints } from './subscriptions.ts';

export type VirtualCameraOptions = {
  /** TCP port of the ONVIF services; default 0: any free one. */
  port?: number;
  /** TCP port of RTSP; default 0. */
  rtspPort?: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /** Default `admin` and `camera-1234`. */
  username?: string;
  password?: string;
  /** More accounts beside that one: user name to password. */
  accounts?: Record<string, string>;
  /** How much the device's clock is ahead of the true time; default 0. */
  clockOffsetSeconds?: number;
  /** Whether the device has an event service; default true. */
  events?: boolean;
  /** Subscriptions it has room for; default 8. */
  maxSubscriptions?: number;
  /** Answer WS-Discovery probes (UDP 3702 on the interface of `host`); default false. */
  discovery?: boolean;
  name?: string;
  manufacturer?: string;
  model?: string;
  serial?: string;
  /** Pictures per second; default 10. */
  fps?: number;
  /** Offer a 640x360 stream beside the 1280x720 one; default true. */
  subStream?: boolean;
  /** Ways in which its streams can come; default all: between RTSP answers, as datagrams, through HTTP. */
  streamWays?: readonly StreamWay[];
  /** Of the clock drawn into the picture; default Asia/Ho_Chi_Minh. */
  timeZone?: string;
  /** What to play; default an empty scene until `play`. */
  script?: CameraScriptInput;
  /** The program's entry when it is bundled; default `main.ts` beside this file, run through tsx. */
  entry?: string;
};

export type CameraAddresses = {
  /** Device service URL, to be typed where a camera's address is asked. */
  onvif: string;
  /** Stream URLs, without credentials. */
  rtsp: string;
  rtspSub: string | null;
  snapshot: string;
  username: string;
  password: string;
};

export type VirtualCamera = {
  readonly addresses: CameraAddresses;
  /** Plays another script from now on; rejects when it is not valid or names people who do not exist. */
  play(script: CameraScriptInput): Promise<void>;
  /** Resolves when the whole script (at most five minutes ahead) is encoded. */
  rendered(): Promise<void>;
  /** Takes the camera off the network (as a pulled plug: everything open breaks, subscriptions are lost) or back. */
  setReachable(reachable: boolean): Promise<void>;
  /** Raises an event beyond the script. */
  raise(event: DeviceEvent): Promise<void>;
  close(): Promise<void>;
};

const mainSize = { width: 1280, height: 720 };
const subSize = { width: 640, height: 360 };
const emptyScript = cameraScript.parse({ startAt: '1970-01-01T00:00:00Z' });

function identityOf(options: VirtualCameraOptions): DeviceIdentity {
  const name = options.name ?? 'Virtual camera';
  const serial = options.serial ?? `VC-${createHash('sha1').update(name).digest('hex').slice(0, 8)}`;
  const hex = createHash('sha1').update(`${name} ${serial}`).digest('hex');
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return {
    name,
    manufacturer: options.manufacturer ?? 'Chuyên Cần',
    model: options.model ?? 'Virtual 720',
    firmware: '1.0.0',
    serial,
    endpoint: `urn:uuid:${uuid.join('-')}`,
  };
}

/** Reads a script and makes sure everyone in it exists. */
async function checkedScript(input: CameraScriptInput | undefined): Promise<CameraScript> {
  if (input === undefined) return emptyScript;
  const script = cameraScript.parse(input);
  const { personById } = await import('./people.ts');
  for (const { people } of script.passages) people.forEach(({ id }) => personById(id));
  return script;
}

const realm = 'IP Camera';

/** True when the script has the camera cut off at this moment. */
function isCut(script: CameraScript): boolean {
  const now = Date.now();
  return cutsOf(script).some(({ from, to }) => from <= now && now < to);
}

/** Options that are needed in several places, with their defaults. */
type Shape = {
  host: string;
  fps: number;
  clockOffsetSeconds: number;
  subStream: boolean;
  username: string;
  password: string;
};

class Camera implements VirtualCamera {
  #options: VirtualCameraOptions;
  #shape: Shape;
  #accounts: Accounts;
  #footage: Footage;
  #script: CameraScript;
  #device: Device;
  #network: Network;
  #timers = schedule([]);
  #faults: FaultTruth[] = [];
  readonly #behaviour = new Behaviour();

  constructor(options: VirtualCameraOptions, shape: Shape, footage: Footage, script: CameraScript) {
    const { host, fps, subStream } = shape;
    this.#options = options;
    this.#shape = shape;
    this.#accounts = new Map([[shape.username, shape.password], ...Object.entries(options.accounts ?? {})]);
    this.#footage = footage;
    this.#script = script;
    this.#network = new Network({ http: options.port ?? 0, rtsp: options.rtspPort ?? 0 }, (ports) =>
      this.#openServers(shape, ports),
    );
    const clock = (instant: number): number => instant + this.#clockOffsetMs();
    this.#device = {
      identity: identityOf(options),
      events: options.events ?? true,
      pullPoints: openPullPoints(options.maxSubscriptions ?? 8, clock),
      main: { ...mainSize, fps },
      sub: subStream ? { ...subSize, fps } : null,
      clock,
      httpBase: () => `http://${host}:${this.#network.ports.http}`,
      rtspBase: () => `rtsp://${host}:${this.#network.ports.rtsp}`,
    };
  }

  get addresses(): CameraAddresses {
    const { username, password, subStream } = this.#shape;
    return {
      onvif: `${this.#device.httpBase()}${servicePaths.device}`,
      rtsp: `${this.#device.rtspBase()}/main`,
      rtspSub: subStream ? `${this.#device.rtspBase()}/sub` : null,
      snapshot: `${this.#device.httpBase()}/snapshot/main.jpg`,
      ...{ username, password },
    };
  }

  async start(): Promise<void> {
    await this.#network.setReachable(true);
    this.#scheduleScript();
  }

  async play(next: CameraScriptInput): Promise<void> {
    const script = await checkedScript(next);
    const wasCut = isCut(this.#script);
    this.#script = script;
    this.#footage.play(script);
    this.#scheduleScript();
    if (wasCut && !isCut(script)) await this.setReachable(true);
  }

  rendered(): Promise<void> {
    return this.#footage.rendered();
  }

  async setReachable(reachable: boolean): Promise<void> {
    if (!reachable && !this.#has('unplugged')) this.#device.pullPoints.reset();
    await this.#network.setReachable(reachable);
  }

  async raise(event: DeviceEvent): Promise<void> {
    this.#device.pullPoints.publish(event);
  }

  async close(): Promise<void> {
    this.#timers.cancel();
    await Promise.all([this.#network.setReachable(false), this.#footage.close()]);
  }

  #scheduleScript(): void {
    this.#timers.cancel();
    const reach = (reachable: boolean) => () =>
      void this.setReachable(reachable).catch((error: unknown) => console.error(error));
    const now = Date.now();
    const begunAlso = (at: number): number => Math.max(at, now + 1);
    this.#noteFaults();
    this.#timers = schedule([
      // before what they may take off the network
      ...faultsOf(this.#script).flatMap(({ from, to }) =>
        [begunAlso(from), to].map((at) => ({ at, run: () => this.#noteFaults() })),
      ),
      ...eventsOf(this.#script).map(({ at, event }) => ({ at, run: () => void this.raise(event) })),
      // a cut that has begun is caught up with, one that is over is not
      ...cutsOf(this.#script).flatMap(({ from, to }) => [
        ...(to > now ? [{ at: begunAlso(from), run: reach(false) }] : []),
        { at: to, run: reach(true) },
      ]),
    ]);
  }

  #has(name: FaultTruth['name']): boolean {
    return this.#faults.some((fault) => fault.name === name);
  }

  #clockOffsetMs(): number {
    const jumped = this.#faults.find(({ name }) => name === 'clockOff')?.seconds ?? 0;
    return (this.#shape.clockOffsetSeconds + jumped) * 1000;
  }

  /** Does wrong from now on what the script says for this moment. */
  #noteFaults(): void {
    const now = Date.now();
    const before = this.#faults;
    this.#faults = faultsOf(this.#script).filter(({ from, to }) => from <= now && now < to);
    this.#behaviour.set(misbehaviourOf(this.#faults));
    const forgets = ({ name }: FaultTruth): boolean => name === 'forgetsSubscriptions';
    if (this.#faults.some(forgets) && !before.some(forgets)) this.#device.pullPoints.reset();
  }

  async #openServers({ host, fps, subStream }: Shape, ports: Ports): Promise<Servers> {
    const device = this.#device;
    const accounts = this.#accounts;
    const clock = (instant: number): number => device.clock(instant);
    device.pullPoints.publish(motionEvent(false, 'Initialized'));
    const snapshot = (stream: StreamName): Promise<Buffer | null> => this.#snapshot(stream);
    const onvif = await openOnvifServer({
      host,
      port: ports.http,
      accounts,
      realm,
      device,
      snapshot,
      misdeedAt: (call) => this.#behaviour.at(call),
    });
    const opened: { close(): Promise<void> }[] = [onvif];
    try {
      const rtspOptions = {
        host,
        port: ports.rtsp,
        accounts,
        realm,
        fps,
        subStream,
        ...(this.#options.streamWays && { ways: this.#options.streamWays }),
        deviceClock: clock,
        trouble: (): StreamTrouble =>
          this.#has('streamRefused') ? 'refused' : this.#has('streamStalls') ? 'stalls' : null,
      };
      const rtsp = await openRtspServer(rtspOptions, this.#footage);
      opened.push(rtsp);
      if (this.#options.discovery) opened.push(await openDiscovery(device, host));
      return { ports: { http: onvif.port, rtsp: rtsp.port }, opened };
    } catch (error) {
      await Promise.all(opened.map((server) => server.close()));
      throw error;
    }
  }

  async #snapshot(stream: StreamName): Promise<Buffer | null> {
    const second = Math.floor(Date.now() / 1000);
    const unit = (this.#footage.second(second) ?? this.#footage.second(second - 1))?.[stream][0];
    return unit ? keyFrameToJpeg(unit) : null;
  }
}

/** Starts a camera; resolves when it can be reached and has pictures. */
export async function startVirtualCamera(options: VirtualCameraOptions = {}): Promise<VirtualCamera> {
  const { host = '127.0.0.1', fps = 10, clockOffsetSeconds = 0, subStream = true, entry } = options;
  const { username = 'admin', password = 'camera-1234', timeZone = 'Asia/Ho_Chi_Minh' } = options;
  const script = await checkedScript(options.script);
  const footage = await Footage.open(
    { ...mainSize, fps, sub: subStream ? subSize : null, timeZone, clockOffsetSeconds, entry },
    script,
  );
  const shape = { host, fps, clockOffsetSeconds, subStream, username, password };
  const camera = new Camera(options, shape, footage, script);
  try {
    await camera.start();
    return camera;
  } catch (error) {
    await camera.close();
    throw error;
  }
}

/**
 * A camera that does not exist: a real ONVIF device and a real RTSP stream to any client, playing a script. This starts
 * one inside the calling process (drawing and encoding happen in a process of their own); `spawn.ts` puts a whole one
 * into its own process.
 */
import { createHash } from 'node:crypto';
import type { Accounts } from './digest.ts';
import { openDiscovery } from './discovery.ts';
import { openFootage } from './footage.ts';
import type { Footage } from './footage.ts';
import { motionEvent } from './notifications.ts';
import type { DeviceEvent } from './notifications.ts';
import { servicePaths } from './onvif-operation.ts';
import type { Device, DeviceIdentity } from './onvif-operation.ts';
import { openOnvifServer } from './onvif-server.ts';
import type { Interceptor, OnvifServer } from './onvif-server.ts';
import { openRtspServer } from './rtsp-server.ts';
import type { RtspServer } from './rtsp-server.ts';
import { cameraScript, cutsOf } from './script.ts';
import type { CameraScript, CameraScriptInput } from './script.ts';
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
  /** Of the clock drawn into the picture; default Asia/Ho_Chi_Minh. */
  timeZone?: string;
  /** What to play; default an empty scene until `play`. */
  script?: CameraScriptInput;
  /** The program's entry when it is bundled; default `main.ts` beside this file, run through tsx. */
  entry?: string;
  /** Called before each ONVIF operation, to misbehave. Not available across processes. */
  intercept?: Interceptor;
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

/** The servers of a camera, which come and go together on the same ports. */
function network(open: (ports: { http: number; rtsp: number }) => Promise<Servers>, ports: Ports) {
  let servers: Servers | null = null;
  let turn: Promise<void> = Promise.resolve();
  const set = async (reachable: boolean): Promise<void> => {
    if (reachable && !servers) {
      servers = await open(ports);
      ports = { http: servers.onvif.port, rtsp: servers.rtsp.port };
    } else if (!reachable && servers) {
      const { onvif, rtsp, discovery } = servers;
      servers = null;
      await Promise.all([onvif.close(), rtsp.close(), discovery?.close()]);
    }
  };
  return {
    ports: () => ports,
    /** One after the other, however quickly they are asked for. */
    setReachable(reachable: boolean): Promise<void> {
      const done = turn.then(() => set(reachable));
      turn = done.catch(() => undefined);
      return done;
    },
  };
}

type Ports = { http: number; rtsp: number };
type Servers = { onvif: OnvifServer; rtsp: RtspServer; discovery: { close(): Promise<void> } | null };

/** Starts a camera; resolves when it can be reached and has pictures. */
export async function startVirtualCamera(options: VirtualCameraOptions = {}): Promise<VirtualCamera> {
  const { host = '127.0.0.1', fps = 10, clockOffsetSeconds = 0, subStream = true } = options;
  const { username = 'admin', password = 'camera-1234', timeZone = 'Asia/Ho_Chi_Minh' } = options;
  const accounts: Accounts = new Map([[username, password], ...Object.entries(options.accounts ?? {})]);
  const clock = (instant: number): number => instant + clockOffsetSeconds * 1000;
  let script = await checkedScript(options.script);
  const footage: Footage = await openFootage(
    { ...mainSize, fps, sub: subStream ? subSize : null, timeZone, clockOffsetSeconds, entry: options.entry },
    script,
  );
  const pullPoints = openPullPoints(options.maxSubscriptions ?? 8, clock);
  const device: Device = {
    identity: identityOf(options),
    events: options.events ?? true,
    pullPoints,
    main: { ...mainSize, fps },
    sub: subStream ? { ...subSize, fps } : null,
    clock,
    httpBase: () => `http://${host}:${net.ports().http}`,
    rtspBase: () => `rtsp://${host}:${net.ports().rtsp}`,
  };
  const realm = 'IP Camera';

  async function snapshot(stream: 'main' | 'sub'): Promise<Buffer | null> {
    const second = Math.floor(Date.now() / 1000);
    const unit = (footage.second(second) ?? footage.second(second - 1))?.[stream][0];
    return unit ? keyFrameToJpeg(unit) : null;
  }

  async function openServers(ports: Ports): Promise<Servers> {
    pullPoints.publish(motionEvent(false, 'Initialized'));
    const onvif = await openOnvifServer({
      ...{ host, port: ports.http, accounts, realm, device, snapshot },
      intercept: options.intercept,
    });
    try {
      const rtsp = await openRtspServer(
        { host, port: ports.rtsp, accounts, realm, fps, subStream, deviceClock: clock },
        footage,
      );
      return { onvif, rtsp, discovery: options.discovery ? await openDiscovery(device, host) : null };
    } catch (error) {
      await onvif.close();
      throw error;
    }
  }

  const net = network(openServers, { http: options.port ?? 0, rtsp: options.rtspPort ?? 0 });

  async function setReachable(reachable: boolean): Promise<void> {
    if (!reachable) pullPoints.reset();
    await net.setReachable(reachable);
  }

  let timers = schedule([]);
  function scheduleScript(): void {
    timers.cancel();
    const swallow = (): void => undefined;
    timers = schedule([
      ...eventsOf(script).map(({ at, event }) => ({ at, run: () => pullPoints.publish(event) })),
      ...cutsOf(script).flatMap(({ from, to }) => [
        { at: from, run: () => void setReachable(false).catch(swallow) },
        { at: to, run: () => void setReachable(true).catch(swallow) },
      ]),
    ]);
  }

  try {
    await net.setReachable(true);
  } catch (error) {
    await footage.close();
    throw error;
  }
  scheduleScript();

  return {
    addresses: {
      onvif: `${device.httpBase()}${servicePaths.device}`,
      rtsp: `${device.rtspBase()}/main`,
      rtspSub: subStream ? `${device.rtspBase()}/sub` : null,
      snapshot: `${device.httpBase()}/snapshot/main.jpg`,
      username,
      password,
    },
    async play(next) {
      script = await checkedScript(next);
      footage.play(script);
      scheduleScript();
    },
    rendered: () => footage.rendered(),
    setReachable,
    raise: async (event) => pullPoints.publish(event),
    async close() {
      timers.cancel();
      await Promise.all([net.setReachable(false), footage.close()]);
    },
  };
}

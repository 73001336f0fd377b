/** What an ONVIF operation is here: a row in a table, found by service and name. */
import type { PullPoints } from './subscriptions.ts';
import type { XmlElement } from './soap.ts';

export type DeviceIdentity = {
  name: string;
  manufacturer: string;
  model: string;
  firmware: string;
  serial: string;
  /** Lasting identity, `urn:uuid:...`. */
  endpoint: string;
};

export type StreamShape = { width: number; height: number; fps: number };

/** Everything operations may know of the device. */
export type Device = {
  identity: DeviceIdentity;
  /** Whether it has an event service. */
  events: boolean;
  pullPoints: PullPoints;
  /** Whether a pull keeps its subscription alive, as the standard wants; default true. */
  pullsExtend?: boolean | undefined;
  main: StreamShape;
  sub: StreamShape | null;
  /** A true instant (epoch ms) on the device's own clock. */
  clock(instant: number): number;
  /** `http://host:port` of the device service and its neighbours. */
  httpBase(): string;
  /** `rtsp://host:port`. */
  rtspBase(): string;
};

export type OperationContext = {
  device: Device;
  body: XmlElement;
  /** Which subscription the request is addressed to, by the address it came to. */
  subscriptionId: number | null;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
};

export type Operation = {
  /** `anonymous`: the standard's access class PRE_AUTH. */
  access: 'anonymous' | 'user';
  /** The body of the answer. */
  run(context: OperationContext): string | Promise<string>;
};

export type Service = 'device' | 'media' | 'events' | 'subscription';

export type OperationTable = Readonly<Record<string, Operation>>;

export const servicePaths: Readonly<Record<Service, string>> = {
  device: '/onvif/device_service',
  media: '/onvif/media_service',
  events: '/onvif/event_service',
  subscription: '/onvif/subscription',
};

/**
 * A real ONVIF event device (the virtual camera's own services, without pictures) that misbehaves as it is told: it may
 * answer wrongly, late, in part, or not at all.
 */
import { openOnvifServer, type Answer, type OnvifServer } from '../../../virtual-camera/onvif-server.ts';
import { Behaviour, type Misbehaviour } from '../../../virtual-camera/misbehaviour.ts';
import { openPullPoints, type PullPoints } from '../../../virtual-camera/subscriptions.ts';
import { tlsCertificate, tlsKey } from './tls-identity.ts';

export type FaultyOptions = {
  username?: string;
  password?: string;
  tls?: boolean;
  host?: string;
  maxSubscriptions?: number;
  /** Where its pictures are, `rtsp://host:port`; default: it has none. */
  rtspBase?: string;
  /** Told of every answer of its services. */
  onAnswer?: (answer: Answer) => void;
  /** Whether a pull keeps its subscription alive; default true. */
  pullsExtend?: boolean;
};

export type FaultyDevice = Awaited<ReturnType<typeof openFaultyDevice>>;

export async function openFaultyDevice(options: FaultyOptions = {}) {
  const { username = 'admin', password = 'camera-1234', host = '127.0.0.1', tls = false } = options;
  let clockOffsetMs = 0;
  const behaviour = new Behaviour();
  const requests: { at: number; operation: string }[] = [];
  const clock = (instant: number): number => instant + clockOffsetMs;
  const pullPoints: PullPoints = openPullPoints(options.maxSubscriptions ?? 8, clock);
  let port = 0;
  let server: OnvifServer | null = null;
  const origin = (): string =>
    `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;

  const open = async (): Promise<void> => {
    server = await openOnvifServer({
      host,
      port,
      tls: tls ? { key: tlsKey, cert: tlsCertificate } : undefined,
      accounts: new Map([[username, password]]),
      realm: 'IP Camera',
      snapshot: async () => null,
      onAnswer: options.onAnswer,
      misdeedAt: (call) => {
        requests.push({ at: Date.now(), operation: call.operation });
        return behaviour.at(call);
      },
      device: {
        identity: {
          name: 'Faulty',
          manufacturer: 'Test',
          model: 'F',
          firmware: '1',
          serial: '1',
          endpoint: 'urn:uuid:1',
        },
        events: true,
        pullPoints,
        pullsExtend: options.pullsExtend,
        main: { width: 16, height: 16, fps: 1 },
        sub: null,
        clock,
        httpBase: origin,
        rtspBase: () => options.rtspBase ?? 'rtsp://127.0.0.1:1',
      },
    });
    port = server.port;
  };
  const shut = async (): Promise<void> => {
    const present = server;
    server = null;
    await present?.close();
  };
  await open();

  return {
    access: { address: `${origin()}/onvif/device_service`, username, password },
    pullPoints,
    requests,
    setMisbehaviour: (next: Misbehaviour): void => behaviour.set(next),
    setClockOffset: (offsetMs: number): void => {
      clockOffsetMs = offsetMs;
    },
    /** One person crosses the line. */
    cross: (id: number): void =>
      pullPoints.publish({
        topic: 'tns1:RuleEngine/LineDetector/Crossed',
        source: { VideoSource: 'v1', Rule: 'DoorLine' },
        data: { ObjectId: String(id) },
        operation: 'Changed',
      }),
    /** Power off: connections break, subscriptions are lost, nobody answers. */
    powerOff: async (): Promise<void> => {
      pullPoints.reset();
      await shut();
    },
    /** The network is gone, the device lives on. */
    unplug: shut,
    powerOn: open,
    close: async (): Promise<void> => {
      pullPoints.reset();
      await shut();
    },
  };
}

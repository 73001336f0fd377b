/** What the event loop of the `onvif` package itself does with faults that heal, beside ours. */
import onvif from 'onvif';
import { superviseEvents } from '../../src/cameras/supervise-events.ts';
import {
  openFaultyDevice,
  type FaultyDevice,
} from '../../tests/integration/cameras/conformance/faulty-device.ts';
import type { Misbehaviour } from '../../tests/virtual-camera/misbehaviour.ts';

export type Outcome = { deliversAgain: boolean; requestsPerSecond: number };
export type Comparison = Record<string, { package: Outcome; ours: Outcome }>;

const faultMs = 4_000;
const graceMs = 12_000;
const page = '<!doctype html><html><body>error</body></html>';
const fault =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code>' +
  '<s:Reason><s:Text xml:lang="en">failed</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>';

const on =
  (operations: readonly string[], answer: string): Misbehaviour =>
  ({ operation }) =>
    operations.includes(operation) ? { answer, status: 500, contentType: 'text/xml' } : null;

const faults: Record<string, (device: FaultyDevice) => Promise<() => Promise<void>>> = {
  soapFaultOnPull: (device) => scripted(device, on(['PullMessages'], fault)),
  soapFaultOnPullAndSubscribe: (device) =>
    scripted(device, on(['PullMessages', 'CreatePullPointSubscription'], fault)),
  htmlErrorPage: (device) => scripted(device, on(['PullMessages', 'CreatePullPointSubscription'], page)),
  reboot: async (device) => {
    await device.powerOff();
    return () => device.powerOn();
  },
};

async function scripted(device: FaultyDevice, misbehaviour: Misbehaviour): Promise<() => Promise<void>> {
  device.setMisbehaviour(misbehaviour);
  return async () => device.setMisbehaviour(() => null);
}

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

type Listener = (device: FaultyDevice, onEvent: () => void) => () => Promise<void>;

const thePackage: Listener = (device, onEvent) => {
  const url = new URL(device.access.address);
  const { username, password } = device.access;
  const cam = new onvif.Cam(
    { hostname: url.hostname, port: Number(url.port), username, password, timeout: 5_000 },
    () => {
      cam.on('event', onEvent);
    },
  );
  cam.on('eventsError', () => undefined);
  cam.on('warning', () => undefined);
  return async () => {
    cam.removeAllListeners('event');
  };
};

const ours: Listener = (device, onEvent) => {
  const supervisor = superviseEvents(device.access, { onEvent });
  return () => supervisor.stop();
};

async function suffer(name: string, listener: Listener): Promise<Outcome> {
  const device = await openFaultyDevice();
  let events = 0;
  const stop = listener(device, () => (events += 1));
  const crossing = setInterval(() => device.cross(events + Math.floor(Date.now() / 300)), 300);
  await pause(2_500);
  const heal = await faults[name]?.(device);
  const before = device.requests.length;
  await pause(faultMs);
  const requestsPerSecond = Math.round(((device.requests.length - before) / faultMs) * 10_000) / 10;
  await heal?.();
  const healedWith = events;
  for (let waited = 0; waited < graceMs && events === healedWith; waited += 100) await pause(100);
  clearInterval(crossing);
  await stop();
  await device.close();
  return { deliversAgain: events > healedWith, requestsPerSecond };
}

export async function compareWithPackage(): Promise<Comparison> {
  const rows = await Promise.all(
    Object.keys(faults).map(async (name) => {
      const [withPackage, withOurs] = await Promise.all([suffer(name, thePackage), suffer(name, ours)]);
      return [name, { package: withPackage, ours: withOurs }] as const;
    }),
  );
  return Object.fromEntries(rows);
}

/** A camera of the soak: real services and a real stream, faults on demand, and a record of what it gave to whom and when. */
import { openFaultyDevice } from '../../tests/integration/cameras/conformance/faulty-device.ts';
import { misbehaviourOf, type FaultName } from '../../tests/virtual-camera/faults.ts';
import type { Misbehaviour } from '../../tests/virtual-camera/misbehaviour.ts';
import { objectInsideEvent } from '../../tests/virtual-camera/notifications.ts';
import type { Answer } from '../../tests/virtual-camera/onvif-server.ts';
import { openRtspServer, type PlayableFootage } from '../../tests/virtual-camera/rtsp-server.ts';
import { openPictureLine } from './picture-line.ts';
import type { PlannedEvent, PlannedFault } from './plan.ts';

/** A pull that was answered: `whole` when everything the device had taken out of its queue was sent. */
export type Pulled = { at: number; subscription: string; ids: number[]; whole: boolean };
export type Raised = { id: number; at: number };

export type SoakCamera = Awaited<ReturnType<typeof openSoakCamera>>;

const username = 'admin';
const password = 'camera-1234';
const pull = 'PullMessages';
const onPulls = (name: FaultName): Misbehaviour => misbehaviourOf([{ name, operations: [pull] }]);

/** Faults that are a matter of single requests. */
const misdeeds: Partial<Record<PlannedFault['kind'], Misbehaviour>> = {
  soapFault: onPulls('soapFault'),
  htmlError: onPulls('htmlPage'),
  wrongLength: (call) => onPulls(call.nth % 2 ? 'lengthTooLarge' : 'lengthTooSmall')(call),
  brokenAnswer: (call) => (call.nth % 3 === 1 ? onPulls('halfAnswer')(call) : null),
  reset: onPulls('reset'),
  silence: onPulls('hang'),
  slow: misbehaviourOf([{ name: 'slow', operations: [] }]),
  limit: misbehaviourOf([{ name: 'limitReached', operations: [] }]),
};

/** What happened, by number; neither what is over nor what is told again to a new subscription. */
function newsIn(xml: string): number[] {
  return xml.split('<wsnt:NotificationMessage>').flatMap((message) => {
    const id = /Name="ObjectId" Value="(\d+)"/.exec(message)?.[1];
    return id !== undefined && message.includes('PropertyOperation="Changed"') ? [Number(id)] : [];
  });
}

export async function openSoakCamera(footage: PlayableFootage) {
  const pulls: Pulled[] = [];
  const raised: Raised[] = [];
  /** Subscriptions are numbered anew after a restart. */
  let restarts = 0;
  const rtsp = await openRtspServer(
    {
      ...{ host: '127.0.0.1', port: 0, realm: 'IP Camera', fps: 5, subStream: false },
      // What goes out is seen on this way only.
      ways: ['tcp'],
      accounts: new Map([[username, password]]),
      deviceClock: (instant) => instant,
    },
    footage,
  );
  const line = await openPictureLine(rtsp.port);
  const note = ({ operation, subscriptionId, xml, status, whole }: Answer): void => {
    if (operation !== pull || status !== 200) return;
    pulls.push({ at: Date.now(), subscription: `${restarts} ${subscriptionId}`, ids: newsIn(xml), whole });
  };
  const device = await openFaultyDevice({
    ...{ username, password, maxSubscriptions: 16 },
    rtspBase: `rtsp://127.0.0.1:${line.port}`,
    onAnswer: note,
  });
  const forget = (): void => {
    device.pullPoints.reset();
    // Pulls that wait are answered once more, still for the subscription that there was.
    setTimeout(() => (restarts += 1), 100);
  };
  const begin = async ({ kind, jumpMs }: PlannedFault): Promise<void> => {
    device.setMisbehaviour(misdeeds[kind] ?? (() => null));
    if (kind === 'clockJump') device.setClockOffset(jumpMs);
    if (kind === 'expired' || kind === 'limit') forget();
    if (kind === 'streamStall') line.stall();
    if (kind === 'streamCut' || kind === 'networkCut' || kind === 'reboot') line.cut();
    if (kind === 'networkCut') await device.unplug();
    if (kind === 'reboot') {
      await device.powerOff();
      forget();
    }
  };
  return {
    access: { ...device.access, streamUri: `rtsp://127.0.0.1:${line.port}/main` },
    pulls,
    raised,
    flows: line.flows,
    begin,
    end: async ({ kind }: PlannedFault): Promise<void> => {
      device.setMisbehaviour(() => null);
      line.mend();
      if (kind === 'networkCut' || kind === 'reboot') await device.powerOn();
    },
    raise: (kind: PlannedEvent['kind']): void => {
      const id = raised.length + 1;
      raised.push({ id, at: Date.now() });
      if (kind === 'crossing') return device.cross(id);
      device.pullPoints.publish(objectInsideEvent(id, 'Changed'));
      device.pullPoints.publish(objectInsideEvent(id, 'Deleted'));
    },
    close: async (): Promise<void> => {
      await device.close();
      await line.close();
      await rtsp.close();
    },
  };
}

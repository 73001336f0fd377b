/** The operations of an ONVIF pull point subscription, one function each. */
import { CameraFault } from './camera-fault.ts';
import { reachableUrl } from './device-address.ts';
import type { DeviceClient } from './device-client.ts';
import { parseDeviceTime } from './device-time.ts';
import { readNotifications, type RawNotification } from './notification.ts';
import { isReferenceParameter } from './soap.ts';
import { child, escapeXml, writeXml, type XmlElement } from './xml.ts';

export const eventsNamespace = 'http://www.onvif.org/ver10/events/wsdl';
const notificationNamespace = 'http://docs.oasis-open.org/wsn/b-2';
const actions = {
  create: `${eventsNamespace}/EventPortType/CreatePullPointSubscriptionRequest`,
  pull: `${eventsNamespace}/PullPointSubscription/PullMessagesRequest`,
  synchronise: `${eventsNamespace}/PullPointSubscription/SetSynchronizationPointRequest`,
  seek: `${eventsNamespace}/PullPointSubscription/SeekRequest`,
  subscribe: 'http://docs.oasis-open.org/wsn/bw-2/NotificationProducer/SubscribeRequest',
  renew: 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/RenewRequest',
  unsubscribe: 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeRequest',
};

export type PullPoint = {
  url: URL;
  /** Reference parameters of the subscription, echoed in every request (some devices address by them alone). */
  headers: string[];
  /** The time the device granted, from its own two times; null when it does not say. */
  grantedMs: number | null;
};

export type Pulled = {
  notifications: RawNotification[];
  grantedMs: number | null;
  /** The device's own clock as it answered; null when it does not say. */
  deviceNow?: number | null;
};

export type CallOptions = { timeoutMs: number; signal?: AbortSignal | undefined };

/** How long a subscription is asked for: relative, or an absolute instant for devices that misread durations. */
export type Lifetime = { durationMs: number } | { until: number };

const lifetimeText = (lifetime: Lifetime): string =>
  'durationMs' in lifetime
    ? `PT${Math.round(lifetime.durationMs / 1000)}S`
    : `${new Date(lifetime.until).toISOString().slice(0, 19)}Z`;

/** @throws CameraFault; kind `unsupported` when the device has no pull points */
export async function createPullPoint(
  client: DeviceClient,
  service: URL,
  lifetime: Lifetime,
  options: CallOptions,
): Promise<PullPoint> {
  const body = await client.call({
    url: service,
    action: actions.create,
    body: `<CreatePullPointSubscription xmlns="${eventsNamespace}"><InitialTerminationTime>${lifetimeText(lifetime)}</InitialTerminationTime></CreatePullPointSubscription>`,
    ...options,
  });
  return readSubscription(child(body, 'CreatePullPointSubscriptionResponse'), client, service);
}

/** Asks the device to push to an address of ours (WS-BaseNotification). @throws CameraFault */
export async function subscribeBase(
  client: DeviceClient,
  service: URL,
  { consumer, lifetime }: { consumer: string; lifetime: Lifetime },
  options: CallOptions,
): Promise<PullPoint> {
  const reference = `<ConsumerReference><a:Address>${escapeXml(consumer)}</a:Address></ConsumerReference>`;
  const body = await client.call({
    url: service,
    action: actions.subscribe,
    body: `<Subscribe xmlns="${notificationNamespace}">${reference}<InitialTerminationTime>${lifetimeText(lifetime)}</InitialTerminationTime></Subscribe>`,
    ...options,
  });
  return readSubscription(child(body, 'SubscribeResponse'), client, service);
}

function readSubscription(response: XmlElement | undefined, client: DeviceClient, service: URL): PullPoint {
  if (!response) throw new CameraFault('fault', 'no subscription in the answer');
  const reference = child(response, 'SubscriptionReference');
  const parameters = child(reference, 'ReferenceParameters')?.children ?? [];
  return {
    url: reachableUrl(child(reference, 'Address')?.text, client.device) ?? service,
    headers: parameters.map((parameter) => writeXml(parameter, isReferenceParameter)),
    grantedMs: readGranted(response),
  };
}

/** Waits on the device for up to `waitMs` for messages. @throws CameraFault */
export async function pullMessages(
  client: DeviceClient,
  point: PullPoint,
  waitMs: number,
  options: CallOptions,
): Promise<Pulled> {
  const body = await client.call({
    url: point.url,
    action: actions.pull,
    headers: point.headers,
    body: `<PullMessages xmlns="${eventsNamespace}"><Timeout>PT${Math.max(1, Math.round(waitMs / 1000))}S</Timeout><MessageLimit>100</MessageLimit></PullMessages>`,
    ...options,
  });
  const response = child(body, 'PullMessagesResponse');
  if (!response) throw new CameraFault('fault', 'no PullMessagesResponse in the answer');
  return {
    notifications: readNotifications(response),
    grantedMs: readGranted(response),
    deviceNow: parseDeviceTime(child(response, 'CurrentTime')?.text),
  };
}

/** Extends the subscription; returns the time granted if the device says. @throws CameraFault */
export async function renewPullPoint(
  client: DeviceClient,
  point: PullPoint,
  lifetime: Lifetime,
  options: CallOptions,
): Promise<number | null> {
  const body = await client.call({
    url: point.url,
    action: actions.renew,
    headers: point.headers,
    body: `<Renew xmlns="${notificationNamespace}"><TerminationTime>${escapeXml(lifetimeText(lifetime))}</TerminationTime></Renew>`,
    ...options,
  });
  return readGranted(child(body, 'RenewResponse'));
}

/** Asks the device to replay the present state of its properties. @throws CameraFault */
export async function synchronise(
  client: DeviceClient,
  point: PullPoint,
  options: CallOptions,
): Promise<void> {
  const body = `<SetSynchronizationPoint xmlns="${eventsNamespace}"/>`;
  await client.call({
    url: point.url,
    action: actions.synchronise,
    headers: point.headers,
    body,
    ...options,
  });
}

/** Frees the device's slot; devices hold few and cannot list them. @throws CameraFault */
export async function unsubscribe(
  client: DeviceClient,
  point: PullPoint,
  options: CallOptions,
): Promise<void> {
  const body = `<Unsubscribe xmlns="${notificationNamespace}"/>`;
  await client.call({
    url: point.url,
    action: actions.unsubscribe,
    headers: point.headers,
    body,
    ...options,
  });
}

/** Goes back to an instant on the device's own clock, where the device stores events. @throws CameraFault */
export async function seek(
  client: DeviceClient,
  point: PullPoint,
  deviceTime: number,
  options: CallOptions,
): Promise<void> {
  const body = `<Seek xmlns="${eventsNamespace}"><UtcTime>${new Date(deviceTime).toISOString()}</UtcTime><Reverse>false</Reverse></Seek>`;
  await client.call({ url: point.url, action: actions.seek, headers: point.headers, body, ...options });
}

/** Only the difference of the device's two times is used: its clock may be anywhere. */
function readGranted(response: XmlElement | undefined): number | null {
  const current = parseDeviceTime(child(response, 'CurrentTime')?.text);
  const termination = parseDeviceTime(child(response, 'TerminationTime')?.text);
  return current === null || termination === null || termination <= current ? null : termination - current;
}

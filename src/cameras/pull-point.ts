/** The operations of an ONVIF pull point subscription, one function each. */
import { CameraFault } from './camera-fault.ts';
import { reachableUrl } from './device-address.ts';
import type { DeviceClient } from './device-client.ts';
import { parseDeviceTime } from './device-time.ts';
import { readNotifications, readTopicSet, type RawNotification } from './notification.ts';
import { isReferenceParameter } from './soap.ts';
import { child, descend, escapeXml, findAll, writeXml, type XmlElement } from './xml.ts';

const eventsNamespace = 'http://www.onvif.org/ver10/events/wsdl';
const notificationNamespace = 'http://docs.oasis-open.org/wsn/b-2';
const actions = {
  create: `${eventsNamespace}/EventPortType/CreatePullPointSubscriptionRequest`,
  properties: `${eventsNamespace}/EventPortType/GetEventPropertiesRequest`,
  pull: `${eventsNamespace}/PullPointSubscription/PullMessagesRequest`,
  synchronise: `${eventsNamespace}/PullPointSubscription/SetSynchronizationPointRequest`,
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

export type Pulled = { notifications: RawNotification[]; grantedMs: number | null };

type CallOptions = { timeoutMs: number; signal?: AbortSignal | undefined };

/**
 * Where the device's event service lives. Devices deny having one although they do (and the other way round),
 * so the usual path is returned when they name none; `announced` tells the difference. @throws CameraFault
 */
export async function findEventService(
  client: DeviceClient,
  options: CallOptions,
): Promise<{ url: URL; announced: boolean }> {
  const services = await client
    .call({
      url: client.device,
      body: '<GetServices xmlns="http://www.onvif.org/ver10/device/wsdl"><IncludeCapability>false</IncludeCapability></GetServices>',
      ...options,
    })
    .catch(onlyWhenSilentOnIt);
  const listed = findAll(services, 'Service').find(
    (service) => child(service, 'Namespace')?.text === eventsNamespace,
  );
  const fromServices = reachableUrl(child(listed, 'XAddr')?.text, client.device);
  if (fromServices) return { url: fromServices, announced: true };
  const capabilities = await client
    .call({
      url: client.device,
      body: '<GetCapabilities xmlns="http://www.onvif.org/ver10/device/wsdl"><Category>All</Category></GetCapabilities>',
      ...options,
    })
    .catch(onlyWhenSilentOnIt);
  const stated = descend(capabilities, 'GetCapabilitiesResponse', 'Capabilities', 'Events', 'XAddr')?.text;
  const fromCapabilities = reachableUrl(stated, client.device);
  if (fromCapabilities) return { url: fromCapabilities, announced: true };
  return { url: new URL('/onvif/event_service', client.device), announced: false };
}

/** A device may lack one of the two ways to name its services; what is wrong with the connection still counts. */
function onlyWhenSilentOnIt(error: unknown): undefined {
  if (error instanceof CameraFault && ['unsupported', 'fault', 'resourceUnknown'].includes(error.kind))
    return undefined;
  throw error;
}

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
  const response = child(body, 'CreatePullPointSubscriptionResponse');
  if (!response) throw new CameraFault('fault', 'no CreatePullPointSubscriptionResponse in the answer');
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
  return { notifications: readNotifications(response), grantedMs: readGranted(response) };
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

/** Topics the device says it can raise; empty when it does not answer that. */
export async function listTopics(
  client: DeviceClient,
  service: URL,
  options: CallOptions,
): Promise<string[]> {
  const body = `<GetEventProperties xmlns="${eventsNamespace}"/>`;
  return client
    .call({ url: service, action: actions.properties, body, ...options })
    .then(readTopicSet, () => []);
}

/** Only the difference of the device's two times is used: its clock may be anywhere. */
function readGranted(response: XmlElement | undefined): number | null {
  const current = parseDeviceTime(child(response, 'CurrentTime')?.text);
  const termination = parseDeviceTime(child(response, 'TerminationTime')?.text);
  return current === null || termination === null || termination <= current ? null : termination - current;
}

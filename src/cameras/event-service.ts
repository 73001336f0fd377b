/** Where a device's event service is and what it can do. */
import { CameraFault } from './camera-fault.ts';
import { reachableUrl } from './device-address.ts';
import type { DeviceClient } from './device-client.ts';
import { readTopicSet } from './notification.ts';
import { eventsNamespace, type CallOptions } from './pull-point.ts';
import { child, descend, findAll } from './xml.ts';

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

/** Topics the device says it can raise; empty when it does not answer that. */
export async function listTopics(
  client: DeviceClient,
  service: URL,
  options: CallOptions,
): Promise<string[]> {
  const body = `<GetEventProperties xmlns="${eventsNamespace}"/>`;
  return client
    .call({
      url: service,
      action: `${eventsNamespace}/EventPortType/GetEventPropertiesRequest`,
      body,
      ...options,
    })
    .then(readTopicSet, () => []);
}

/** Whether the device keeps events for those who were away; false when it does not say. */
export async function storesEvents(
  client: DeviceClient,
  service: URL,
  options: CallOptions,
): Promise<boolean> {
  const body = `<GetServiceCapabilities xmlns="${eventsNamespace}"/>`;
  return client.call({ url: service, body, ...options }).then(
    (answer) =>
      findAll(answer, 'Capabilities').some(
        ({ attributes }) => attributes['PersistentNotificationStorage']?.toLowerCase() === 'true',
      ),
    () => false,
  );
}

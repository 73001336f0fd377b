/** The camera's answer to WS-Discovery probes on one interface. */
import dgram from 'node:dgram';
import { randomUUID } from 'node:crypto';
import { scopeList } from './onvif-device.ts';
import { servicePaths } from './onvif-operation.ts';
import type { Device } from './onvif-operation.ts';
import { child, escapeXml, parseSoap, text } from './soap.ts';

const multicastGroup = '239.255.255.250';
const discoveryPort = 3702;
const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const discoveryNamespace = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';

/** True when a probe asks for something a camera is: no type at all, or one of ours. */
export function probeMatchesUs(xml: string): { messageId: string } | null {
  const soap = parseSoap(xml);
  if (soap?.operation !== 'Probe' || soap.messageId === null) return null;
  const types = (text(soap.body, 'Types') ?? text(child(soap.body, 'Types'), '#text') ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const ours =
    types.length === 0 || types.some((type) => /(^|:)(NetworkVideoTransmitter|Device)$/.test(type));
  return ours ? { messageId: soap.messageId } : null;
}

/** The answer to a probe. */
export function probeMatchXml(device: Device, relatesTo: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${addressing}" xmlns:d="${discoveryNamespace}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:RelatesTo>${escapeXml(relatesTo)}</a:RelatesTo><a:To>${addressing}/role/anonymous</a:To><a:Action>${discoveryNamespace}/ProbeMatches</a:Action></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>${device.identity.endpoint}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${scopeList(device)}</d:Scopes><d:XAddrs>${device.httpBase()}${servicePaths.device}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>`;
}

/** Listens for probes on the interface of `host`; several cameras on one machine may do so at a time. */
export async function openDiscovery(device: Device, host: string): Promise<{ close(): Promise<void> }> {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (message, sender) => {
    const probe = probeMatchesUs(message.toString('utf8'));
    if (probe) socket.send(probeMatchXml(device, probe.messageId), sender.port, sender.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(discoveryPort, resolve);
  });
  socket.on('error', () => undefined);
  socket.addMembership(multicastGroup, host);
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

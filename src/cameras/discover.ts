/** Finds ONVIF devices on the network by WS-Discovery (multicast, IPv4), through the `onvif` package. */
import { networkInterfaces } from 'node:os';
import onvif from 'onvif';
import type { DiscoveredCamera } from './types.ts';
import { child, findAll, parseXml, type XmlElement } from './xml.ts';

const defaultTimeoutMs = 3_000;

/**
 * Asks every network interface (or only `devices`, e.g. `eth0`) and collects the answers for `timeoutMs`.
 * Malformed answers are left out.
 */
export async function discover(
  options: { timeoutMs?: number; devices?: readonly string[] | null } = {},
): Promise<DiscoveredCamera[]> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const devices = options.devices ?? externalInterfaces();
  const found = new Map<string, DiscoveredCamera>();
  const onDevice = (_device: unknown, sender: { address: string }, xml: string): void => {
    for (const camera of readProbeMatches(xml, sender.address)) found.set(camera.endpoint, camera);
  };
  const ignore = (): void => undefined;
  onvif.Discovery.on('device', onDevice);
  // The package emits `error` for every answer it cannot read; without a listener that would end the process.
  onvif.Discovery.on('error', ignore);
  try {
    await Promise.all(devices.map((device) => probeInterface(device, timeoutMs)));
  } finally {
    onvif.Discovery.off('device', onDevice);
    onvif.Discovery.off('error', ignore);
  }
  return [...found.values()].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

function probeInterface(device: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    onvif.Discovery.probe({ device, timeout: timeoutMs, resolve: false }, () => resolve());
  });
}

function externalInterfaces(): string[] {
  return Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some((address) => address.family === 'IPv4' && !address.internal))
    .map(([name]) => name);
}

/** The devices in one ProbeMatches answer. */
export function readProbeMatches(xml: string, senderAddress: string): DiscoveredCamera[] {
  try {
    return findAll(parseXml(xml), 'ProbeMatch').flatMap((match) => readMatch(match, senderAddress));
  } catch {
    return [];
  }
}

function readMatch(match: XmlElement, senderAddress: string): DiscoveredCamera[] {
  const endpoint = child(child(match, 'EndpointReference'), 'Address')?.text ?? '';
  const addresses = (child(match, 'XAddrs')?.text ?? '')
    .split(/\s+/)
    .filter((text) => /^https?:\/\//i.test(text));
  if (endpoint === '' || addresses.length === 0) return [];
  const answering = (text: string): number => (text.includes(`//${senderAddress}`) ? 0 : 1);
  const scopes = (child(match, 'Scopes')?.text ?? '').split(/\s+/);
  return [
    {
      endpoint,
      addresses: addresses.sort((a, b) => answering(a) - answering(b)),
      name: scopeValue(scopes, 'name'),
      hardware: scopeValue(scopes, 'hardware'),
    },
  ];
}

function scopeValue(scopes: readonly string[], key: string): string | null {
  const prefix = `onvif://www.onvif.org/${key}/`;
  const scope = scopes.find((candidate) => candidate.toLowerCase().startsWith(prefix));
  if (scope === undefined) return null;
  try {
    return decodeURIComponent(scope.slice(prefix.length));
  } catch {
    return scope.slice(prefix.length);
  }
}

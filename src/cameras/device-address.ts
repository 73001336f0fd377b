/** Addresses as people type them, and the URLs made from them. */
import { AppError } from '../errors.ts';

const defaultPath = '/onvif/device_service';

/**
 * The device service URL for `host`, `host:port`, a bare or bracketed IPv6 address or a full URL.
 * @throws AppError camera_address_invalid for anything that names no host; credentials inside are refused,
 * since an address is shown and logged.
 */
export function deviceServiceUrl(address: string): URL {
  const text = address.trim();
  const invalid = (reason: string): AppError =>
    new AppError('camera_address_invalid', `camera address: ${reason}`, { details: { reason } });
  if (text === '' || /\s/.test(text)) throw invalid('empty or with spaces');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme && scheme !== 'http' && scheme !== 'https') throw invalid('neither http nor https');
  let url: URL;
  try {
    url = new URL(scheme ? text : `http://${bracketed(text)}`);
  } catch {
    throw invalid('not a host or URL');
  }
  if (url.username || url.password) throw invalid('holds credentials');
  if (!/^[\w.:[\]-]+$/.test(url.hostname)) throw invalid('not a host name');
  if (url.pathname === '/' && url.search === '') url.pathname = defaultPath;
  url.hash = '';
  return url;
}

/** A bare IPv6 address needs brackets in a URL. */
function bracketed(text: string): string {
  const bareIpv6 = !text.startsWith('[') && (text.match(/:/g)?.length ?? 0) > 1 && !text.includes('/');
  return bareIpv6 ? `[${text}]` : text;
}

/** The host as sockets want it: without the brackets of IPv6. */
export function socketHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * A URL the device named, reachable from here: devices behind another address (NAT, two interfaces, a fixed
 * 0.0.0.0) name a host we cannot use; then path and query are theirs, host and port those that answered.
 * Null when the device named no URL.
 */
export function reachableUrl(named: string | undefined, device: URL): URL | null {
  const text = (named ?? '').trim().split(/\s+/)[0] ?? '';
  if (text === '') return null;
  try {
    const url = new URL(text, device);
    if (url.hostname !== device.hostname) {
      url.protocol = device.protocol;
      url.hostname = device.hostname;
      url.port = device.port;
    }
    url.username = '';
    url.password = '';
    return url;
  } catch {
    return null;
  }
}

/** A stream URL with the host that answered us; credentials in it are dropped. Null when it is no URL. */
export function reachableStreamUri(named: string, device: URL): string | null {
  try {
    const url = new URL(named.trim());
    const host = url.hostname;
    const unusable = host === '' || host === '0.0.0.0' || host === '[::]';
    // Non-special schemes let hostname be set only when the URL has a host already.
    return `${url.protocol}//${unusable ? device.hostname : host}${url.port ? `:${url.port}` : ''}${url.pathname}${url.search}`;
  } catch {
    return null;
  }
}

/** Replaces credentials inside URLs by `***`; for everything that is logged, stored or shown. */
export function maskCredentials(text: string, secrets: readonly string[] = []): string {
  const masked = text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*(?::[^\s@'"]*)?@/gi, '$1***@');
  return secrets
    .filter((secret) => secret.length >= 3)
    .reduce(
      (at, secret) => at.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***'),
      masked,
    );
}

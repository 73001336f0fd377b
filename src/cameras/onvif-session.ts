/**
 * The `onvif` package for what it does well (services, media profiles, device information), on our own
 * transport: its requests are bounded and abortable, credentials may hold any character, the clock is the one
 * measured, and values that matter are read from the raw answer, since the package turns tokens into numbers.
 */
import onvif from 'onvif';
import { parseSOAPString } from 'onvif/lib/utils.js';
import { CameraFault, toCameraFault } from './camera-fault.ts';
import { reachableStreamUri, reachableUrl } from './device-address.ts';
import type { DeviceClient } from './device-client.ts';
import { readSoapBody } from './soap.ts';
import type { CameraProfile } from './types.ts';
import { child, descend, findAll, type XmlElement } from './xml.ts';

type PackageCallback = (error: Error | null, data?: unknown, xml?: string) => void;
type PackageRequest = { service?: string; body: string; url?: { href?: string } };
/** What the package keeps to itself and we replace or read. */
type CamInternals = {
  uri?: Record<string, { href?: string } | undefined>;
  media2Support?: boolean;
  _request: (request: PackageRequest, callback: PackageCallback) => void;
  _envelopeHeader: (openHeader?: boolean) => string;
};

const securityMark = '<!--security-->';
const envelopeHead =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">';
const bodyHead =
  '<s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">';

export type DeviceInformation = { manufacturer: string; model: string; firmware: string; serial: string };

/** Profiles asked for their stream; devices with more have duplicates of the first ones. */
const maxProfiles = 12;

export class OnvifSession {
  readonly #client: DeviceClient;
  readonly #cam: InstanceType<typeof onvif.Cam>;
  readonly #limits: { timeoutMs: number; signal?: AbortSignal | undefined };
  #fault: CameraFault | null = null;

  constructor(client: DeviceClient, limits: { timeoutMs: number; signal?: AbortSignal | undefined }) {
    this.#client = client;
    this.#limits = limits;
    this.#cam = new onvif.Cam({ hostname: client.device.hostname, autoconnect: false });
    this.#cam.on('warning', () => undefined);
    const internals = this.#internals();
    internals._envelopeHeader = (openHeader) =>
      `${envelopeHead}<s:Header>${securityMark}${openHeader ? '' : `</s:Header>${bodyHead}`}`;
    internals._request = (request, callback) => this.#request(request, callback);
  }

  #internals(): CamInternals {
    return this.#cam as unknown as CamInternals;
  }

  /** The first call that needs the password: asked alone, so that a wrong one is one refused login. @throws CameraFault */
  async deviceInformation(): Promise<DeviceInformation> {
    const body = await this.#raw((callback) => this.#cam.getDeviceInformation(callback));
    const response = child(body, 'GetDeviceInformationResponse');
    const text = (name: string): string => child(response, name)?.text ?? '';
    return {
      manufacturer: text('Manufacturer'),
      model: text('Model'),
      firmware: text('FirmwareVersion'),
      serial: text('SerialNumber'),
    };
  }

  /** Learns the services and reads the media profiles with their stream addresses. @throws CameraFault */
  async profiles(): Promise<CameraProfile[]> {
    await this.#call((callback) => this.#cam.connect(callback));
    const internals = this.#internals();
    if (!internals.uri?.['media'] && !internals.uri?.['media2']) return [];
    const body = await this.#raw((callback) => this.#cam.getProfiles(callback));
    const profiles = findAll(child(body, 'GetProfilesResponse'), 'Profiles').slice(0, maxProfiles);
    const described: CameraProfile[] = [];
    for (const profile of profiles) described.push(await this.#describe(profile));
    return described;
  }

  async #describe(profile: XmlElement): Promise<CameraProfile> {
    const token = profile.attributes['token'] ?? '';
    const encoder =
      child(profile, 'VideoEncoderConfiguration') ?? descend(profile, 'Configurations', 'VideoEncoder');
    const pixels = (name: string): number | null =>
      Number(descend(encoder, 'Resolution', name)?.text) || null;
    return {
      token,
      name: child(profile, 'Name')?.text ?? token,
      width: pixels('Width'),
      height: pixels('Height'),
      encoding: child(encoder, 'Encoding')?.text ?? null,
      streamUri: await this.#streamUri(token),
    };
  }

  async #streamUri(profileToken: string): Promise<string | null> {
    const body = await this.#optional((callback) =>
      this.#cam.getStreamUri({ protocol: 'RTSP', profileToken }, callback),
    );
    const uri = findAll(body, 'Uri')[0]?.text;
    return uri ? reachableStreamUri(uri, this.#client.device) : null;
  }

  /** Where a still picture can be fetched; null when the device offers none. @throws CameraFault */
  async snapshotUri(profileToken: string): Promise<string | null> {
    const body = await this.#optional((callback) => this.#cam.getSnapshotUri({ profileToken }, callback));
    const uri = findAll(body, 'Uri')[0]?.text;
    return reachableUrl(uri, this.#client.device)?.href ?? null;
  }

  /** A call whose refusal means "has none", while a lost connection still counts. */
  async #optional(start: (callback: PackageCallback) => void): Promise<XmlElement | undefined> {
    return this.#raw(start).catch((error: unknown) => {
      if (
        error instanceof CameraFault &&
        ['fault', 'unsupported', 'notOnvif', 'resourceUnknown'].includes(error.kind)
      ) {
        return undefined;
      }
      throw error;
    });
  }

  async #raw(start: (callback: PackageCallback) => void): Promise<XmlElement> {
    const xml = await this.#call(start);
    return readSoapBody(xml);
  }

  /** Runs one call of the package; its callback may come twice or throw, a promise settles once. */
  #call(start: (callback: PackageCallback) => void): Promise<string> {
    this.#fault = null;
    return new Promise((resolve, reject) => {
      start((error, _data, xml) => {
        if (error) reject(this.#fault ?? toCameraFault(error, (text) => this.#client.mask(text)));
        else resolve(xml ?? '');
      });
    });
  }

  #request(request: PackageRequest, callback: PackageCallback): void {
    this.#send(request).then(
      ({ xml, status }) => parseSOAPString(xml, (error, data) => callback(error, data, xml), status),
      (error: unknown) => {
        this.#fault = toCameraFault(error, (text) => this.#client.mask(text));
        callback(this.#fault, undefined, '');
      },
    );
  }

  async #send({ service, body, url }: PackageRequest): Promise<{ xml: string; status: number }> {
    const named = url?.href ?? (service ? this.#internals().uri?.[service]?.href : undefined);
    const answer = await this.#client.exchange({
      url: reachableUrl(named, this.#client.device) ?? this.#client.device,
      envelope: (security) => body.replace(securityMark, () => security),
      action: actionOf(body),
      authenticated: body.includes(securityMark),
      ...this.#limits,
    });
    const xml = answer.body.toString('utf8');
    // Read once by our own rules too: only they tell a refused login from any other fault.
    try {
      readSoapBody(xml);
    } catch (error) {
      throw toCameraFault(error, (text) => this.#client.mask(text), answer);
    }
    return { xml, status: answer.status };
  }
}

/** The SOAP action: namespace and name of the body's first element. */
function actionOf(envelope: string): string | undefined {
  const match = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)[^>]*?\sxmlns(?::\w+)?="([^"]+)"/.exec(envelope);
  return match ? `${match[2]}/${match[1]}` : undefined;
}

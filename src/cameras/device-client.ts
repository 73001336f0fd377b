/**
 * Speaks SOAP to one device: credentials (WS-Security first, HTTP Digest when the device asks for it, never
 * both), the device's clock, bounded and abortable requests, and one kind of error for every way it fails.
 */
import type { CameraAccess, Clock } from './types.ts';
import { systemClock } from './clock.ts';
import { deviceServiceUrl, maskCredentials } from './device-address.ts';
import { readSystemDateAndTime } from './device-time.ts';
import { chooseChallenge, DigestSession } from './http-digest.ts';
import { exchangeHttp, type HttpAnswer } from './http-exchange.ts';
import { CameraFault, toCameraFault } from './camera-fault.ts';
import { readSoapBody, securityHeader, soapEnvelope } from './soap.ts';
import type { XmlElement } from './xml.ts';

export type SoapCall = {
  url: URL;
  body: string;
  action?: string;
  headers?: readonly string[];
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** False for the few calls that are allowed without credentials. Default true. */
  authenticated?: boolean;
};

export type RawCall = Omit<SoapCall, 'action' | 'headers' | 'body'> & {
  /** The envelope, given the security header to put in (empty under HTTP Digest). */
  envelope: (security: string) => string;
  action?: string | undefined;
};

const clockRequest = '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/>';

export class DeviceClient {
  readonly device: URL;
  readonly #access: CameraAccess;
  readonly #clock: Clock;
  #digest: DigestSession | null = null;
  #skewMs: number | null = null;

  /** @throws AppError camera_address_invalid */
  constructor(access: CameraAccess, clock: Clock = systemClock) {
    this.#access = access;
    this.#clock = clock;
    this.device = deviceServiceUrl(access.address);
  }

  /** Server minus device clock as last read; null before, or when the device does not tell. */
  get skewMs(): number | null {
    return this.#skewMs;
  }

  /**
   * Reads the device's clock without credentials (the specification demands that it answers), with them if it
   * refuses. Everything that needs a password afterwards uses what was found here. @throws CameraFault
   */
  async readClock(timeoutMs: number, signal?: AbortSignal): Promise<number | null> {
    const call = { url: this.device, body: clockRequest, timeoutMs, signal };
    const sentAt = this.#clock.now();
    const body = await this.call({ ...call, authenticated: false }).catch((error: unknown) => {
      if (error instanceof CameraFault && error.kind === 'auth') return this.call(call);
      throw error;
    });
    const deviceTime = readSystemDateAndTime(body);
    // The device truncates to whole seconds: on average it is half a second further than it says.
    const middle = (sentAt + this.#clock.now()) / 2;
    this.#skewMs = deviceTime === null ? null : Math.round(middle - (deviceTime + 500));
    return this.#skewMs;
  }

  /** Calls an operation and returns the SOAP Body. @throws CameraFault */
  async call({ body, action, headers = [], ...rest }: SoapCall): Promise<XmlElement> {
    const envelope = (security: string): string =>
      soapEnvelope({
        body,
        headers: security ? [...headers, security] : headers,
        ...(action ? { action, to: rest.url.href } : {}),
      });
    const answer = await this.exchange({ ...rest, action, envelope });
    return this.#read(answer);
  }

  /** The answer to an envelope, whatever it is; asks again with HTTP Digest when the device wants that. @throws CameraFault */
  async exchange(call: RawCall): Promise<HttpAnswer> {
    const authenticated = call.authenticated !== false && this.#access.username !== '';
    try {
      const first = await this.#send(
        call,
        authenticated ? this.#digest : null,
        authenticated && !this.#digest,
      );
      if (first.status !== 401 || !authenticated) return first;
      const challenge = chooseChallenge(first.challenges);
      if (!challenge || (this.#digest && !challenge.stale && challenge.scheme === 'basic')) return first;
      const session = new DigestSession(challenge);
      const second = await this.#send(call, session, false);
      this.#digest = second.status === 401 ? null : session;
      return second;
    } catch (error) {
      throw toCameraFault(error, (text) => this.mask(text));
    }
  }

  #send(call: RawCall, digest: DigestSession | null, secured: boolean): Promise<HttpAnswer> {
    const { username, password } = this.#access;
    const security = secured
      ? securityHeader({ username, password, deviceNow: this.#clock.now() - (this.#skewMs ?? 0) })
      : '';
    const uri = `${call.url.pathname}${call.url.search}`;
    const action = call.action ? `; action="${call.action}"` : '';
    return exchangeHttp({
      url: call.url,
      method: 'POST',
      headers: {
        'Content-Type': `application/soap+xml; charset=utf-8${action}`,
        ...(digest
          ? { Authorization: digest.authorization({ method: 'POST', uri, username, password }) }
          : {}),
      },
      body: call.envelope(security),
      timeoutMs: call.timeoutMs,
      signal: call.signal,
    });
  }

  #read(answer: HttpAnswer): XmlElement {
    try {
      const body = readSoapBody(answer.body.toString('utf8'));
      if (answer.status === 401) throw new CameraFault('auth', 'HTTP 401');
      return body;
    } catch (error) {
      throw toCameraFault(error, (text) => this.mask(text), answer);
    }
  }

  /** Takes credentials out of a text. */
  mask(text: string): string {
    return maskCredentials(text, [this.#access.password]);
  }
}

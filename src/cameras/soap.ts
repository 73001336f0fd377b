/** SOAP 1.2 as ONVIF uses it: envelopes written, answers and faults read. Nothing here touches the network. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { child, descend, escapeXml, findAll, parseXml, XmlError, type XmlElement } from './xml.ts';

const soapNamespace = 'http://www.w3.org/2003/05/soap-envelope';
const addressingNamespace = 'http://www.w3.org/2005/08/addressing';
const securityNamespace = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const utilityNamespace = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const passwordDigestType =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

export type SecurityToken = {
  username: string;
  password: string;
  /** The device's own present time (epoch ms): it refuses tokens made at another. */
  deviceNow: number;
};

/** A WS-Security header with a password digest over UTF-8 bytes, fresh nonce and creation time. */
export function securityHeader({ username, password, deviceNow }: SecurityToken): string {
  const nonce = randomBytes(16);
  // Without milliseconds: some devices refuse a long creation time.
  const created = `${new Date(deviceNow).toISOString().slice(0, 19)}Z`;
  const digest = createHash('sha1')
    .update(nonce)
    .update(created, 'utf8')
    .update(password, 'utf8')
    .digest('base64');
  return (
    `<Security s:mustUnderstand="1" xmlns="${securityNamespace}"><UsernameToken>` +
    `<Username>${escapeXml(username)}</Username>` +
    `<Password Type="${passwordDigestType}">${digest}</Password>` +
    `<Nonce EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</Nonce>` +
    `<Created xmlns="${utilityNamespace}">${created}</Created></UsernameToken></Security>`
  );
}

export type EnvelopeParts = {
  body: string;
  /** WS-Addressing action; with it come a message id and the receiver, which several devices insist on. */
  action?: string;
  to?: string;
  /** Further header elements: reference parameters, security. */
  headers?: readonly string[];
};

export function soapEnvelope({ body, action, to, headers = [] }: EnvelopeParts): string {
  const addressing = action
    ? `<a:Action s:mustUnderstand="1">${escapeXml(action)}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID>` +
      `<a:ReplyTo><a:Address>${addressingNamespace}/anonymous</a:Address></a:ReplyTo>` +
      (to ? `<a:To s:mustUnderstand="1">${escapeXml(to)}</a:To>` : '')
    : '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${soapNamespace}" xmlns:a="${addressingNamespace}">` +
    `<s:Header>${addressing}${headers.join('')}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** A header element that echoes a subscription's reference parameter, marked as WS-Addressing asks. */
export const isReferenceParameter = ' a:IsReferenceParameter="true"';

/** What kind of fault a device's words amount to. */
export type FaultKind = 'auth' | 'locked' | 'limit' | 'resourceUnknown' | 'unsupported' | 'other';

export class SoapFault extends Error {
  readonly kind: FaultKind;
  readonly codes: readonly string[];
  constructor(kind: FaultKind, codes: readonly string[], reason: string) {
    super(`SOAP fault ${codes.join('/')}: ${reason}`.slice(0, 300));
    this.name = 'SoapFault';
    this.kind = kind;
    this.codes = codes;
  }
}

/** The answer is no SOAP at all: an HTML page, an empty body, a cut document. */
export class NotSoapError extends Error {
  /** True when it looks like a SOAP answer that was damaged on the way. */
  readonly damaged: boolean;
  constructor(message: string, damaged: boolean) {
    super(message);
    this.name = 'NotSoapError';
    this.damaged = damaged;
  }
}

/** Reads an answer and returns its Body. @throws SoapFault, NotSoapError */
export function readSoapBody(text: string): XmlElement {
  let envelope: XmlElement;
  try {
    envelope = parseXml(text);
  } catch (error) {
    const damaged = /<([\w-]+:)?Envelope\b/.test(text.slice(0, 2000));
    throw new NotSoapError(error instanceof XmlError ? error.message : 'unreadable', damaged);
  }
  const body = envelope.name === 'Envelope' ? child(envelope, 'Body') : undefined;
  if (!body) throw new NotSoapError(`the answer is <${envelope.name}>, not a SOAP envelope`, false);
  const fault = child(body, 'Fault');
  if (fault) throw readFault(fault);
  return body;
}

function readFault(fault: XmlElement): SoapFault {
  const codes = findAll(child(fault, 'Code'), 'Value').map((value) => value.text);
  const reason = descend(fault, 'Reason', 'Text')?.text ?? child(fault, 'faultstring')?.text ?? '';
  const legacy = child(fault, 'faultcode')?.text;
  const detail = child(fault, 'Detail') ?? child(fault, 'detail');
  const details = findAll(detail, 'Text').map((text) => text.text);
  const typed = detail?.children.map((inner) => inner.name) ?? [];
  const allCodes = legacy ? [...codes, legacy] : codes;
  const words = [...allCodes, ...typed, reason, ...details, detail?.text ?? ''].join(' ');
  return new SoapFault(faultKind(words), allCodes, reason || details.join(' '));
}

/** Order matters: "too many failed logins" is a lock, not a limit; "not authorized" beats what follows it. */
const faultPatterns: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'locked',
    /lock(ed)?[\s_-]?out|account\w*\s*(is\s*)?lock|illegal login|too many (failed|login|password|auth)/i,
  ],
  [
    'auth',
    /NotAuthorized|not authori[sz]ed|unauthori[sz]ed|FailedAuthentication|InvalidSecurity|authority fail|authenticat/i,
  ],
  [
    'resourceUnknown',
    /ResourceUnknown|unknown (resource|subscription)|subscription\w* (is )?(not found|unknown|expired|does not exist)|InvalidReference|no such subscription/i,
  ],
  [
    'limit',
    /max(imum)?\W?(num|pull|subscri|notif|connect|session|user)|too many|limit (is )?(reached|exceeded)|reached the limit|SubscribeCreationFailed|InsufficientResources|no (free|more) (slot|subscri)/i,
  ],
  [
    'unsupported',
    /ActionNotSupported|OptionalActionNotImplemented|NotImplemented|not (implemented|supported)|UnsupportedAction|no such (operation|method)|unknown (action|method|service)|ActionNotSupported/i,
  ],
];

export function faultKind(words: string): FaultKind {
  return faultPatterns.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}

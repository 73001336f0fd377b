/** SOAP 1.2 envelopes: reading requests, writing answers and faults. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An XML element as read: text, attributes (`@name`) and children by local name; repeated children are arrays. */
export type XmlElement = { [name: string]: XmlValue };
export type XmlValue = string | XmlElement | XmlValue[];

export type SoapRequest = {
  /** Local name of the first element in the body, e.g. `GetProfiles`. */
  operation: string;
  body: XmlElement;
  header: XmlElement;
  /** WS-Addressing message id, when there is one. */
  messageId: string | null;
};

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // character references (`&#273;`) too, not only the five named entities
  htmlEntities: true,
});

/** A child element; an empty one where there is none or only text. */
export function child(element: XmlElement, name: string): XmlElement {
  const value = Array.isArray(element[name]) ? element[name][0] : element[name];
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** The text of a child element; null where there is none. */
export function text(element: XmlElement, name: string): string | null {
  const value = Array.isArray(element[name]) ? element[name][0] : element[name];
  if (typeof value === 'string') return value;
  const inner = typeof value === 'object' && !Array.isArray(value) ? value['#text'] : undefined;
  return typeof inner === 'string' ? inner : null;
}

/** Reads an envelope; null when it is none. */
export function parseSoap(xml: string): SoapRequest | null {
  // Entity declarations have no place in SOAP and are the usual way to blow a parser up.
  if (/<!DOCTYPE/i.test(xml) || XMLValidator.validate(xml) !== true) return null;
  const document = parser.parse(xml) as XmlElement;
  const envelope = child(document, 'Envelope');
  const bodyElement = child(envelope, 'Body');
  const operation = Object.keys(bodyElement).find((name) => !name.startsWith('@') && name !== '#text');
  if (operation === undefined) return null;
  const header = child(envelope, 'Header');
  return { operation, body: child(bodyElement, operation), header, messageId: text(header, 'MessageID') };
}

/** Makes text safe inside an element or attribute. */
export function escapeXml(value: string): string {
  const entities: Record<string, string> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return value.replace(/[<>&"']/g, (c) => entities[c] ?? c);
}

const namespaces = [
  ['s', 'http://www.w3.org/2003/05/soap-envelope'],
  ['wsa', 'http://www.w3.org/2005/08/addressing'],
  ['tt', 'http://www.onvif.org/ver10/schema'],
  ['tds', 'http://www.onvif.org/ver10/device/wsdl'],
  ['trt', 'http://www.onvif.org/ver10/media/wsdl'],
  ['tev', 'http://www.onvif.org/ver10/events/wsdl'],
  ['wsnt', 'http://docs.oasis-open.org/wsn/b-2'],
  ['wstop', 'http://docs.oasis-open.org/wsn/t-1'],
  ['wsrf-rw', 'http://docs.oasis-open.org/wsrf/rw-2'],
  ['tns1', 'http://www.onvif.org/ver10/topics'],
  ['ter', 'http://www.onvif.org/ver10/error'],
].map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);

/** An answer's envelope; `relatesTo` is the message id of the request. */
export function envelope(body: string, relatesTo: string | null = null): string {
  const header =
    relatesTo === null ? '' : `<s:Header><wsa:RelatesTo>${escapeXml(relatesTo)}</wsa:RelatesTo></s:Header>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope ${namespaces.join(' ')}>${header}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** A refusal, as the device words it: codes without prefix `s:` or namespace changes. */
export class SoapFault extends Error {
  readonly code: 'Sender' | 'Receiver';
  readonly subcodes: readonly string[];
  readonly httpStatus: number;

  constructor(code: 'Sender' | 'Receiver', subcodes: readonly string[], reason: string, httpStatus?: number) {
    super(reason);
    this.code = code;
    this.subcodes = subcodes;
    this.httpStatus = httpStatus ?? (code === 'Sender' ? 400 : 500);
  }
}

/** The body of a fault. */
export function faultBody(fault: SoapFault): string {
  const nested = fault.subcodes.reduceRight(
    (inner, code) => `<s:Subcode><s:Value>${code}</s:Value>${inner}</s:Subcode>`,
    '',
  );
  return `<s:Fault><s:Code><s:Value>s:${fault.code}</s:Value>${nested}</s:Code><s:Reason><s:Text xml:lang="en">${escapeXml(fault.message)}</s:Text></s:Reason></s:Fault>`;
}

/**
 * XML as a plain tree for SOAP: every value stays the string the device sent, every child list is an array,
 * prefixes are resolved to local names with their namespace kept. Camera firmware is sloppy, so reading is
 * tolerant; what is not XML at all is an error.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export type XmlElement = {
  /** Local name, without prefix. */
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Own text, trimmed. */
  text: string;
};

export class XmlError extends Error {}

/** Deeper nesting than any ONVIF answer has; a bound against hostile documents. */
const maxNesting = 64;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Numeric references (&#233;) are decoded only with this on.
  htmlEntities: true,
  maxNestedTags: maxNesting,
  processEntities: { enabled: true, maxTotalExpansions: 20_000, maxExpandedLength: 4_000_000 },
});

type RawNode = Record<string, unknown>;
type Scope = Record<string, string>;

/**
 * Reads one document.
 * @throws XmlError when it is no well-formed XML or declares a document type (no camera needs one; it is how
 * entity bombs begin).
 */
export function parseXml(text: string): XmlElement {
  const document = text.replace(/^\uFEFF/, '').trim();
  if (!document.startsWith('<')) throw new XmlError('not XML');
  if (/<!DOCTYPE/i.test(document)) throw new XmlError('document type declarations are not accepted');
  const valid = XMLValidator.validate(document);
  if (valid !== true) throw new XmlError(`not well-formed: ${valid.err.msg}`);
  let nodes: unknown;
  try {
    nodes = parser.parse(document);
  } catch (error) {
    throw new XmlError(error instanceof Error ? error.message : String(error));
  }
  const root = rawChildren(nodes).map((node) => toElement(node, {}))[0];
  if (!root) throw new XmlError('no root element');
  return root;
}

function rawChildren(value: unknown): RawNode[] {
  return Array.isArray(value) ? value.filter((node): node is RawNode => elementName(node) !== undefined) : [];
}

function elementName(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  return Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'));
}

function toElement(node: RawNode, outer: Scope): XmlElement {
  const qualified = elementName(node) ?? '';
  const given = (node[':@'] ?? {}) as Record<string, unknown>;
  const scope = { ...outer };
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'xmlns') scope[''] = String(value);
    else if (key.startsWith('xmlns:')) scope[key.slice(6)] = String(value);
    else attributes[localName(key)] = String(value);
  }
  const content = node[qualified];
  return {
    name: localName(qualified),
    namespace: scope[prefixOf(qualified)] ?? '',
    attributes,
    children: rawChildren(content).map((child) => toElement(child, scope)),
    text: ownText(content),
  };
}

function ownText(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const parts = content.map((node: RawNode) => {
    const text = node['#text'];
    return typeof text === 'string' || typeof text === 'number' ? String(text) : '';
  });
  return parts.join('').trim();
}

const localName = (qualified: string): string => qualified.slice(qualified.indexOf(':') + 1);
const prefixOf = (qualified: string): string =>
  qualified.includes(':') ? qualified.slice(0, qualified.indexOf(':')) : '';

/** First child with this local name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** Follows first children down a path of local names. */
export function descend(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => child(at, name), element);
}

/** Every descendant with this local name, in document order. */
export function findAll(element: XmlElement | undefined, name: string): XmlElement[] {
  if (!element) return [];
  return element.children.flatMap((candidate) => [
    ...(candidate.name === name ? [candidate] : []),
    ...findAll(candidate, name),
  ]);
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes text for element content and attributes; characters XML cannot hold are dropped. */
export function escapeXml(text: string): string {
  const allowed = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
  return allowed.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Writes an element again with its namespaces spelled out, so that it can be echoed in another document. */
export function writeXml(element: XmlElement, extraAttributes = ''): string {
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
  const content = escapeXml(element.text) + element.children.map((inner) => writeXml(inner)).join('');
  const namespace = ` xmlns="${escapeXml(element.namespace)}"`;
  return `<${element.name}${namespace}${attributes}${extraAttributes}>${content}</${element.name}>`;
}

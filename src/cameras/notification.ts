/** Reads ONVIF notifications out of a SOAP body: pulled, or pushed to a webhook. Never throws for odd content. */
import { createHash } from 'node:crypto';
import { parseDeviceTime } from './device-time.ts';
import type { PropertyOperation } from './types.ts';
import { child, descend, findAll, type XmlElement } from './xml.ts';

/** One notification as the device wrote it: strings untouched. */
export type RawNotification = {
  topic: string;
  source: Record<string, string>;
  keyItems: Record<string, string>;
  data: Record<string, string>;
  operation: PropertyOperation | null;
  utcTime: string | null;
  deviceTime: number | null;
};

/**
 * All notifications in a PullMessagesResponse or Notify body, in their order. One without a topic or with an
 * empty message (some devices send that for "no motion") is left out.
 */
export function readNotifications(body: XmlElement): RawNotification[] {
  return findAll(body, 'NotificationMessage')
    .map(readNotification)
    .filter((notification): notification is RawNotification => notification !== null);
}

function readNotification(element: XmlElement): RawNotification | null {
  const topic = normaliseTopic(child(element, 'Topic')?.text ?? '');
  const wrapper = child(element, 'Message');
  // Some devices leave out the outer wsnt:Message and put its content here.
  const message = child(wrapper, 'Message') ?? (wrapper && wrapper.children.length > 0 ? wrapper : undefined);
  if (topic === '' || !message) return null;
  const utcTime = message.attributes['UtcTime'] ?? null;
  return {
    topic,
    source: simpleItems(child(message, 'Source')),
    keyItems: simpleItems(child(message, 'Key')),
    data: { ...elementItems(child(message, 'Data')), ...simpleItems(child(message, 'Data')) },
    operation: readOperation(message.attributes['PropertyOperation']),
    utcTime,
    deviceTime: parseDeviceTime(utcTime ?? undefined),
  };
}

/** `tns1:RuleEngine/CellMotionDetector/Motion/.` → `RuleEngine/CellMotionDetector/Motion`. */
export function normaliseTopic(text: string): string {
  return text
    .replace(/\s+/g, '')
    .replace(/^[\w.-]+:/, '')
    .replace(/[/.*]+$/, '')
    .replace(/^\/+/, '');
}

function simpleItems(group: XmlElement | undefined): Record<string, string> {
  const items = Object.create(null) as Record<string, string>;
  for (const item of findAll(group, 'SimpleItem')) {
    const name = item.attributes['Name'] ?? '';
    const value = item.attributes['Value'] ?? item.text;
    // The same name twice: both count, in the order sent.
    items[name] = name in items ? `${items[name]} ${value}` : value;
  }
  return { ...items };
}

/** Structured data, flattened to what we use of it: ids, names and pictures are left to those who need them. */
function elementItems(data: XmlElement | undefined): Record<string, string> {
  const items: Record<string, string> = {};
  for (const item of findAll(data, 'ElementItem')) {
    const name = item.attributes['Name'] ?? '';
    const text = item.children.map(leafText).filter(Boolean).join(' ');
    if (name !== '' && name !== 'Image' && text.length <= 500) items[name] = text;
  }
  return items;
}

const leafText = (element: XmlElement): string =>
  [element.text, ...Object.values(element.attributes), ...element.children.map(leafText)]
    .filter(Boolean)
    .join(' ');

function readOperation(text: string | undefined): PropertyOperation | null {
  switch (text?.toLowerCase() ?? '') {
    case 'initialized':
    case 'initialised':
      return 'Initialized';
    case 'changed':
      return 'Changed';
    case 'deleted':
      return 'Deleted';
    default:
      return null;
  }
}

/**
 * What makes two notifications the same one, whatever way they came. Key items are part of it, so two people
 * in one second stay two. `Initialized` and `Changed` with one time and one value are one event: devices replay
 * it as the former to a new subscription. Without a device time nothing tells a repetition from a new event:
 * then `receivedAt` stands in for it.
 */
export function notificationKey(raw: RawNotification, receivedAt: number): string {
  const sorted = (items: Record<string, string>): string[][] =>
    Object.entries(items).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const identity = [
    raw.topic,
    sorted(raw.source),
    sorted(raw.keyItems),
    raw.deviceTime ?? raw.utcTime ?? `received ${receivedAt}`,
    sorted(raw.data),
    raw.operation === 'Deleted',
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** The topic set of GetEventPropertiesResponse as paths, e.g. `RuleEngine/CellMotionDetector/Motion`. */
export function readTopicSet(body: XmlElement): string[] {
  const set = descend(body, 'GetEventPropertiesResponse', 'TopicSet');
  return set ? set.children.flatMap((topic) => topicPaths(topic, '')) : [];
}

function topicPaths(element: XmlElement, parent: string): string[] {
  const path = parent === '' ? element.name : `${parent}/${element.name}`;
  const deeper = element.children.filter((inner) => inner.name !== 'MessageDescription');
  const own = deeper.length < element.children.length || element.attributes['topic'] === 'true' ? [path] : [];
  return [...own, ...deeper.flatMap((inner) => topicPaths(inner, path))];
}

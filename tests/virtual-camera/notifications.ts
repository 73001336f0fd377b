/** Notifications as an analytics camera words them, and the topics it says it can raise. */
import { escapeXml } from './soap.ts';

export type PropertyOperation = 'Initialized' | 'Changed' | 'Deleted';

/** One thing the camera has to say. */
export type DeviceEvent = {
  /** With its namespace prefix, e.g. `tns1:RuleEngine/CellMotionDetector/Motion`. */
  topic: string;
  source: Record<string, string>;
  key?: Record<string, string>;
  data: Record<string, string>;
  operation: PropertyOperation;
};

/** What identifies a property: its latest event is its present state. */
export function propertyOf(event: DeviceEvent): string {
  return JSON.stringify([event.topic, event.source, event.key ?? {}]);
}

const videoRule = (rule: string): Record<string, string> => ({
  VideoSourceConfigurationToken: 'VideoSourceConfig0',
  VideoAnalyticsConfigurationToken: 'VideoAnalyticsConfig0',
  Rule: rule,
});

/** Something moves, or no longer does. */
export function motionEvent(isMotion: boolean, operation: PropertyOperation = 'Changed'): DeviceEvent {
  return {
    topic: 'tns1:RuleEngine/CellMotionDetector/Motion',
    source: videoRule('MyMotionDetectorRule'),
    data: { IsMotion: String(isMotion) },
    operation,
  };
}

/** An object is in the zone in front of the door. A deleted one has no data, as the standard has it. */
export function objectInsideEvent(
  objectId: number,
  operation: PropertyOperation,
  isInside = true,
): DeviceEvent {
  return {
    topic: 'tns1:RuleEngine/FieldDetector/ObjectsInside',
    source: videoRule('DoorZone'),
    key: { ObjectId: String(objectId) },
    data: operation === 'Deleted' ? {} : { IsInside: String(isInside) },
    operation,
  };
}

function simpleItems(element: 'Source' | 'Key' | 'Data', items: Record<string, string> | undefined): string {
  const entries = Object.entries(items ?? {});
  if (entries.length === 0) return '';
  const inner = entries
    .map(([name, value]) => `<tt:SimpleItem Name="${escapeXml(name)}" Value="${escapeXml(value)}"/>`)
    .join('');
  return `<tt:${element}>${inner}</tt:${element}>`;
}

/** A notification as it stands in a pull's answer; `utcTime` (epoch ms, device clock) is when it happened. */
export function notificationXml(event: DeviceEvent, utcTime: number): string {
  return `<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">${event.topic}</wsnt:Topic><wsnt:Message><tt:Message UtcTime="${new Date(utcTime).toISOString()}" PropertyOperation="${event.operation}">${simpleItems('Source', event.source)}${simpleItems('Key', event.key)}${simpleItems('Data', event.data)}</tt:Message></wsnt:Message></wsnt:NotificationMessage>`;
}

const token = (name: string): string => `<tt:SimpleItemDescription Name="${name}" Type="tt:ReferenceToken"/>`;
const sourceTokens = `<tt:Source>${token('VideoSourceConfigurationToken')}${token('VideoAnalyticsConfigurationToken')}<tt:SimpleItemDescription Name="Rule" Type="xs:string"/></tt:Source>`;
const booleanData = (name: string): string =>
  `<tt:Data><tt:SimpleItemDescription Name="${name}" Type="xs:boolean"/></tt:Data>`;

/** The TopicSet of GetEventProperties. */
export const topicSetXml = `<wstop:TopicSet xmlns:xs="http://www.w3.org/2001/XMLSchema"><tns1:RuleEngine><CellMotionDetector><Motion wstop:topic="true"><tt:MessageDescription IsProperty="true">${sourceTokens}${booleanData('IsMotion')}</tt:MessageDescription></Motion></CellMotionDetector><FieldDetector><ObjectsInside wstop:topic="true"><tt:MessageDescription IsProperty="true">${sourceTokens}<tt:Key><tt:SimpleItemDescription Name="ObjectId" Type="xs:integer"/></tt:Key>${booleanData('IsInside')}</tt:MessageDescription></ObjectsInside></FieldDetector></tns1:RuleEngine></wstop:TopicSet>`;

/**
 * What a topic means for attendance. A registry of pure parsers: topics are data, vendors' spellings included;
 * an unknown topic has no meaning and is never an error.
 *
 * Sources: ONVIF Core, Analytics and Access Control specifications; vendors' notifications as published in
 * bug reports of several projects.
 */
import type { EventKind, EventMeaning } from './types.ts';
import type { RawNotification } from './notification.ts';

type Items = Pick<RawNotification, 'topic' | 'source' | 'keyItems' | 'data' | 'operation'>;
type Parser = (notification: Items) => EventMeaning | null;

/** `true`, `1`, `on`, `active` and their opposites; null for anything else. */
export function readBoolean(text: string | undefined): boolean | null {
  switch ((text ?? '').trim().toLowerCase()) {
    case 'true':
    case '1':
    case 'on':
    case 'active':
    case 'yes':
    case 'high':
      return true;
    case 'false':
    case '0':
    case 'off':
    case 'inactive':
    case 'no':
    case 'low':
      return false;
    default:
      return null;
  }
}

/** A property with one boolean, under whichever of its usual names; Deleted means over. */
const state =
  (kind: EventKind, ...names: string[]): Parser =>
  ({ data, operation }) => {
    if (operation === 'Deleted') return { kind, active: false };
    const named = [...names, 'State', 'IsMotion', 'Value', 'active', 'LogicalState'].find(
      (name) => name in data,
    );
    const values = Object.values(data);
    const text = named !== undefined ? data[named] : values.length === 1 ? values[0] : undefined;
    const active = readBoolean(text);
    return active === null ? null : { kind, active };
  };

/** Something that happens, without a state. */
const occurrence =
  (kind: EventKind): Parser =>
  ({ operation }) =>
    operation === 'Deleted' ? null : { kind, active: null };

/** Devices that put all their detectors under one topic: the item's name tells which. */
const byItemName: readonly (readonly [RegExp, EventKind])[] = [
  [/^Is(People|Person|Human)$/i, 'personInZone'],
  [/^Is(Intrusion|RegionEntrance|Inside)$/i, 'personInZone'],
  [/^IsLineCross$/i, 'lineCrossed'],
  [/^IsFace$/i, 'faceDetected'],
  [/^IsMotion$/i, 'motion'],
  [/^IsVehicle$/i, 'vehicle'],
  [/^IsPet$/i, 'animal'],
  [/^Is(Tamper|SceneChange)$/i, 'tampering'],
  [/^Is(Unattended\w*|Loitering\w*)$/i, 'loitering'],
];

const namedItem: Parser = ({ data, operation }) => {
  for (const [pattern, kind] of byItemName) {
    const name = Object.keys(data).find((candidate) => pattern.test(candidate));
    if (name === undefined) continue;
    const active = operation === 'Deleted' ? false : readBoolean(data[name]);
    if (active !== null) return { kind, active };
  }
  return null;
};

const firstItem = (items: Record<string, string>, ...names: string[]): string | undefined =>
  names.map((name) => items[name]).find((value) => value !== undefined && value !== '');

const access =
  (kind: EventKind): Parser =>
  ({ data, operation }) => {
    if (operation === 'Deleted') return null;
    const credential = firstItem(data, 'CredentialToken', 'IdentifierValue', 'CardNo');
    const personId = firstItem(data, 'CredentialHolderName', 'HolderName');
    return { kind, active: null, ...(credential ? { credential } : {}), ...(personId ? { personId } : {}) };
  };

const recognisedFace: Parser = ({ data, operation }) => {
  if (operation === 'Deleted') return null;
  const personId = firstItem(data, 'EnrollmentID', 'EnrolmentID', 'Label');
  const likelihood = Number(data['Likelihood']);
  const valid = data['Likelihood'] !== undefined && likelihood >= 0 && likelihood <= 100;
  return {
    kind: personId ? 'faceRecognised' : 'faceDetected',
    active: null,
    ...(personId ? { personId } : {}),
    ...(valid ? { likelihood: likelihood > 1 ? likelihood / 100 : likelihood } : {}),
  };
};

/** A list of classes, empty when nothing is there. */
const objectClasses: Parser = ({ data, operation }) => {
  const listed = data['ClassTypes'] ?? data['ClassType'];
  if (operation === 'Deleted' || listed === undefined) return { kind: 'personInZone', active: false };
  const classes = listed.split(/[\s,]+/).filter(Boolean);
  if (classes.some((name) => /^face$/i.test(name))) return { kind: 'faceDetected', active: true };
  const person = classes.some((name) => /^(human|humanface|person|people|body|face)$/i.test(name));
  if (!person && classes.some((name) => /vehicle|car|truck|bus|bike/i.test(name)))
    return { kind: 'vehicle', active: true };
  return { kind: 'personInZone', active: person };
};

/** Looked up from the most to the least specific: whole topic, then its last parts. */
const registry: Record<string, Parser> = {
  'VideoSource/MotionAlarm': state('motion'),
  'RuleEngine/CellMotionDetector/Motion': state('motion'),
  'RuleEngine/MotionRegionDetector/Motion': state('motion'),
  'RuleEngine/tnsajax:MotionDetector/Detection': state('motion', 'Detected'),
  'RuleEngine/MotionDetector/Detection': state('motion', 'Detected'),
  'VideoAnalytics/tnssamsung:MotionDetection': state('motion'),
  'VideoAnalytics/MotionDetection': state('motion'),
  'tnssamsung:MotionDetection': state('motion'),
  'Device/Trigger/MotionDetector': state('motion'),
  'RuleEngine/FieldDetector/ObjectsInside': state('personInZone', 'IsInside'),
  'RuleEngine/ObjectDetection/Object': objectClasses,
  'RuleEngine/LineDetector/Crossed': occurrence('lineCrossed'),
  'RuleEngine/tnsajax:LineDetector/Crossing': state('lineCrossed', 'Detected'),
  'RuleEngine/LineDetector/Crossing': state('lineCrossed', 'Detected'),
  'RuleEngine/LoiteringDetector/ObjectIsLoitering': occurrence('loitering'),
  'RuleEngine/CountAggregation/Counter': occurrence('counter'),
  'RuleEngine/CountAggregation/OccupancyCounter': occurrence('counter'),
  'RuleEngine/MyRuleDetector/PeopleDetect': state('personInZone'),
  'RuleEngine/MyRuleDetector/FaceDetect': state('faceDetected'),
  'RuleEngine/MyRuleDetector/Visitor': state('doorbell'),
  'RuleEngine/MyRuleDetector/VehicleDetect': state('vehicle'),
  'RuleEngine/MyRuleDetector/DogCatDetect': state('animal'),
  'RuleEngine/MyRuleDetector/Package': state('package'),
  'RuleEngine/PeopleDetector/People': namedItem,
  'UserAlarm/IVA/HumanShapeDetect': state('personInZone'),
  'RuleEngine/Recognition/Face': recognisedFace,
  'AccessControl/AccessGranted/Credential': access('accessGranted'),
  'AccessControl/AccessGranted/Identifier': access('accessGranted'),
  'AccessControl/AccessGranted/Anonymous': access('accessGranted'),
  'AccessControl/AccessTaken/Credential': access('accessTaken'),
  'AccessControl/AccessTaken/Identifier': access('accessTaken'),
  'AccessControl/AccessTaken/Anonymous': access('accessTaken'),
  'Device/Trigger/DigitalInput': state('digitalInput', 'LogicalState'),
  'Device/Trigger/Relay': state('digitalInput', 'LogicalState'),
  'Device/Trigger/tnshik:AlarmIn': state('digitalInput'),
  'Device/Trigger/AlarmIn': state('digitalInput'),
  'VideoSource/SignalLoss': state('signalLoss'),
  'VideoSource/ConnectionFailed': state('signalLoss'),
  'VideoSource/ImageTooBlurry': state('pictureQuality'),
  'VideoSource/ImageTooDark': state('pictureQuality'),
  'VideoSource/ImageTooBright': state('pictureQuality'),
  'VideoSource/GlobalSceneChange': state('tampering'),
  'RuleEngine/TamperDetector/Tamper': state('tampering', 'IsTamper'),
};

/** Families of topics, tried in order when the registry has no exact entry. */
const families: readonly (readonly [RegExp, Parser])[] = [
  [/^RuleEngine\/(CellMotionDetector|TPSmartEventDetector)\//, namedItem],
  [/^AccessControl\/(Denied|AccessNotTaken)\b/, access('accessDenied')],
  [/^AccessControl\/AccessGranted\b/, access('accessGranted')],
  [/^AccessControl\/AccessTaken\b/, access('accessTaken')],
  [/^VideoSource\/(ImageTooBlurry|ImageTooDark|ImageTooBright)\//, state('pictureQuality')],
  [/^VideoSource\/GlobalSceneChange\//, state('tampering')],
  [/^VideoSource\/SignalLoss\//, state('signalLoss')],
  [/^Monitoring\/|^Device\/SecurityPolicy\/|^Device\/HardwareFailure\//, occurrence('health')],
  [
    /^RuleEngine\/[\w:]*(LineDetector|LineCross\w*|CrossLine\w*)\//,
    (n) => namedItem(n) ?? state('lineCrossed')(n),
  ],
  [
    /^RuleEngine\/[\w:]*(FieldDetector|Intrusion\w*|RegionEntrance\w*)\//,
    (n) => namedItem(n) ?? state('personInZone')(n),
  ],
  [/(Human|People|Person)(Shape)?Detect(or|ion)?\b/i, (n) => namedItem(n) ?? state('personInZone')(n)],
  [/FaceDetect(or|ion)?\b/i, (n) => namedItem(n) ?? state('faceDetected')(n)],
  [/MotionDetect(or|ion)?\b|MotionAlarm\b/i, (n) => namedItem(n) ?? state('motion')(n)],
];

/** The meaning of a notification; null when its topic is unknown or its data says nothing readable. */
export function meaningOf(notification: Items): EventMeaning | null {
  const exact = Object.hasOwn(registry, notification.topic) ? registry[notification.topic] : undefined;
  const parser = exact ?? families.find(([pattern]) => pattern.test(notification.topic))?.[1];
  return parser?.(notification) ?? null;
}

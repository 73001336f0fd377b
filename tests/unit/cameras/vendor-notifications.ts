/** Notifications in the shapes different vendors send, written from the published facts about each. */
import { soapEnvelope } from '../../../src/cameras/soap.ts';

const namespaces =
  'xmlns:tev="http://www.onvif.org/ver10/events/wsdl" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" ' +
  'xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tns1="http://www.onvif.org/ver10/topics" ' +
  'xmlns:wsa5="http://www.w3.org/2005/08/addressing"';

type Items = Record<string, string>;

export type Told = {
  topic: string;
  source?: Items;
  key?: Items;
  data?: Items | null;
  operation?: string;
  utcTime?: string;
  /** Further children of the NotificationMessage, before its Message. */
  extra?: string;
};

const simple = (items: Items): string =>
  Object.entries(items)
    .map(([name, value]) => `<tt:SimpleItem Name="${name}" Value="${value}"/>`)
    .join('');

/** One wsnt:NotificationMessage. */
export function told({ topic, source = {}, key, data = {}, operation, utcTime, extra = '' }: Told): string {
  const attributes = [
    utcTime === '' ? '' : ` UtcTime="${utcTime ?? '2026-11-02T00:00:01Z'}"`,
    operation === undefined ? '' : ` PropertyOperation="${operation}"`,
  ].join('');
  return (
    `<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">${topic}</wsnt:Topic>${extra}` +
    `<wsnt:Message><tt:Message${attributes}><tt:Source>${simple(source)}</tt:Source>` +
    (key ? `<tt:Key>${simple(key)}</tt:Key>` : '') +
    (data === null ? '' : `<tt:Data>${simple(data)}</tt:Data>`) +
    `</tt:Message></wsnt:Message></wsnt:NotificationMessage>`
  );
}

/** A whole answer to PullMessages. */
export function pullAnswer(...messages: string[]): string {
  return soapEnvelope({
    body:
      `<tev:PullMessagesResponse ${namespaces}><tev:CurrentTime>2026-11-02T00:00:02Z</tev:CurrentTime>` +
      `<tev:TerminationTime>2026-11-02T00:01:02Z</tev:TerminationTime>${messages.join('')}</tev:PullMessagesResponse>`,
  });
}

const configuration: Items = {
  VideoSourceConfigurationToken: 'vsconf',
  VideoAnalyticsConfigurationToken: 'VideoAnalyticsToken',
};

/** Vendor, what it sends, and what that means: kind and whether it is active. */
export const vendorNotifications: [
  vendor: string,
  message: Told,
  kind: string | null,
  active: boolean | null,
][] = [
  [
    'Hikvision',
    {
      topic: 'tns1:VideoSource/MotionAlarm',
      source: { Source: 'VideoSource_1' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'motion',
    true,
  ],
  [
    'Hikvision',
    {
      topic: 'tns1:Device/Trigger/tnshik:AlarmIn',
      source: { AlarmInToken: 'AlarmIn_1' },
      data: { State: 'true' },
      operation: 'Initialized',
    },
    'digitalInput',
    true,
  ],
  [
    'Hikvision',
    {
      topic: 'tns1:RuleEngine/FieldDetector/ObjectsInside',
      source: { ...configuration, Rule: 'MyFieldDetector1' },
      key: { ObjectId: '0' },
      data: { IsInside: 'true' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'Dahua',
    {
      topic: 'tns1:RuleEngine/CellMotionDetector/Motion',
      source: {
        VideoSourceConfigurationToken: '00000',
        VideoAnalyticsConfigurationToken: '00000',
        Rule: '00000',
      },
      data: { IsMotion: 'true' },
      operation: 'Changed',
    },
    'motion',
    true,
  ],
  [
    'Dahua',
    {
      topic: 'tns1:VideoSource/GlobalSceneChange/ImagingService',
      source: { Source: '00000' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'tampering',
    true,
  ],
  [
    'Reolink',
    {
      topic: 'tns1:RuleEngine/MyRuleDetector/PeopleDetect',
      source: { Source: '000' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'Reolink',
    {
      topic: 'tns1:RuleEngine/MyRuleDetector/FaceDetect',
      source: { Source: '000' },
      data: { State: 'false' },
      operation: 'Changed',
    },
    'faceDetected',
    false,
  ],
  [
    'Reolink',
    {
      topic: 'tns1:RuleEngine/MyRuleDetector/Visitor',
      source: { Source: '000' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'doorbell',
    true,
  ],
  [
    'Reolink',
    {
      topic: 'tns1:RuleEngine/MyRuleDetector/DogCatDetect',
      source: { Source: '000' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'animal',
    true,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/CellMotionDetector/LineCross',
      source: { ...configuration, Rule: 'MyLineCrossDetectorRule' },
      data: { IsLineCross: 'true' },
      operation: 'Changed',
      extra:
        '<wsnt:ProducerReference><wsa5:Address>http://192.168.1.9:5656/event</wsa5:Address></wsnt:ProducerReference>',
    },
    'lineCrossed',
    true,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/CellMotionDetector/People',
      source: { ...configuration, Rule: 'MyPeopleDetectorRule' },
      data: { IsPeople: 'true' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent',
      source: { ...configuration, Rule: 'MyTPSmartEventDetectorRule' },
      data: { IsVehicle: 'true' },
      operation: 'Changed',
    },
    'vehicle',
    true,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent',
      source: configuration,
      data: { IsPeople: 'true' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/PeopleDetector/People',
      source: configuration,
      data: { IsNotPerson: 'true' },
      operation: 'Changed',
    },
    null,
    null,
  ],
  [
    'Tapo',
    {
      topic: 'tns1:RuleEngine/CellMotionDetector/Tamper',
      source: configuration,
      data: { IsTamper: '1' },
      operation: 'Changed',
    },
    'tampering',
    true,
  ],
  [
    'VIGI',
    {
      topic: 'tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent',
      source: configuration,
      data: { IsRegionEntrance: 'true' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'VIGI',
    {
      topic: 'tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent',
      source: configuration,
      data: { IsUnattendedBaggage: 'true' },
      operation: 'Changed',
    },
    'loitering',
    true,
  ],
  [
    'Uniview',
    {
      topic: 'tns1:UserAlarm/IVA/HumanShapeDetect',
      source: { VideoSourceConfigurationToken: '1' },
      data: { State: '1' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'Uniview',
    { topic: 'tns1:UserAlarm/IVA/HumanShapeDetect/', source: {}, data: { '': 'true' }, operation: 'Changed' },
    'personInZone',
    true,
  ],
  [
    'Axis',
    {
      topic: 'tns1:RuleEngine/MotionRegionDetector/Motion',
      source: { VideoSource: '0', RuleName: 'r' },
      data: { State: '1' },
      operation: 'Changed',
    },
    'motion',
    true,
  ],
  [
    'Axis',
    {
      topic: 'tns1:Device/tnsaxis:IO/VirtualInput',
      source: { port: '1' },
      data: { active: '1' },
      operation: 'Initialized',
    },
    null,
    null,
  ],
  [
    'Samsung/Hanwha',
    {
      topic: 'tns1:VideoAnalytics/tnssamsung:MotionDetection',
      source: { VideoSource: '0' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'motion',
    true,
  ],
  [
    'Ajax',
    {
      topic: 'tns1:RuleEngine/tnsajax:LineDetector/Crossing',
      source: configuration,
      data: { Detected: 'true' },
      operation: 'Changed',
    },
    'lineCrossed',
    true,
  ],
  [
    'Ajax',
    {
      topic: 'tns1:RuleEngine/tnsajax:MotionDetector/Detection',
      source: configuration,
      data: { Detected: 'false' },
      operation: 'Changed',
    },
    'motion',
    false,
  ],
  [
    'Foscam',
    {
      topic: 'tns1:Device/Trigger/MotionDetector',
      source: {},
      data: { State: 'true' },
      operation: 'Changed',
    },
    'motion',
    true,
  ],
  [
    'Bosch',
    {
      topic: 'tns1:RuleEngine/LineDetector/Crossed',
      source: { ...configuration, Rule: 'MyLineDetectorRule' },
      data: { ObjectId: '0' },
      operation: 'Initialized',
      utcTime: '2026-11-02T00:00:01',
    },
    'lineCrossed',
    null,
  ],
  [
    'standard',
    {
      topic: 'tns1:RuleEngine/FieldDetector/ObjectsInside',
      source: configuration,
      key: { ObjectId: '5' },
      data: null,
      operation: 'Deleted',
    },
    'personInZone',
    false,
  ],
  [
    'standard',
    {
      topic: 'tns1:RuleEngine/ObjectDetection/Object',
      source: { VideoSource: 'v' },
      data: { ClassTypes: 'Vehicle Human' },
      operation: 'Changed',
    },
    'personInZone',
    true,
  ],
  [
    'standard',
    {
      topic: 'tns1:RuleEngine/ObjectDetection/Object',
      source: { VideoSource: 'v' },
      data: { ClassTypes: '' },
      operation: 'Changed',
    },
    'personInZone',
    false,
  ],
  [
    'standard',
    {
      topic: 'tns1:AccessControl/AccessTaken/Credential',
      source: { AccessPointToken: 'door-1' },
      data: { External: 'false', CredentialToken: '0012345', CredentialHolderName: 'Nguyễn Thị Hoa' },
    },
    'accessTaken',
    null,
  ],
  [
    'standard',
    {
      topic: 'tns1:AccessControl/Denied/Credential',
      source: { AccessPointToken: 'door-1' },
      data: { CredentialToken: '7', Reason: 'Expired' },
    },
    'accessDenied',
    null,
  ],
  [
    'standard',
    {
      topic: 'tns1:RuleEngine/Recognition/Face',
      source: { VideoSource: 'v', Rule: 'r' },
      data: { Likelihood: '0.91', EnrollmentID: 'CB-017' },
    },
    'faceRecognised',
    null,
  ],
  [
    'standard',
    {
      topic: 'tns1:RuleEngine/Recognition/Face',
      source: { VideoSource: 'v', Rule: 'r' },
      data: { Likelihood: '0.3' },
    },
    'faceDetected',
    null,
  ],
  [
    'standard',
    {
      topic: 'tns1:Device/Trigger/DigitalInput',
      source: { InputToken: '1' },
      data: { LogicalState: 'false' },
      operation: 'Changed',
    },
    'digitalInput',
    false,
  ],
  [
    'standard',
    {
      topic: 'tns1:VideoSource/SignalLoss',
      source: { Source: '1' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'signalLoss',
    true,
  ],
  [
    'standard',
    {
      topic: 'tns1:VideoSource/ImageTooDark/AnalyticsService',
      source: { Source: '1' },
      data: { State: 'true' },
      operation: 'Changed',
    },
    'pictureQuality',
    true,
  ],
  [
    'standard',
    {
      topic: 'tns1:Monitoring/LastReboot',
      data: { Status: '2026-11-01T22:00:00Z' },
      operation: 'Initialized',
    },
    'health',
    null,
  ],
  [
    'unknown',
    { topic: 'tns1:Vendor/Something/New', data: { State: 'true' }, operation: 'Changed' },
    null,
    null,
  ],
];

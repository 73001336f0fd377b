import { describe, expect, it } from 'vitest';
import {
  normaliseTopic,
  notificationKey,
  readNotifications,
  readTopicSet,
} from '../../../src/cameras/notification.ts';
import { readSoapBody } from '../../../src/cameras/soap.ts';
import { meaningOf } from '../../../src/cameras/topic-meaning.ts';
import { pullAnswer, told, vendorNotifications, type Told } from './vendor-notifications.ts';

const read = (...messages: Told[]): ReturnType<typeof readNotifications> =>
  readNotifications(readSoapBody(pullAnswer(...messages.map(told))));

function readOne(message: Told): ReturnType<typeof readNotifications>[number] {
  const [only] = read(message);
  if (!only) throw new Error('nothing read');
  return only;
}

describe('vendors', () => {
  it.each(vendorNotifications)('%s: %o means %s', (_vendor, message, kind, active) => {
    const meaning = meaningOf(readOne(message));
    if (kind === null) expect(meaning).toBeNull();
    else expect(meaning).toMatchObject({ kind, active });
  });

  it('keeps who went through the door, as text', () => {
    const access = readOne({
      topic: 'tns1:AccessControl/AccessTaken/Credential',
      data: { CredentialToken: '0012345', CredentialHolderName: 'Hoa' },
    });
    expect(meaningOf(access)).toMatchObject({ credential: '0012345', personId: 'Hoa' });
    const face = readOne({
      topic: 'tns1:RuleEngine/Recognition/Face',
      data: { Likelihood: '91', EnrollmentID: '017' },
    });
    expect(meaningOf(face)).toMatchObject({ personId: '017', likelihood: 0.91 });
  });

  it('is not fooled by topics named like built-in properties', () => {
    expect(meaningOf(readOne({ topic: 'tns1:constructor', data: { State: 'true' } }))).toBeNull();
    expect(
      readOne({ topic: 'tns1:toString', source: { __proto__x: 'a' }, data: { State: 'true' } }).data,
    ).toEqual({ State: 'true' });
  });
});

describe('readNotifications', () => {
  it('keeps order, strings and both times', () => {
    const notifications = read(
      {
        topic: 'tns1:A/B',
        source: { Token: '12345678901234567890' },
        data: { State: '1' },
        utcTime: '2026-11-02T07:00:01+07:00',
      },
      { topic: 'tns1:A/C', data: { Count: '007' }, utcTime: '' },
    );
    expect(notifications).toMatchObject([
      {
        topic: 'A/B',
        source: { Token: '12345678901234567890' },
        data: { State: '1' },
        deviceTime: Date.parse('2026-11-02T00:00:01Z'),
      },
      { topic: 'A/C', data: { Count: '007' }, utcTime: null, deviceTime: null, operation: null },
    ]);
  });

  it('leaves out what has no content and reads a message without its wrapper', () => {
    const empty =
      '<wsnt:NotificationMessage><wsnt:Topic>tns1:VideoSource/MotionAlarm</wsnt:Topic><wsnt:Message/></wsnt:NotificationMessage>';
    const noTopic = told({ topic: '', data: { State: 'true' } });
    const bare = told({ topic: 'tns1:A', data: { State: 'true' } }).replace(/<\/?tt:Message[^>]*>/g, '');
    const read = readNotifications(readSoapBody(pullAnswer(empty, noTopic, bare)));
    expect(read).toMatchObject([{ topic: 'A', data: { State: 'true' } }]);
  });

  it.each([
    [' tns1:RuleEngine/CellMotionDetector/Motion\n', 'RuleEngine/CellMotionDetector/Motion'],
    ['tns1:VideoSource/MotionAlarm/.', 'VideoSource/MotionAlarm'],
    ['RuleEngine/tnsajax:LineDetector/Crossing', 'RuleEngine/tnsajax:LineDetector/Crossing'],
    ['ns7:Device//.', 'Device'],
  ])('normalises %j', (text, topic) => {
    expect(normaliseTopic(text)).toBe(topic);
  });
});

describe('notificationKey', () => {
  const base: Told = {
    topic: 'tns1:R/F',
    source: { A: '1', B: '2' },
    key: { ObjectId: '5' },
    data: { IsInside: 'true' },
    operation: 'Changed',
  };
  const key = (message: Told, receivedAt = 1): string => notificationKey(readOne(message), receivedAt);

  it('is the same however the event came', () => {
    expect(key({ ...base, source: { B: '2', A: '1' } }, 99)).toBe(key(base));
    expect(key({ ...base, utcTime: '2026-11-02T07:00:01+07:00' })).toBe(key(base));
    expect(key({ ...base, operation: 'Initialized' })).toBe(key(base));
  });

  it.each<[string, Partial<Told>]>([
    ['another object', { key: { ObjectId: '6' } }],
    ['another value', { data: { IsInside: 'false' } }],
    ['another time', { utcTime: '2026-11-02T00:00:02Z' }],
    ['its end', { operation: 'Deleted' }],
    ['another source', { source: { A: '2', B: '1' } }],
    ['another topic', { topic: 'tns1:R/G' }],
  ])('differs for %s', (_name, change) => {
    expect(key({ ...base, ...change })).not.toBe(key(base));
  });

  it('never takes two events without a time for one', () => {
    expect(key({ ...base, utcTime: '' }, 1)).not.toBe(key({ ...base, utcTime: '' }, 2));
  });
});

describe('readTopicSet', () => {
  it('lists the leaves that carry messages', () => {
    const body = readSoapBody(
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetEventPropertiesResponse><TopicSet>` +
        `<RuleEngine><CellMotionDetector><Motion topic="true"><MessageDescription/></Motion></CellMotionDetector></RuleEngine>` +
        `<VideoSource><MotionAlarm topic="true"><MessageDescription/></MotionAlarm></VideoSource></TopicSet></GetEventPropertiesResponse></s:Body></s:Envelope>`,
    );
    expect(readTopicSet(body)).toEqual(['RuleEngine/CellMotionDetector/Motion', 'VideoSource/MotionAlarm']);
  });
});

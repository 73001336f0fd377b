import { describe, expect, it } from 'vitest';
import { parseDeviceTime, parseDuration, readSystemDateAndTime } from '../../../src/cameras/device-time.ts';
import { parseXml } from '../../../src/cameras/xml.ts';

const iso = (text: string): number => Date.parse(text);

describe('parseDeviceTime', () => {
  it.each([
    ['2026-11-02T07:30:00Z', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02T07:30:00.250Z', iso('2026-11-02T07:30:00.250Z')],
    ['2026-11-02T07:30:00,5Z', iso('2026-11-02T07:30:00.500Z')],
    ['2026-11-02T07:30:00.1234567Z', iso('2026-11-02T07:30:00.123Z')],
    ['2026-11-02T14:30:00+07:00', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02T14:30:00+0700', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02T14:30:00+07', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02T03:00:00-04:30', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02T07:30:00', iso('2026-11-02T07:30:00Z')],
    ['2026-11-02 07:30:00', iso('2026-11-02T07:30:00Z')],
    ['2026-11-2T7:30:0Z', iso('2026-11-02T07:30:00Z')],
    [' 2026-11-02T07:30Z ', iso('2026-11-02T07:30:00Z')],
    ['1970-01-01T00:00:00Z', 0],
    ['2026-12-31T24:00:00Z', iso('2027-01-01T00:00:00Z')],
  ])('reads %s', (text, expected) => {
    expect(parseDeviceTime(text)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-02',
    '2026-11-02T25:00:00Z',
    undefined,
  ])('has no instant for %s', (text) => {
    expect(parseDeviceTime(text)).toBeNull();
  });
});

describe('parseDuration', () => {
  it.each([
    ['PT10S', 10_000],
    ['PT1M', 60_000],
    ['PT600S', 600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['-PT5S', -5_000],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', 'P', 'PT', '10', 'PTS', 'P1S', undefined])('has none for %s', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('readSystemDateAndTime', () => {
  const answer = (kind: string, hour: string): string =>
    `<b><GetSystemDateAndTimeResponse><SystemDateAndTime><${kind}><Time><Hour>${hour}</Hour><Minute>5</Minute><Second>9</Second></Time>` +
    `<Date><Year>2026</Year><Month>3</Month><Day>1</Day></Date></${kind}></SystemDateAndTime></GetSystemDateAndTimeResponse></b>`;

  it.each(['UTCDateTime', 'LocalDateTime'])('reads the %s', (kind) => {
    expect(readSystemDateAndTime(parseXml(answer(kind, '7')))).toBe(iso('2026-03-01T07:05:09Z'));
  });

  it('says nothing when the device tells no date or an impossible one', () => {
    expect(readSystemDateAndTime(parseXml('<b><GetSystemDateAndTimeResponse/></b>'))).toBeNull();
    expect(readSystemDateAndTime(parseXml(answer('UTCDateTime', 'x')))).toBeNull();
  });
});

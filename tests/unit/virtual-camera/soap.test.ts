import { describe, expect, it } from 'vitest';
import { probeMatchesUs } from '../../virtual-camera/discovery.ts';
import { motionEvent, notificationXml, objectInsideEvent } from '../../virtual-camera/notifications.ts';
import { durationMs } from '../../virtual-camera/onvif-events.ts';
import { SoapFault, child, envelope, faultBody, parseSoap, text } from '../../virtual-camera/soap.ts';

const wrap = (body: string, header = ''): string =>
  `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`;

describe('reading requests', () => {
  it('finds operation, texts and message id whatever the prefixes', () => {
    const soap = parseSoap(
      wrap(
        '<trt:GetStreamUri xmlns:trt="m"><trt:ProfileToken> 007 </trt:ProfileToken><x:A x:b="1">a &amp; &#273; &#x1EA1;</x:A></trt:GetStreamUri>',
        '<wsa:MessageID xmlns:wsa="a">urn:uuid:1</wsa:MessageID>',
      ),
    );
    expect(soap?.operation).toBe('GetStreamUri');
    expect(soap?.messageId).toBe('urn:uuid:1');
    expect(text(soap?.body ?? {}, 'ProfileToken')).toBe('007');
    expect(text(soap?.body ?? {}, 'A')).toBe('a & đ ạ');
    expect(child(soap?.body ?? {}, 'Missing')).toEqual({});
  });

  it.each([
    ['nothing', ''],
    ['HTML', '<html><body>hello</body></html>'],
    ['broken XML', '<a><b></a>'],
    ['an empty body', wrap('')],
    ['an entity declaration', `<!DOCTYPE a [<!ENTITY b "c">]>${wrap('<GetProfiles/>')}`],
  ])('is null for %s', (_, xml) => {
    expect(parseSoap(xml)).toBeNull();
  });
});

it('writes answers that can be read back, with what they relate to', () => {
  const soap = parseSoap(envelope('<tds:GetHostname/>', 'urn:uuid:<7>'));
  expect(soap?.operation).toBe('GetHostname');
  expect(text(soap?.header ?? {}, 'RelatesTo')).toBe('urn:uuid:<7>');
});

it('nests the codes of a fault', () => {
  const fault = parseSoap(
    envelope(faultBody(new SoapFault('Sender', ['ter:InvalidArgVal', 'ter:NoProfile'], 'No & none'))),
  );
  const code = child(fault?.body ?? {}, 'Code');
  expect(text(code, 'Value')).toBe('s:Sender');
  expect(text(child(code, 'Subcode'), 'Value')).toBe('ter:InvalidArgVal');
  expect(text(child(child(code, 'Subcode'), 'Subcode'), 'Value')).toBe('ter:NoProfile');
  expect(text(child(fault?.body ?? {}, 'Reason'), 'Text')).toBe('No & none');
});

it('words notifications as analytics cameras do', () => {
  const xml = notificationXml(motionEvent(true), Date.UTC(2026, 10, 23));
  expect(xml).toContain('tns1:RuleEngine/CellMotionDetector/Motion');
  expect(xml).toContain('UtcTime="2026-11-23T00:00:00.000Z" PropertyOperation="Changed"');
  expect(xml).toContain('<tt:Data><tt:SimpleItem Name="IsMotion" Value="true"/></tt:Data>');
  const gone = notificationXml(objectInsideEvent(5, 'Deleted'), 0);
  expect(gone).toContain('<tt:Key><tt:SimpleItem Name="ObjectId" Value="5"/></tt:Key>');
  expect(gone).not.toContain('tt:Data');
});

it.each([
  ['PT1M', 60_000],
  ['PT600S', 600_000],
  ['PT0.5S', 500],
  ['P1DT2H', 93_600_000],
  ['P', null],
  ['PT', null],
  ['60', null],
])('duration %s', (value, ms) => {
  expect(durationMs(value)).toBe(ms);
});

describe('discovery probes', () => {
  const probe = (types: string): string =>
    wrap(`<Probe xmlns="d"><Types>${types}</Types></Probe>`, '<MessageID>urn:uuid:9</MessageID>');
  it('answers those that look for cameras or for anything', () => {
    expect(probeMatchesUs(probe('dn:NetworkVideoTransmitter'))).toEqual({ messageId: 'urn:uuid:9' });
    expect(probeMatchesUs(probe('tds:Device dn:Printer'))).toEqual({ messageId: 'urn:uuid:9' });
    expect(probeMatchesUs(probe(''))).not.toBeNull();
    expect(probeMatchesUs(probe('wsdp:Printer'))).toBeNull();
    expect(probeMatchesUs('rubbish')).toBeNull();
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  faultKind,
  isReferenceParameter,
  NotSoapError,
  readSoapBody,
  securityHeader,
  SoapFault,
  soapEnvelope,
} from '../../../src/cameras/soap.ts';
import {
  child,
  descend,
  escapeXml,
  findAll,
  parseXml,
  writeXml,
  XmlError,
} from '../../../src/cameras/xml.ts';

describe('parseXml', () => {
  it('keeps every string as sent and resolves prefixes', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a:r xmlns:a="urn:a" xmlns="urn:d"><x t="12345678901234567890"> 007 </x><a:x>1e5</a:x><x/></a:r>',
    );
    expect(root.namespace).toBe('urn:a');
    expect(findAll(root, 'x').map((x) => [x.namespace, x.attributes['t'], x.text])).toEqual([
      ['urn:d', '12345678901234567890', '007'],
      ['urn:a', undefined, '1e5'],
      ['urn:d', undefined, ''],
    ]);
  });

  it('reads entities and CDATA as text', () => {
    expect(parseXml('<a b="&lt;&amp;">&quot;x&#233;<![CDATA[<y>]]></a>')).toMatchObject({
      attributes: { b: '<&' },
      text: '"xé<y>',
    });
  });

  it.each([
    ['nothing', ''],
    ['words', 'hello'],
    ['an open element', '<a>'],
    ['the wrong end', '<a></b>'],
    ['crossed elements', '<a><b></a></b>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ['a bottomless pit', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
  ])('refuses %s', (_name, text) => {
    expect(() => parseXml(text)).toThrow(XmlError);
  });

  it('writes an element again so that another parser sees the same', () => {
    const root = parseXml('<r xmlns:p="urn:p"><p:Id p:k="a&quot;b">5 &lt; 6<p:In>x</p:In></p:Id></r>');
    const id = child(root, 'Id');
    if (!id) throw new Error('no element');
    const again = parseXml(writeXml(id));
    expect(again).toEqual(id);
  });
});

describe('securityHeader', () => {
  const token = {
    username: 'Hoà & <Bình>',
    password: 'mật "khẩu" & ☂',
    deviceNow: Date.parse('2026-11-02T07:30:00.987Z'),
  };

  it('digests nonce, creation time and UTF-8 password, with the device time', () => {
    const header = parseXml(securityHeader(token));
    const user = child(header, 'UsernameToken');
    const nonce = Buffer.from(child(user, 'Nonce')?.text ?? '', 'base64');
    const created = child(user, 'Created')?.text ?? '';
    expect(created).toBe('2026-11-02T07:30:00Z');
    expect(child(user, 'Username')?.text).toBe(token.username);
    const expected = createHash('sha1')
      .update(nonce)
      .update(created)
      .update(Buffer.from(token.password, 'utf8'));
    expect(child(user, 'Password')?.text).toBe(expected.digest('base64'));
  });

  it('never uses a nonce twice', () => {
    expect(securityHeader(token)).not.toBe(securityHeader(token));
  });
});

describe('soapEnvelope', () => {
  it('carries action, receiver and echoed reference parameters', () => {
    const parameter = parseXml('<s:SubscriptionId xmlns:s="urn:vendor">7</s:SubscriptionId>');
    const envelope = parseXml(
      soapEnvelope({
        body: '<x/>',
        action: 'urn:act',
        to: 'http://c/?a=1&b=2',
        headers: [writeXml(parameter, isReferenceParameter)],
      }),
    );
    const header = child(envelope, 'Header');
    expect(child(header, 'Action')?.text).toBe('urn:act');
    expect(child(header, 'To')?.text).toBe('http://c/?a=1&b=2');
    expect(child(header, 'MessageID')?.text).toMatch(/^urn:uuid:/);
    expect(child(header, 'SubscriptionId')).toMatchObject({
      namespace: 'urn:vendor',
      text: '7',
      attributes: { IsReferenceParameter: 'true' },
    });
  });
});

describe('readSoapBody', () => {
  const fault = (subcode: string, reason: string, detail = ''): string =>
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:ter="http://www.onvif.org/ver10/error"><e:Body><e:Fault>` +
    `<e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>${subcode}</e:Value></e:Subcode></e:Code>` +
    `<e:Reason><e:Text xml:lang="en">${reason}</e:Text></e:Reason>${detail}</e:Fault></e:Body></e:Envelope>`;

  it.each([
    ['ter:NotAuthorized', 'Sender not authorized', 'auth'],
    ['wsse:FailedAuthentication', 'The security token could not be authenticated', 'auth'],
    ['ter:NotAuthorized', 'Wsse authorized time check failed', 'auth'],
    ['ter:OperationProhibited', 'The account is locked', 'locked'],
    ['ter:Action', 'Too many failed login attempts', 'locked'],
    ['ter:InvalidArgVal', 'Maximum number of subscriptions reached', 'limit'],
    ['ter:MaxNotificationProducers', '', 'limit'],
    ['wsnt:SubscribeCreationFailedFault', 'out of resources', 'limit'],
    ['wsrf-rw:ResourceUnknownFault', '', 'resourceUnknown'],
    ['ter:InvalidArgVal', 'The subscription does not exist', 'resourceUnknown'],
    ['ter:ActionNotSupported', 'Optional action not implemented', 'unsupported'],
    ['ter:Action', 'something odd', 'other'],
  ])('%s %s is %s', (subcode, reason, kind) => {
    expect(() => readSoapBody(fault(subcode, reason))).toThrow(
      expect.objectContaining({ name: 'SoapFault', kind }),
    );
  });

  it('finds the kind in the detail and in SOAP 1.1 faults', () => {
    const detailed = fault(
      'e:Receiver',
      'error',
      '<e:Detail><w:ResourceUnknownFault xmlns:w="urn:w"/></e:Detail>',
    );
    expect(() => readSoapBody(detailed)).toThrow(expect.objectContaining({ kind: 'resourceUnknown' }));
    const old =
      '<Envelope><Body><Fault><faultcode>ter:NotAuthorized</faultcode><faultstring>no</faultstring></Fault></Body></Envelope>';
    expect(() => readSoapBody(old)).toThrow(SoapFault);
  });

  it('tells a damaged SOAP answer from what never was SOAP', () => {
    const whole = soapEnvelope({ body: '<x/>' });
    expect(() => readSoapBody(whole.slice(0, -20))).toThrow(expect.objectContaining({ damaged: true }));
    expect(() => readSoapBody('<html><body>Search</body></html>')).toThrow(
      expect.objectContaining({ damaged: false }),
    );
    expect(() => readSoapBody('')).toThrow(NotSoapError);
    expect(descend(readSoapBody(whole), 'x')).toBeDefined();
  });

  it('does not take a user name with markup for markup', () => {
    expect(escapeXml(`<a>&"'\u0000`)).toBe('&lt;a&gt;&amp;&quot;&apos;');
    expect(faultKind('')).toBe('other');
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readSystemDateAndTime } from '../../../src/cameras/device-time.ts';
import { readProbeMatches } from '../../../src/cameras/discover.ts';
import { chooseChallenge } from '../../../src/cameras/http-digest.ts';
import { notificationKey, readNotifications, readTopicSet } from '../../../src/cameras/notification.ts';
import { NotSoapError, readSoapBody, SoapFault, soapEnvelope } from '../../../src/cameras/soap.ts';
import { normalise } from '../../../src/cameras/supervise-events.ts';
import { TransportStreamCutter } from '../../../src/cameras/transport-stream.ts';
import { pullAnswer, told, vendorNotifications } from './vendor-notifications.ts';

const documents = 10_000;
/** Until then caches and compiled code are still growing. */
const warmUp = 2_000;
/** No document may take longer, however it was mutated (the slowest takes a few milliseconds). */
const longestMs = 2_000;

/** What is really held: everything that can be collected is. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Numbers from a seed, the same in every run (xorshift). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const originals = [
  ...vendorNotifications.map(([, message]) => pullAnswer(told(message))),
  pullAnswer(...vendorNotifications.map(([, message]) => told(message))),
  pullAnswer(),
  soapEnvelope({
    body: '<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>7</Hour><Minute>5</Minute><Second>9</Second></Time><Date><Year>2026</Year><Month>3</Month><Day>1</Day></Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>',
  }),
  soapEnvelope({
    body: '<ProbeMatches><ProbeMatch><EndpointReference><Address>urn:uuid:1</Address></EndpointReference><Scopes>onvif://www.onvif.org/name/C%20a</Scopes><XAddrs>http://10.0.0.1/onvif</XAddrs></ProbeMatch></ProbeMatches>',
  }),
  soapEnvelope({
    body: '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text>no</s:Text></s:Reason></s:Fault>',
  }),
];

const fragments = [
  ...[
    '<',
    '>',
    '&',
    '&#0;',
    '&#x110000;',
    '&amp;',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?x',
    '</',
    '/>',
    '"',
    "'",
    '=',
  ],
  ...[
    '\u0000',
    '\uD800',
    '\uFFFF',
    '\uFEFF',
    ' ',
    '\n',
    'xmlns:',
    'xmlns=""',
    '__proto__',
    'constructor',
    'Name=""',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    'NaN',
    '-1',
    '1e999',
    '9'.repeat(400),
    '<a>'.repeat(200),
    'ẩ'.repeat(50),
  ],
];

/** One to six cuts, copies, swaps and insertions. */
function mutate(text: string, random: (below: number) => number): string {
  let result = text;
  for (let times = 1 + random(6); times > 0; times -= 1) {
    const [at, length] = [random(result.length + 1), random(60)];
    const piece = result.slice(at, at + length);
    const kinds = [
      result.slice(0, at) + result.slice(at + length),
      result.slice(0, at) + piece + piece + result.slice(at),
      result.slice(0, at) + (fragments[random(fragments.length)] ?? '') + result.slice(at),
      result.slice(0, at) + String.fromCharCode(random(0x10000)) + result.slice(at + 1),
      result.slice(0, at),
      result.slice(at),
    ];
    result = kinds[random(kinds.length)] ?? result;
  }
  return result;
}

/** Everything that is done with an answer. */
function digest(text: string): void {
  const body = readSoapBody(text);
  readSystemDateAndTime(body);
  readTopicSet(body);
  for (const raw of readNotifications(body)) {
    expect(notificationKey(raw, 0)).toMatch(/^[0-9a-f]{64}$/);
    const notification = normalise(raw, { receivedAt: 1, skewMs: null, inSyncWindow: false, prompt: true });
    expect(notification.topic).not.toBe('');
  }
}

describe('hostile input', () => {
  it(
    `${documents} mutated answers: read or refused, nothing else, and nothing piles up`,
    { timeout: 120_000 },
    () => {
      const random = randomFrom(20_261_102);
      let [read, refused, slowest, heldBefore] = [0, 0, 0, 0];
      for (let n = 0; n < documents; n += 1) {
        if (n === warmUp) heldBefore = heldBytes();
        const text = mutate(originals[random(originals.length)] ?? '', random);
        const startedAt = performance.now();
        readProbeMatches(text, '10.0.0.1');
        try {
          digest(text);
          read += 1;
        } catch (error) {
          const expected = error instanceof NotSoapError || error instanceof SoapFault;
          if (!expected) throw new Error(`document ${n}: ${JSON.stringify(text)}`, { cause: error });
          refused += 1;
        }
        slowest = Math.max(slowest, performance.now() - startedAt);
      }
      // Both ways must be well travelled, or the test would test nothing.
      expect(read).toBeGreaterThan(500);
      expect(refused).toBeGreaterThan(500);
      expect(slowest).toBeLessThan(longestMs);
      // A quarter of a kilobyte kept of each document would be 2 MB by now.
      expect(heldBytes() - heldBefore).toBeLessThan(2 * 1024 * 1024);
    },
  );

  it('entities that would grow without bound are refused', () => {
    const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${soapEnvelope({ body: '&b;' })}`;
    expect(() => readSoapBody(bomb)).toThrow(NotSoapError);
  });

  it('any bytes for a stream, any text for a challenge', () => {
    const random = randomFrom(7);
    const cutter = new TransportStreamCutter();
    for (let n = 0; n < 300; n += 1) {
      const bytes = Buffer.from(
        Array.from({ length: random(1500) }, () => (random(8) === 0 ? 0x47 : random(256))),
      );
      expect(cutter.push(bytes, n).every(({ pts }) => Number.isFinite(pts))).toBe(true);
      chooseChallenge([mutate('Digest realm="a", nonce="b", qop="auth", algorithm=MD5', random)]);
    }
  });
});

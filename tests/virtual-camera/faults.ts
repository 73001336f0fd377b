/**
 * What a virtual camera does wrong, by name, so that a script can ask for it: each fault of the event service is a
 * misbehaviour of single requests, others take the device or its stream as a whole.
 */
import type { Misbehaviour, Misdeed } from './misbehaviour.ts';

const page =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Internal error</h1></body></html>';
const messages = /<wsnt:NotificationMessage[\s\S]*<\/wsnt:NotificationMessage>/;

/** A SOAP fault as devices send it. */
export function soapFault(subcode: string, reason: string, status = 400): Misdeed {
  return {
    status,
    contentType: 'application/soap+xml',
    answer:
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:ter="http://www.onvif.org/ver10/error"><s:Body><s:Fault>` +
      `<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en">${reason}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`,
  };
}

/** Faults of answers; each may be bound to operations. */
const answerFaults = {
  soapFault: () => soapFault('ter:Action', 'failed', 500),
  htmlPage: () => ({ answer: page, status: 200 }),
  htmlError: () => ({ answer: page, status: 500 }),
  loginPage: () => ({ answer: page, status: 302, headers: { Location: '/doc/page/login.asp' } }),
  unauthorized: () => ({ answer: page, status: 401 }),
  busy: () => ({ answer: page, status: 503 }),
  emptyBody: () => ({ answer: '' }),
  hugeAnswer: () => ({ answer: `<a>${'x'.repeat(10_000_000)}</a>` }),
  halfAnswer: () => 'cut',
  reset: () => 'reset',
  hang: () => 'hang',
  slow: () => ({ delayMs: 1_500 }),
  lengthTooLarge: () => ({ lengthOff: 64 }),
  lengthTooSmall: () => ({ lengthOff: -40 }),
  timesWithoutZone: () => ({ rewrite: (xml) => xml.replace(/(Time>[^<]+)Z</g, '$1<') }),
  timesThatAreNone: () => ({
    rewrite: (xml) => xml.replace(/((?:Termination|Current)Time>)[^<]+</g, '$1unknown<'),
  }),
  byteOrderMark: () => ({ rewrite: (xml) => `\uFEFF\r\n\r\n${xml}` }),
} satisfies Record<string, () => Misdeed>;

/** Faults of certain operations only. */
const operationFaults = {
  limitReached: ({ operation }) =>
    operation === 'CreatePullPointSubscription'
      ? soapFault('wsnt:SubscribeCreationFailedFault', 'The maximum number of pull points is reached', 500)
      : null,
  noRenewal: ({ operation }) => (operation === 'Renew' ? soapFault('ter:Action', 'failed', 500) : null),
  noSynchronisation: ({ operation }) =>
    operation === 'SetSynchronizationPoint' ? soapFault('ter:ActionNotSupported', '') : null,
  emptyPulls: ({ operation }) =>
    operation === 'PullMessages' ? { rewrite: (xml) => xml.replace(messages, '') } : null,
  everythingTwice: ({ operation }) =>
    operation === 'PullMessages' ? { rewrite: (xml) => xml.replace(messages, '$&$&') } : null,
  emptyMessages: ({ operation }) =>
    operation === 'PullMessages'
      ? {
          rewrite: (xml) =>
            xml.replace(
              /<wsnt:NotificationMessage/,
              '<wsnt:NotificationMessage><wsnt:Topic>tns1:VideoSource/MotionAlarm</wsnt:Topic><wsnt:Message/></wsnt:NotificationMessage>$&',
            ),
        }
      : null,
} satisfies Record<string, Misbehaviour>;

/** Faults of the device as a whole, not of an answer. */
const deviceFaultNames = [
  /** Answers nobody and loses its subscriptions, as in a reboot. */
  'powerOff',
  /** Answers nobody and keeps its subscriptions, as with a pulled cable. */
  'unplugged',
  /** Forgets its subscriptions and answers on. */
  'forgetsSubscriptions',
  /** Its clock is off by `seconds`. */
  'clockOff',
  /** Streams stand still while their connections live. */
  'streamStalls',
  /** Streams break and are refused. */
  'streamRefused',
] as const;

export type AnswerFault = keyof typeof answerFaults;
export type OperationFault = keyof typeof operationFaults;
export type DeviceFault = (typeof deviceFaultNames)[number];
export type FaultName = AnswerFault | OperationFault | DeviceFault;

const keysOf = <K extends string>(table: Record<K, unknown>): K[] => Object.keys(table) as K[];

/** Every fault that a script may name. */
export const faultNames: readonly FaultName[] = [
  ...keysOf(answerFaults),
  ...keysOf(operationFaults),
  ...deviceFaultNames,
];

/** One fault while it lasts; `operations` empty: all of them. */
export type ActiveFault = { name: FaultName; operations: readonly string[] };

/** What all the faults of the moment do to one request: the first that concerns it decides. */
export function misbehaviourOf(faults: readonly ActiveFault[]): Misbehaviour {
  return (call) => {
    for (const { name, operations } of faults) {
      if (name in operationFaults) {
        const misdeed = operationFaults[name as OperationFault](call);
        if (misdeed !== null) return misdeed;
      } else if (name in answerFaults) {
        if (operations.length === 0 || operations.includes(call.operation))
          return answerFaults[name as AnswerFault]();
      }
    }
    return null;
  };
}

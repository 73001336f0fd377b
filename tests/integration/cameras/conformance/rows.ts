/** Every way a device misbehaves that the event client must survive; one row each. */
import type { FaultyDevice, FaultyOptions } from './faulty-device.ts';
import { misbehaviourOf, soapFault, type FaultName } from '../../../virtual-camera/faults.ts';
import type { Misbehaviour } from '../../../virtual-camera/misbehaviour.ts';

export type Row = {
  name: string;
  /** From the fault's end until it listens and delivers again. */
  boundMs: number;
  device?: FaultyOptions;
  /** Whether it begins before the client (true) or while it listens. */
  fromStart?: boolean;
  faultMs?: number;
  misbehave?: Misbehaviour;
  /** For faults that are no matter of single requests. */
  begin?: (device: FaultyDevice) => void | Promise<void>;
  end?: (device: FaultyDevice) => void | Promise<void>;
  /** The misbehaviour is the device's nature: it never ends, and events must come through all the same. */
  lasting?: boolean;
  /** How long it is listened to after it delivers again, for what shows only then; default 1.5 s. */
  watchMs?: number;
  /** Every event since it first listened must arrive, since the device kept them all. */
  keepsAll?: boolean;
  /** There are moments in which nobody can listen; it must say so, and lose nothing at any other. */
  gaps?: boolean;
  /** Subscriptions that stay on the device until they expire. */
  leaves?: number;
};

const page =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Internal error</h1></body></html>';
const on =
  (operation: string, misdeed: ReturnType<Misbehaviour>): Misbehaviour =>
  (call) =>
    call.operation === operation ? misdeed : null;
const always =
  (misdeed: ReturnType<Misbehaviour>): Misbehaviour =>
  () =>
    misdeed;
/** What a script may ask of the virtual camera by this name. */
const fault = (name: FaultName): Misbehaviour => misbehaviourOf([{ name, operations: [] }]);
const create = 'CreatePullPointSubscription';
const pull = 'PullMessages';

export const rows: Row[] = [
  {
    name: 'T1 SOAP fault on create',
    fromStart: true,
    faultMs: 3_000,
    misbehave: on(create, soapFault('ter:Action', 'failed')),
    boundMs: 12_000,
  },
  {
    name: 'T1 HTML error page (500) on create',
    fromStart: true,
    faultMs: 3_000,
    misbehave: on(create, { answer: page, status: 500 }),
    boundMs: 12_000,
  },
  {
    name: 'T1 HTML 401 on create, once',
    fromStart: true,
    faultMs: 1_500,
    misbehave: on(create, { answer: page, status: 401 }),
    boundMs: 40_000,
  },
  {
    name: 'T1 no answer on create',
    fromStart: true,
    faultMs: 3_000,
    misbehave: on(create, 'hang'),
    boundMs: 12_000,
  },
  {
    name: 'T2 SOAP fault on every pull',
    faultMs: 6_000,
    misbehave: on(pull, soapFault('ter:Action', 'failed')),
    boundMs: 15_000,
  },
  {
    name: 'T2 one SOAP fault on a pull',
    faultMs: 1_000,
    misbehave: ({ operation, nth }) =>
      operation === pull && nth === 1 ? soapFault('ter:Action', 'failed', 500) : null,
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'T3 CurrentTime without zone',
    lasting: true,
    misbehave: always({ rewrite: (xml) => xml.replace(/(CurrentTime>[^<]+)Z</g, '$1<') }),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'T4 TerminationTime with an offset',
    lasting: true,
    misbehave: always({ rewrite: (xml) => xml.replace(/(TerminationTime>[^<]+)Z</g, '$1+00:00<') }),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'T4 times that are none',
    lasting: true,
    misbehave: fault('timesThatAreNone'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'T8 markup and Vietnamese in the login',
    device: { username: 'quản <trị> & "bạn"', password: `mật & khẩu <'">` },
    lasting: true,
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'T9 clock jumps an hour forward',
    begin: (device) => device.setClockOffset(3_600_000),
    lasting: true,
    boundMs: 12_000,
    keepsAll: true,
  },
  {
    name: 'T9 clock jumps to 1970',
    begin: (device) => device.setClockOffset(-Date.now() + 3_600_000),
    lasting: true,
    boundMs: 12_000,
    keepsAll: true,
  },
  {
    name: 'T13 refuses connections',
    begin: (device) => device.powerOff(),
    end: (device) => device.powerOn(),
    faultMs: 6_000,
    boundMs: 15_000,
  },
  {
    name: 'reboot in the middle of a pull',
    begin: (device) => device.powerOff(),
    end: (device) => device.powerOn(),
    faultMs: 1_500,
    boundMs: 10_000,
  },
  {
    name: 'cable pulled and put back, subscription kept',
    begin: (device) => device.unplug(),
    end: (device) => device.powerOn(),
    faultMs: 2_500,
    boundMs: 10_000,
    keepsAll: true,
  },
  {
    name: 'cable pulled for longer than the subscription lives',
    begin: (device) => device.unplug(),
    end: (device) => device.powerOn(),
    faultMs: 17_000,
    boundMs: 25_000,
  },
  {
    name: 'reboots with a clock half a year behind',
    begin: (device) => device.powerOff(),
    end: (device) => {
      device.setClockOffset(-180 * 86_400_000);
      return device.powerOn();
    },
    faultMs: 1_500,
    boundMs: 12_000,
  },
  {
    name: 'pull answered with an HTML page (200)',
    faultMs: 3_000,
    misbehave: on(pull, { answer: page }),
    boundMs: 12_000,
    keepsAll: true,
  },
  {
    name: 'pull answered with an empty body',
    faultMs: 3_000,
    misbehave: on(pull, { answer: '' }),
    boundMs: 12_000,
    leaves: 1,
    keepsAll: true,
  },
  {
    name: 'sends its pulls to a login page (302)',
    faultMs: 3_000,
    misbehave: on(pull, { answer: page, status: 302, headers: { Location: '/doc/page/login.asp' } }),
    boundMs: 12_000,
    keepsAll: true,
  },
  {
    name: 'too busy for its pulls (503)',
    faultMs: 3_000,
    misbehave: on(pull, { answer: page, status: 503 }),
    boundMs: 20_000,
  },
  { name: 'pull answered with half a document', faultMs: 3_000, misbehave: on(pull, 'cut'), boundMs: 12_000 },
  {
    name: 'connection reset on every pull',
    faultMs: 3_000,
    misbehave: on(pull, 'reset'),
    boundMs: 12_000,
    keepsAll: true,
  },
  {
    name: 'one connection reset now and then',
    lasting: true,
    misbehave: ({ operation, nth }) => (operation === pull && nth % 4 === 0 ? 'reset' : null),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'half-open: pulls are taken and never answered',
    faultMs: 5_000,
    misbehave: on(pull, 'hang'),
    boundMs: 15_000,
    keepsAll: true,
  },
  {
    name: 'half-open: nothing is answered',
    faultMs: 5_000,
    misbehave: always('hang'),
    boundMs: 15_000,
    keepsAll: true,
  },
  {
    name: 'announces more than it sends',
    lasting: true,
    misbehave: on(pull, { lengthOff: 64 }),
    boundMs: 10_000,
    keepsAll: true,
  },
  {
    name: 'announces less than it sends',
    faultMs: 3_000,
    misbehave: on(pull, { lengthOff: -40 }),
    boundMs: 12_000,
  },
  {
    name: 'slow answers',
    lasting: true,
    misbehave: always({ delayMs: 1_200 }),
    // The goodbye takes longer than anyone waits for it.
    leaves: 1,
    boundMs: 20_000,
    keepsAll: true,
  },
  {
    name: '10 MB answer',
    faultMs: 3_000,
    misbehave: on(pull, { answer: `<a>${'x'.repeat(10_000_000)}</a>` }),
    boundMs: 12_000,
    leaves: 1,
    keepsAll: true,
  },
  {
    name: 'forgets the subscription before its end',
    begin: (device) => device.pullPoints.reset(),
    faultMs: 500,
    boundMs: 6_000,
  },
  {
    name: 'all subscriptions taken by leaks, told in a fault',
    fromStart: true,
    faultMs: 4_000,
    misbehave: on(
      create,
      soapFault('wsnt:SubscribeCreationFailedFault', 'The maximum number of pull points is reached', 500),
    ),
    boundMs: 25_000,
  },
  {
    name: 'all subscriptions taken by leaks, until they expire',
    device: { maxSubscriptions: 3 },
    fromStart: true,
    begin: (device) => {
      for (let leaked = 0; leaked < 3; leaked += 1) device.pullPoints.create(5_000);
    },
    faultMs: 5_000,
    boundMs: 20_000,
  },
  {
    name: 'room for one subscription only, and no renewal',
    device: { maxSubscriptions: 1, pullsExtend: false },
    lasting: true,
    misbehave: fault('noRenewal'),
    boundMs: 12_000,
    watchMs: 14_000,
    keepsAll: true,
    gaps: true,
  },
  {
    name: 'refuses to renew',
    device: { pullsExtend: false },
    lasting: true,
    misbehave: fault('noRenewal'),
    boundMs: 8_000,
    keepsAll: true,
    watchMs: 14_000,
  },
  {
    name: 'renews and complains',
    lasting: true,
    misbehave: fault('renewsAndComplains'),
    boundMs: 8_000,
    keepsAll: true,
    watchMs: 14_000,
  },
  {
    name: 'refuses to synchronise',
    lasting: true,
    misbehave: fault('noSynchronisation'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'knows no GetServices',
    lasting: true,
    misbehave: fault('noServiceList'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'denies having events',
    lasting: true,
    misbehave: fault('deniesEvents'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'names another host for its services',
    lasting: true,
    misbehave: fault('otherHost'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'tells its subscriptions apart by reference parameters only',
    lasting: true,
    misbehave: fault('referenceParameters'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'misreads relative times',
    lasting: true,
    misbehave: fault('misreadsDurations'),
    boundMs: 12_000,
    watchMs: 14_000,
  },
  {
    name: 'wants HTTP digest',
    lasting: true,
    misbehave: fault('wantsDigest'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'wants a login for its clock',
    lasting: true,
    misbehave: fault('clockWantsLogin'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'answers every pull at once, with nothing',
    faultMs: 4_000,
    misbehave: fault('emptyPulls'),
    boundMs: 8_000,
  },
  {
    name: 'tells everything twice',
    lasting: true,
    misbehave: fault('everythingTwice'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'tells its newest events again to every new subscription',
    begin: (device) => device.pullPoints.reset(),
    misbehave: repeatsItself(),
    lasting: true,
    boundMs: 8_000,
  },
  {
    name: 'sends empty messages in between',
    lasting: true,
    misbehave: fault('emptyMessages'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'begins its answers with a byte order mark and blank lines',
    lasting: true,
    misbehave: fault('byteOrderMark'),
    boundMs: 8_000,
    keepsAll: true,
  },
  {
    name: 'closes every pull after a second',
    lasting: true,
    misbehave: fault('closesLongPulls'),
    boundMs: 10_000,
  },
  {
    name: 'signs its TLS certificate itself',
    device: { tls: true },
    lasting: true,
    boundMs: 8_000,
    keepsAll: true,
  },
  { name: 'has an IPv6 address', device: { host: '::1' }, lasting: true, boundMs: 8_000, keepsAll: true },
];

/** Puts what it told last before the next new subscription's messages. */
function repeatsItself(): Misbehaviour {
  const told = /<wsnt:NotificationMessage[\s\S]*<\/wsnt:NotificationMessage>/;
  let [newest, subscribed] = ['', false];
  return ({ operation }) => {
    if (operation === create) subscribed = true;
    if (operation !== pull) return null;
    return {
      rewrite: (xml) => {
        const present = told.exec(xml)?.[0] ?? '';
        const again = subscribed ? newest : '';
        subscribed &&= present === '';
        newest = present || newest;
        return present === '' ? xml : xml.replace(told, (messages) => again + messages);
      },
    };
  };
}

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { motionEvent } from '../../virtual-camera/notifications.ts';
import { cameraScript, truthOf } from '../../virtual-camera/script.ts';
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts';
import type { VirtualCamera } from '../../virtual-camera/virtual-camera.ts';

/** The parts used here of the `onvif` package, an independent client which has no types of its own. */
type Callback<T> = (error: Error | null, result: T) => void;
type NotificationMessage = {
  topic: { _: string };
  message: { message: { $: Record<string, unknown>; data: unknown } };
};
type Pulled = { notificationMessage?: NotificationMessage | NotificationMessage[] };
type Cam = {
  profiles: { $: { token: string }; name: string; videoEncoderConfiguration: { resolution: object } }[];
  videoSources: unknown[];
  timeShift: number | undefined;
  connect(callback: Callback<unknown>): void;
  getDeviceInformation(callback: Callback<Record<string, unknown>>): void;
  getScopes(callback: Callback<unknown>): void;
  getStreamUri(
    options: { protocol: string; profileToken?: string },
    callback: Callback<{ uri: string }>,
  ): void;
  getSnapshotUri(options: object, callback: Callback<{ uri: string }>): void;
  getEventProperties(callback: Callback<{ topicSet: { ruleEngine: object } }>): void;
  createPullPointSubscription(callback: Callback<{ terminationTime: Date; currentTime: Date }>): void;
  pullMessages(options: { messageLimit?: number }, callback: Callback<Pulled>): void;
  renew(options: object, callback: Callback<{ terminationTime: Date; currentTime: Date }>): void;
  unsubscribe(callback: Callback<unknown>): void;
};
const { Cam, Discovery } = createRequire(import.meta.url)('onvif') as {
  Cam: new (options: Record<string, unknown>) => Cam;
  Discovery: {
    probe(
      options: object,
      callback: (error: unknown, found: { hostname: string; port: string }[]) => void,
    ): void;
  };
};

const promised = <T>(ask: (callback: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => ask((error, result) => (error ? reject(error) : resolve(result))));

// Latin letters only in this password: the client hashes it as ASCII
const account = { username: 'office & co', password: 'camera-1234' };
let camera: VirtualCamera;

function client(rest: Record<string, unknown> = {}): Cam {
  const { hostname, port } = new URL(camera.addresses.onvif);
  const { username, password } = account;
  return new Cam({
    hostname,
    port,
    username: username.replace('&', '&amp;'),
    password,
    autoconnect: false,
    timeout: 5000,
    ...rest,
  });
}

async function connected(): Promise<Cam> {
  const cam = client();
  await promised((callback) => cam.connect(callback));
  // subscriptions a failed test leaves behind would fill the camera
  onTestFinished(() => new Promise((resolve) => cam.unsubscribe(() => resolve())));
  return cam;
}

const messagesOf = ({ notificationMessage: m }: Pulled): NotificationMessage[] =>
  m === undefined ? [] : Array.isArray(m) ? m : [m];

beforeAll(async () => {
  camera = await startVirtualCamera({
    ...account,
    name: 'Cửa vào',
    model: 'Virtual 720',
    maxSubscriptions: 2,
    discovery: true,
  });
});
afterAll(() => camera.close());

describe('an independent ONVIF client', () => {
  it('connects and finds main and sub profile, source and identity', async () => {
    const cam = await connected();
    expect(cam.profiles.map((p) => [p.name, p.videoEncoderConfiguration.resolution])).toEqual([
      ['mainStream', { width: 1280, height: 720 }],
      ['subStream', { width: 640, height: 360 }],
    ]);
    expect(cam.videoSources).toHaveLength(1);
    const information = await promised((callback) => cam.getDeviceInformation(callback));
    expect(information).toMatchObject({ manufacturer: 'Chuyên Cần', model: 'Virtual 720' });
    await promised((callback) => cam.getScopes(callback));
  });

  it('gets the address of each stream and of the snapshot', async () => {
    const cam = await connected();
    const main = await promised<{ uri: string }>((callback) =>
      cam.getStreamUri({ protocol: 'RTSP' }, callback),
    );
    const sub = await promised<{ uri: string }>((callback) =>
      cam.getStreamUri({ protocol: 'RTSP', profileToken: cam.profiles[1]?.$.token ?? '' }, callback),
    );
    const snapshot = await promised<{ uri: string }>((callback) => cam.getSnapshotUri({}, callback));
    const { rtsp, rtspSub, snapshot: uri } = camera.addresses;
    expect([main.uri, sub.uri, snapshot.uri]).toEqual([rtsp, rtspSub, uri]);
    await expect(
      promised((callback) => cam.getStreamUri({ protocol: 'RTSP', profileToken: 'none' }, callback)),
    ).rejects.toThrow('profile does not exist');
  });

  it('subscribes, gets the present state, then events at once, renews and unsubscribes', async () => {
    const cam = await connected();
    const properties = await promised<{ topicSet: { ruleEngine: object } }>((callback) =>
      cam.getEventProperties(callback),
    );
    expect(Object.keys(properties.topicSet.ruleEngine)).toEqual(['cellMotionDetector', 'fieldDetector']);
    const granted = await promised<{ terminationTime: Date; currentTime: Date }>((callback) =>
      cam.createPullPointSubscription(callback),
    );
    const lifetimeMs = granted.terminationTime.getTime() - granted.currentTime.getTime();
    expect(Math.round(lifetimeMs / 1000)).toBe(120);
    const initial = messagesOf(await promised((callback) => cam.pullMessages({}, callback)));
    expect(initial.map((m) => m.message.message.$['PropertyOperation'])).toEqual(['Initialized']);
    const pull = promised<Pulled>((callback) => cam.pullMessages({ messageLimit: 5 }, callback));
    await camera.raise(motionEvent(true));
    const [message] = messagesOf(await pull);
    expect(message?.topic._).toBe('tns1:RuleEngine/CellMotionDetector/Motion');
    expect(message?.message.message.$['PropertyOperation']).toBe('Changed');
    expect(message?.message.message.data).toEqual({ simpleItem: { $: { Name: 'IsMotion', Value: true } } });
    await camera.raise(motionEvent(false));
    const renewed = await promised<{ terminationTime: Date; currentTime: Date }>((callback) =>
      cam.renew({}, callback),
    );
    expect(renewed.terminationTime.getTime()).toBeGreaterThan(granted.terminationTime.getTime());
    await promised((callback) => cam.unsubscribe(callback));
  });

  it('hears of a passage of the script when it happens, not before', async () => {
    const script = {
      startAt: new Date(Date.now() + 2000).toISOString(),
      passages: [{ at: 0, people: [{ id: 'person-01' }, { id: 'person-02' }] }],
    };
    const [truth] = truthOf(cameraScript.parse(script));
    const cam = await connected();
    await promised((callback) => cam.createPullPointSubscription(callback));
    await promised((callback) => cam.pullMessages({}, callback));
    await camera.play(script);
    const heard: { topic: string; operation: unknown; at: number }[] = [];
    while (heard.length < 3) {
      for (const { topic, message } of messagesOf(
        await promised((callback) => cam.pullMessages({}, callback)),
      )) {
        const { PropertyOperation: operation, UtcTime: time } = message.message.$;
        heard.push({
          topic: topic._.split('/').at(-1) ?? '',
          operation,
          at: new Date(time as Date).getTime(),
        });
      }
    }
    expect(heard.slice(0, 3).map(({ topic, operation }) => `${topic} ${String(operation)}`)).toEqual([
      'Motion Changed',
      'ObjectsInside Initialized',
      'ObjectsInside Initialized',
    ]);
    // timers may be a millisecond early
    for (const { at } of heard) expect(at + 5).toBeGreaterThan(truth?.eventAt ?? Infinity);
    await promised((callback) => cam.unsubscribe(callback));
    await camera.play({ startAt: new Date(0).toISOString() });
    await camera.raise(motionEvent(false));
  });

  it('is told when there is no room for another subscription', async () => {
    const [first, second, third] = await Promise.all([connected(), connected(), connected()]);
    await promised((callback) => first.createPullPointSubscription(callback));
    await promised((callback) => second.createPullPointSubscription(callback));
    await expect(promised((callback) => third.createPullPointSubscription(callback))).rejects.toThrow(
      'maximum number',
    );
    await promised((callback) => first.unsubscribe(callback));
    await promised((callback) => third.createPullPointSubscription(callback));
    await Promise.all([second, third].map((cam) => promised((callback) => cam.unsubscribe(callback))));
  });

  it('is refused with a wrong password, or with a clock that is ten minutes off', async () => {
    const wrong = client({ password: 'camera-12345' });
    await promised((callback) => wrong.connect(callback)); // this client takes no offence at first
    await expect(promised((callback) => wrong.getDeviceInformation(callback))).rejects.toThrow(
      'not authorized',
    );
    const late = await connected();
    late.timeShift = (late.timeShift ?? 0) - 600_000;
    await expect(promised((callback) => late.getDeviceInformation(callback))).rejects.toThrow(
      'not authorized',
    );
  });

  it('finds it by WS-Discovery', async () => {
    const found = await new Promise<{ hostname: string; port: string }[]>((resolve) => {
      Discovery.probe({ device: 'lo', timeout: 1000 }, (_, cams) => resolve(cams));
    });
    const { hostname, port } = new URL(camera.addresses.onvif);
    expect(found.map((cam) => `${cam.hostname}:${cam.port}`)).toContain(`${hostname}:${port}`);
  });
});

describe('snapshot', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

  function authorization(challenge: string, password: string): string {
    const value = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const uri = new URL(camera.addresses.snapshot).pathname;
    const ha1 = md5(`${account.username}:${value('realm')}:${password}`);
    const response = md5(`${ha1}:${value('nonce')}:00000001:abc:auth:${md5(`GET:${uri}`)}`);
    return `Digest username="${account.username}", realm="${value('realm')}", nonce="${value('nonce')}", uri="${uri}", qop=auth, nc=00000001, cnonce="abc", response="${response}"`;
  }

  it('is a JPEG for those who know the password, and for nobody else', async () => {
    const refused = await fetch(camera.addresses.snapshot);
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    const get = (password: string) =>
      fetch(camera.addresses.snapshot, { headers: { authorization: authorization(challenge, password) } });
    expect((await get('wrong')).status).toBe(401);
    const answer = await get(account.password);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });
});

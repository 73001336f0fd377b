import { describe, expect, it } from 'vitest';
import { CameraFault } from '../../../src/cameras/camera-fault.ts';
import { superviseEvents } from '../../../src/cameras/supervise-events.ts';
import type { CameraNotification, StateChange, StopOptions } from '../../../src/cameras/types.ts';
import { SimulatedClock, SimulatedDevice } from './simulated-device.ts';
import type { Told } from './vendor-notifications.ts';

const minute = 60_000;
const motion = (state: boolean, more: Partial<Told> = {}): Told => ({
  topic: 'tns1:VideoSource/MotionAlarm',
  source: { Source: 'v1' },
  data: { State: String(state) },
  operation: 'Changed',
  ...more,
});

type Run = {
  device: SimulatedDevice;
  states: StateChange[];
  events: CameraNotification[];
  startedAt: number;
};

/** Runs a supervisor against a simulated device for so many simulated minutes. */
async function run(
  minutes: number,
  prepare: (device: SimulatedDevice, clock: SimulatedClock) => void,
  options: { onEvent?: (event: CameraNotification) => void; stop?: StopOptions } = {},
): Promise<Run> {
  const clock = new SimulatedClock();
  const startedAt = clock.now();
  const stopping = new AbortController();
  const device = new SimulatedDevice(clock, startedAt + minutes * minute, () => stopping.abort());
  prepare(device, clock);
  const states: StateChange[] = [];
  const events: CameraNotification[] = [];
  const supervisor = superviseEvents(
    { address: 'camera', username: 'u', password: 'p' },
    {
      clock,
      random: () => 0.5,
      signal: stopping.signal,
      onState: (change) => states.push(change),
      onEvent: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
    },
    { port: device },
  );
  await new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => void supervisor.stop(options.stop).then(resolve)),
  );
  return { device, states, events, startedAt };
}

const names = (states: readonly StateChange[]): string[] => states.map((change) => change.state);
const busiestMinute = (device: SimulatedDevice): number =>
  Math.max(
    ...device.calls.map(
      ({ at }) => device.calls.filter((call) => call.at >= at && call.at < at + minute).length,
    ),
  );

describe('superviseEvents', () => {
  it('listens for hours on one subscription, renewing it, and gives it back at the end', async () => {
    const { device, states } = await run(180, () => undefined);
    expect(names(states)).toEqual(['listening', 'stopped']);
    expect(device.count('subscribe')).toBe(1);
    expect(device.alive.size).toBe(0);
    expect(busiestMinute(device)).toBeLessThan(20);
  });

  it('leaves the subscription alone at the end when it may be another listener’s by now', async () => {
    const { device } = await run(2, () => undefined, { stop: { unsubscribe: false } });
    expect(device.count('unsubscribe')).toBe(0);
    expect(device.forgotten).toEqual([...device.alive.keys()]);
    expect(device.alive.size).toBe(1);
  });

  it('renews by the time granted, not by the time asked', async () => {
    const { device, states } = await run(10, (it) => (it.grantMs = 20_000), {});
    expect(names(states)).toEqual(['listening', 'stopped']);
    const renewals = device.calls.filter(({ operation }) => operation === 'renew').map(({ at }) => at);
    const gaps = renewals.slice(1).map((at, index) => at - (renewals[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(20_000);
  });

  it('asks with an absolute end when the device misreads durations', async () => {
    const { device, states } = await run(10, (it) => {
      it.grantMs = 1_000;
      it.absoluteGrantMs = 60_000;
      it.renew = async (point) => {
        it.alive.set(point.url.href, it.clock.now() + 60_000);
        it.calls.push({ operation: 'renew', at: it.clock.now() });
        return 60_000;
      };
    });
    expect(names(states)).toEqual(['listening', 'stopped']);
    expect(
      device.calls
        .filter(({ operation }) => operation === 'subscribe')
        .map(({ lifetime }) => Object.keys(lifetime ?? {})),
    ).toEqual([['durationMs'], ['until']]);
  });

  it('lives with a device that refuses to renew: it subscribes anew before the end, never after', async () => {
    const { device, states } = await run(
      10,
      (it) => (it.fail = (operation) => (operation === 'renew' ? 'fault' : null)),
    );
    expect(names(states)).toEqual(['listening', 'stopped']);
    expect(device.count('subscribe')).toBeGreaterThan(5);
    expect(busiestMinute(device)).toBeLessThan(40);
  });

  it('says that nobody listens while it takes its only subscription anew', async () => {
    const { device, states } = await run(3, (it) => {
      const subscribe = it.subscribe.bind(it);
      it.subscribe = async (lifetime) => {
        if (it.alive.size > 0) throw new CameraFault('limit', 'no room for another');
        return subscribe(lifetime);
      };
      it.fail = (operation) => (operation === 'renew' ? 'fault' : null);
    });
    expect(device.count('subscribe')).toBeGreaterThanOrEqual(3);
    expect(names(states).slice(0, 5)).toEqual([
      ...['listening', 'connecting', 'listening', 'connecting', 'listening'],
    ]);
    expect(device.alive.size).toBe(0);
  });

  it('needs no renewal where pulls extend the subscription', async () => {
    const { device, states } = await run(30, (it) => {
      it.pullExtends = true;
      it.fail = (operation) => (operation === 'renew' ? 'unsupported' : null);
    });
    expect(names(states)).toEqual(['listening', 'stopped']);
    expect(device.count('subscribe')).toBe(1);
  });

  it('comes back after every kind of failure of the first subscription', async () => {
    for (const kind of [
      'offline',
      'broken',
      'notOnvif',
      'fault',
      'limit',
      'resourceUnknown',
      'unsupported',
      'auth',
    ] as const) {
      const { states } = await run(
        10,
        (it) => (it.fail = (operation, count) => (operation === 'subscribe' && count === 1 ? kind : null)),
      );
      expect(names(states).at(-2), kind).toBe('listening');
    }
  });

  it('comes back after every kind of failure of a pull', async () => {
    for (const kind of [
      'offline',
      'broken',
      'notOnvif',
      'fault',
      'limit',
      'resourceUnknown',
      'unsupported',
      'auth',
    ] as const) {
      const { states } = await run(
        10,
        (it) => (it.fail = (operation, count) => (operation === 'pull' && count === 3 ? kind : null)),
      );
      expect(names(states).at(-2), kind).toBe('listening');
    }
  });

  it('never hammers a device on which every pull fails', async () => {
    for (const kind of ['fault', 'broken', 'resourceUnknown', 'notOnvif'] as const) {
      const { device } = await run(
        60,
        (it) => (it.fail = (operation) => (operation === 'pull' ? kind : null)),
      );
      expect(busiestMinute(device), kind).toBeLessThan(40);
      expect(device.count('subscribe'), kind).toBeLessThan(250);
    }
  });

  it('tries a wrong password twice in 35 minutes', async () => {
    const { device, states } = await run(
      34,
      (it) => (it.fail = (operation) => (operation === 'subscribe' ? 'auth' : null)),
    );
    expect(device.count('subscribe')).toBe(2);
    expect(names(states)).toEqual(['wrongCredentials', 'stopped']);
  });

  it('reads the clock again when the login is refused while listening', async () => {
    const { device, states } = await run(
      5,
      (it) => (it.fail = (operation, count) => (operation === 'pull' && count === 3 ? 'auth' : null)),
    );
    expect(names(states)).toEqual(['listening', 'connecting', 'listening', 'stopped']);
    expect(device.count('readClock')).toBe(2);
  });

  it('takes up its old subscription after a broken connection, and with it what the device held', async () => {
    const { device, events } = await run(3, (it) => {
      it.fail = (operation, count) => {
        if (operation !== 'pull' || count !== 3) return null;
        it.queue(motion(true, { utcTime: '2026-11-02T00:00:12Z' }));
        return 'broken';
      };
    });
    expect(device.count('subscribe')).toBe(1);
    expect(events.map(({ topic, trigger }) => [topic, trigger])).toEqual([['VideoSource/MotionAlarm', true]]);
  });

  it('subscribes anew at once when the device forgot the subscription', async () => {
    const { device, states } = await run(3, (it) => {
      it.fail = (operation, count) => {
        if (operation !== 'pull' || count !== 3) return null;
        it.alive.clear();
        return 'broken';
      };
    });
    expect(names(states)).toEqual(['listening', 'connecting', 'listening', 'stopped']);
    expect(device.count('subscribe')).toBe(2);
    const lost = states.find(({ state }) => state === 'connecting');
    const again = states.findLast(({ state }) => state === 'listening');
    expect((again?.since ?? 0) - (lost?.since ?? 0)).toBeLessThan(5_000);
  });

  it('goes on after a single broken pull as if nothing had been, and waits less where a device closes long pulls', async () => {
    const { device, states } = await run(30, (it) => {
      const pull = it.pull.bind(it);
      it.pull = async (point, waitMs) => {
        if (waitMs <= 5_000) return pull(point, waitMs);
        it.clock.time += 5_000;
        throw new CameraFault('broken', 'closed after five seconds');
      };
    });
    expect(names(states)).toEqual(['listening', 'stopped']);
    const waits = device.calls
      .filter(({ operation }) => operation === 'pull')
      .map(({ waitMs }) => waitMs ?? 0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  });

  it('says when the device last answered, however late its silence is noticed', async () => {
    const { states, startedAt } = await run(3, (it) => {
      it.fail = (operation, count) => {
        if (operation !== 'pull' || count !== 3) return null;
        it.clock.time += 15_000;
        return 'offline';
      };
    });
    const offline = states.find(({ state }) => state === 'offline');
    expect((offline?.since ?? 0) - (offline?.lastAnswerAt ?? 0)).toBeGreaterThanOrEqual(15_000);
    expect(offline?.lastAnswerAt).toBeGreaterThan(startedAt);
  });

  it('reads the clock anew when it was set while listening, and drops nothing of then', async () => {
    const crossed = (at: number): Told => ({
      topic: 'tns1:RuleEngine/LineDetector/Crossed',
      source: { Rule: 'Door' },
      data: { ObjectId: String(at) },
      operation: 'Changed',
      utcTime: new Date(at).toISOString(),
    });
    const { device, events } = await run(4, (it, clock) => {
      let pulls = 0;
      const pull = it.pull.bind(it);
      it.pull = async (point, waitMs) => {
        pulls += 1;
        const jumped = pulls >= 6 ? 300_000 : 0;
        it.skewMs = -jumped;
        if (pulls >= 4 && pulls <= 8) it.queue(crossed(clock.now() + jumped - 400));
        return { ...(await pull(point, waitMs)), deviceNow: clock.now() + jumped };
      };
    });
    expect(device.count('readClock')).toBe(2);
    expect(events.map(({ trigger, skewMs }) => [trigger, skewMs])).toEqual([
      [true, 0],
      [true, 0],
      [true, -300_000],
      [true, -300_000],
      [true, -300_000],
    ]);
  });

  it('says that nothing can be said across an answer that broke on its way', async () => {
    let broke = 0;
    const { states } = await run(3, (it) => {
      it.fail = (operation, count) => {
        if (operation === 'pull' && count === 4) broke = it.clock.now();
        return operation === 'pull' && count === 4 ? 'broken' : null;
      };
    });
    expect(names(states)).toEqual(['listening', 'stopped']);
    expect(states[0]?.unbrokenSince).toBeLessThan(broke);
    expect(states[1]?.unbrokenSince).toBeGreaterThan(broke);
  });

  it('tells what a device kept in an outage, with the time it happened', async () => {
    let happened = 0;
    const { events } = await run(4, (it, clock) => {
      it.fail = (operation, count) => (operation === 'pull' && count >= 4 && count <= 9 ? 'offline' : null);
      const pull = it.pull.bind(it);
      it.pull = async (point, waitMs) => {
        const outage = it.count('pull') === 3;
        if (outage) {
          happened = clock.now();
          it.queue(motion(true, { utcTime: new Date(happened).toISOString() }));
        }
        return pull(point, waitMs);
      };
    });
    const [event] = events;
    expect(event!.receivedAt - happened).toBeGreaterThan(10_000);
    expect(event).toMatchObject({ trigger: false, heldBackSince: happened });
  });

  it('hands on each event once, and replays of states open nothing', async () => {
    const replay = motion(true, { operation: 'Initialized', utcTime: '2026-11-02T00:00:00Z' });
    const { events } = await run(2, (it) => {
      it.queue(replay);
      it.queue(replay);
      it.fail = (operation, count) => {
        if (operation === 'pull' && count === 2)
          it.queue(motion(true, { utcTime: new Date(it.clock.now()).toISOString() }));
        return null;
      };
    });
    expect(events.map(({ operation, trigger }) => [operation, trigger])).toEqual([
      ['Initialized', false],
      ['Changed', true],
    ]);
  });

  it('keeps listening when a listener throws', async () => {
    const { states, events } = await run(
      2,
      (it) => {
        it.queue(motion(true));
        it.queue(motion(false));
      },
      {
        onEvent: () => {
          throw new Error('a mistake in the worker');
        },
      },
    );
    expect(events).toHaveLength(2);
    expect(names(states)).toEqual(['listening', 'stopped']);
  });

  it('asks a silent device for its states, and replaces a subscription that stays mute though it used to answer', async () => {
    const { device, states } = await run(20, (it) => {
      const synchronise = it.synchronise.bind(it);
      it.synchronise = async (point) => {
        await synchronise(point);
        if (it.count('synchronise') === 1) it.queue(motion(false, { operation: 'Initialized' }));
      };
    });
    expect(device.count('synchronise')).toBeGreaterThanOrEqual(2);
    expect(device.count('subscribe')).toBe(2);
    expect(names(states)).toEqual(['listening', 'connecting', 'listening', 'stopped']);
  });

  it('refuses an address that names no host at once', () => {
    const start = (): unknown =>
      superviseEvents({ address: 'a b', username: '', password: '' }, { onEvent: () => undefined });
    expect(start).toThrow(expect.objectContaining({ code: 'camera_address_invalid' }));
  });
});

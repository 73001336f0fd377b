import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../src/cameras/clock.ts';
import { deviceEventPort } from '../../../../src/cameras/event-port.ts';
import { superviseEvents } from '../../../../src/cameras/supervise-events.ts';
import type { CameraNotification, EventSupervisor, StateChange } from '../../../../src/cameras/types.ts';
import { openFaultyDevice, type FaultyDevice } from './faulty-device.ts';
import { rows, type Row } from './rows.ts';

/** As in production, but with waits short enough to see many of them. */
const timing = { subscriptionMs: 10_000, pullWaitMs: 2_000, syncWindowMs: 1_000, silenceMs: 60_000 };
const timeouts = { requestMs: 2_000, pullMarginMs: 1_500, unsubscribeMs: 1_000 };
const crossEveryMs = 250;

/** The rows mostly wait, each on a device of its own. */
vi.setConfig({ maxConcurrency: 12 });

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

async function until(what: string, look: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(20);
  }
}

/** People cross the line one after the other, numbered. */
class Crowd {
  readonly crossed: { id: number; at: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(device: FaultyDevice) {
    this.#timer = setInterval(() => {
      const id = this.crossed.length + 1;
      this.crossed.push({ id, at: Date.now() });
      device.cross(id);
    }, crossEveryMs);
  }

  since(instant: number, except: (at: number) => boolean = () => false): number[] {
    return this.crossed.filter(({ at }) => at > instant && !except(at)).map(({ id }) => id);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

type Listening = { supervisor: EventSupervisor; events: CameraNotification[]; states: StateChange[] };

function listenTo(device: FaultyDevice): Listening {
  const events: CameraNotification[] = [];
  const states: StateChange[] = [];
  const port = deviceEventPort(device.access, systemClock, timeouts);
  const supervisor = superviseEvents(
    device.access,
    { onEvent: (event) => events.push(event), onState: (change) => states.push(change) },
    { port, timing },
  );
  return { supervisor, events, states };
}

/** Whether it said at this instant (or about then) that it does not listen. */
function saidDeaf(states: readonly StateChange[], instant: number): boolean {
  return states.some(({ state, since }, at) => {
    const until = states[at + 1]?.since ?? Infinity;
    return state !== 'listening' && instant > since - crossEveryMs && instant < until + crossEveryMs;
  });
}

const idsOf = (events: readonly CameraNotification[]): number[] =>
  events.filter(({ trigger }) => trigger).map(({ data }) => Number(data['ObjectId']));

/** The most requests within any stretch of this length. */
function busiest(device: FaultyDevice, stretchMs: number): number {
  const times = device.requests.map(({ at }) => at);
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + stretchMs).length),
  );
}

async function runRow(row: Row): Promise<void> {
  const device = await openFaultyDevice(row.device);
  const apply = async (): Promise<void> => {
    device.setMisbehaviour(row.misbehave ?? (() => null));
    await row.begin?.(device);
  };
  if (row.fromStart || (row.lasting && !row.begin)) await apply();
  const { supervisor, events, states } = listenTo(device);
  const crowd = new Crowd(device);
  try {
    let listeningAt = Date.now();
    if (!row.fromStart) {
      await until('first listening', () => supervisor.state().state === 'listening', row.boundMs);
      listeningAt = Date.now();
      if (!row.lasting || row.begin) await apply();
    }
    if (!row.lasting) {
      await pause(row.faultMs ?? 3_000);
      device.setMisbehaviour(() => null);
      await row.end?.(device);
    }
    const healedAt = Date.now();
    // Delivering again is what counts, not what the state says.
    const again = (): boolean => {
      const back = new Set(crowd.since(Math.max(healedAt, supervisor.state().since)));
      return supervisor.state().state === 'listening' && idsOf(events).some((id) => back.has(id));
    };
    await until('delivering again', again, row.boundMs);
    const backAt = Date.now();
    await pause(row.watchMs ?? 1_500);
    crowd.stop();
    await pause(timing.pullWaitMs);

    const delivered = idsOf(events);
    expect(delivered.length, 'no event twice').toBe(new Set(delivered).size);
    const owed = crowd.since(
      row.keepsAll ? listeningAt : backAt,
      (at) => row.gaps === true && saidDeaf(states, at),
    );
    expect(
      owed.filter((id) => !delivered.includes(id)),
      'none lost that the device held',
    ).toEqual([]);
    expect(busiest(device, 1_000), 'requests in a second').toBeLessThanOrEqual(12);
    expect(busiest(device, 5_000), 'requests in five seconds').toBeLessThanOrEqual(35);
  } finally {
    crowd.stop();
    const stopping = Date.now();
    await supervisor.stop();
    expect(Date.now() - stopping).toBeLessThan(3_000);
    expect(device.pullPoints.count(), 'subscriptions left behind').toBeLessThanOrEqual(row.leaves ?? 0);
    await device.close();
  }
}

describe('a misbehaving device', () => {
  it.concurrent.each(rows)('$name', runRow, 60_000);

  it.concurrent('T5 two listeners do not disturb each other', async () => {
    const device = await openFaultyDevice();
    const [one, other] = [listenTo(device), listenTo(device)];
    try {
      await until(
        'both',
        () => [one, other].every(({ supervisor }) => supervisor.state().state === 'listening'),
        8_000,
      );
      device.cross(1);
      await until('both hear it', () => [one, other].every(({ events }) => idsOf(events).includes(1)), 3_000);
      await one.supervisor.stop();
      device.cross(2);
      await until('the other still hears', () => idsOf(other.events).includes(2), 3_000);
      expect(device.pullPoints.count()).toBe(1);
      expect(idsOf(one.events)).toEqual([1]);
      expect(idsOf(other.events)).toEqual([1, 2]);
      expect(busiest(device, 1_000), 'requests in a second').toBeLessThanOrEqual(24);
    } finally {
      await Promise.all([one.supervisor.stop(), other.supervisor.stop()]);
      await device.close();
    }
  });

  it.concurrent('T6 keeps tokens that look like numbers', async () => {
    const device = await openFaultyDevice();
    const { supervisor, events } = listenTo(device);
    try {
      await until('listening', () => supervisor.state().state === 'listening', 8_000);
      device.pullPoints.publish({
        topic: 'tns1:RuleEngine/LineDetector/Crossed',
        source: { VideoSource: '12345678901234567890', Rule: '007' },
        data: { ObjectId: '1e3', Flag: 'true' },
        operation: 'Changed',
      });
      await until('the event', () => events.some(({ data }) => data['ObjectId'] === '1e3'), 3_000);
      expect(events.at(-1)).toMatchObject({
        source: { VideoSource: '12345678901234567890', Rule: '007' },
        data: { ObjectId: '1e3', Flag: 'true' },
      });
    } finally {
      await supervisor.stop();
      await device.close();
    }
  });

  it.concurrent(
    'T12 an address nobody can reach is offline, asked seldom, and found when it comes',
    async () => {
      const device = await openFaultyDevice();
      const real = deviceEventPort(device.access, systemClock, timeouts);
      // The system itself says that there is no way to the broadcast address.
      const nowhere = deviceEventPort(
        { ...device.access, address: '255.255.255.255' },
        systemClock,
        timeouts,
      );
      let plugged = false;
      let tries = 0;
      const port = {
        ...real,
        readClock: (signal: AbortSignal) => {
          tries += 1;
          return (plugged ? real : nowhere).readClock(signal);
        },
      };
      const events: CameraNotification[] = [];
      const supervisor = superviseEvents(
        device.access,
        { onEvent: (event) => events.push(event) },
        { port, timing },
      );
      try {
        await until('offline', () => supervisor.state().state === 'offline', 8_000);
        await pause(5_000);
        expect(tries).toBeLessThanOrEqual(5);
        plugged = true;
        await until('listening', () => supervisor.state().state === 'listening', 15_000);
        device.cross(1);
        await until('the event', () => idsOf(events).includes(1), 3_000);
      } finally {
        await supervisor.stop();
        await device.close();
      }
    },
  );

  it.concurrent('a device that never answers the goodbye does not hold up the end', async () => {
    const device = await openFaultyDevice();
    const { supervisor } = listenTo(device);
    await until('listening', () => supervisor.state().state === 'listening', 8_000);
    device.setMisbehaviour(({ operation }) => (operation === 'Unsubscribe' ? 'hang' : null));
    const from = Date.now();
    await supervisor.stop();
    expect(Date.now() - from).toBeLessThan(2_500);
    await device.close();
  });

  it.concurrent('a wrong password is asked once, then left alone', async () => {
    const device = await openFaultyDevice();
    const supervisor = superviseEvents({ ...device.access, password: 'sai' }, { onEvent: () => undefined });
    try {
      await until('refused', () => supervisor.state().state === 'wrongCredentials', 8_000);
      const asked = device.requests.length;
      await pause(5_000);
      expect(device.requests.length).toBe(asked);
      expect(
        device.requests.filter(({ operation }) => operation === 'CreatePullPointSubscription').length,
      ).toBeLessThanOrEqual(1);
    } finally {
      await supervisor.stop();
      await device.close();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/cameras/clock.ts';
import { deviceEventPort } from '../../../../src/cameras/event-port.ts';
import { openNotificationReceiver } from '../../../../src/cameras/notification-receiver.ts';
import { eitherEventPort, pushEventPort } from '../../../../src/cameras/push-event-port.ts';
import { superviseEvents } from '../../../../src/cameras/supervise-events.ts';
import type { CameraNotification } from '../../../../src/cameras/types.ts';
import { pullAnswer, told } from '../../../unit/cameras/vendor-notifications.ts';
import { openFaultyDevice } from './faulty-device.ts';
import type { Misbehaviour } from '../../../virtual-camera/misbehaviour.ts';
import { PushingDevice, soap } from './pushing-device.ts';

const timing = { subscriptionMs: 6_000, pullWaitMs: 1_000, syncWindowMs: 500, silenceMs: 60_000 };
const timeouts = { requestMs: 2_000, pullMarginMs: 1_500, unsubscribeMs: 1_000 };
const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

async function until(what: string, look: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(20);
  }
}

describe('a device that pushes', () => {
  it.each(['CreatePullPointSubscription', 'PullMessages'] as const)(
    'is heard when it refuses %s, for longer than one subscription, and is left tidy',
    async (without) => {
      const device = await openFaultyDevice();
      const pushing = new PushingDevice(device, timing.subscriptionMs);
      pushing.behave(without);
      const receiver = await openNotificationReceiver({ host: '127.0.0.1', port: 0 });
      const events: CameraNotification[] = [];
      const port = eitherEventPort(
        deviceEventPort(device.access, systemClock, timeouts),
        pushEventPort(device.access, systemClock, receiver, timeouts),
      );
      const onEvent = (event: CameraNotification): void => void events.push(event);
      const supervisor = superviseEvents(device.access, { onEvent, random: () => 0 }, { port, timing });
      try {
        await until(
          'listening',
          () => supervisor.state().state === 'listening' && pushing.consumer !== null,
          30_000,
        );
        expect(await pushing.push(1)).toBe(200);
        // Beyond the end of the first subscription: it must have been renewed.
        await pause(timing.subscriptionMs + 1_000);
        expect(await pushing.push(2)).toBe(200);
        await until('both', () => events.length === 2);
        expect(events.map(({ data, trigger }) => [data['ObjectId'], trigger])).toEqual([
          ['1', true],
          ['2', true],
        ]);
        expect(pushing.subscribed).toBe(1);
      } finally {
        await supervisor.stop();
        // Its address is gone with the subscription.
        if (pushing.consumer) expect(await pushing.push(3)).toBe(404);
        await receiver.close();
        await device.close();
      }
    },
    60_000,
  );

  it('cannot make the receiver swallow too much, or fall over what is no notification', async () => {
    const receiver = await openNotificationReceiver({ host: '127.0.0.1', port: 0 });
    const { url, inbox } = await receiver.openInbox(new URL('http://127.0.0.1/'));
    const post = async (body: string): Promise<number> => (await fetch(url, { method: 'POST', body })).status;
    try {
      expect(await post('<html>')).toBe(400);
      expect(await post('x'.repeat(2_000_000)).catch(() => 413)).toBe(413);
      expect(await post(pullAnswer(told({ topic: 'tns1:A/B', data: { State: 'true' } })))).toBe(200);
      expect(await inbox.take(1_000, new AbortController().signal)).toMatchObject([{ topic: 'A/B' }]);
      expect(await inbox.take(50, new AbortController().signal)).toEqual([]);
    } finally {
      await receiver.close();
    }
  });
});

describe('a device that stores events', () => {
  it('tells after an outage what happened during it, each once', async () => {
    const device = await openFaultyDevice();
    const events: CameraNotification[] = [];
    const sought: string[] = [];
    const port = deviceEventPort(device.access, systemClock, timeouts);
    const onEvent = (event: CameraNotification): void => void events.push(event);
    const supervisor = superviseEvents(device.access, { onEvent }, { port, timing });
    const storing: Misbehaviour = ({ operation, body }) => {
      if (operation === 'GetServiceCapabilities')
        return soap(
          '<tev:GetServiceCapabilitiesResponse><tev:Capabilities PersistentNotificationStorage="true"/></tev:GetServiceCapabilitiesResponse>',
        );
      if (operation !== 'Seek') return null;
      sought.push(/<UtcTime>([^<]+)</.exec(body)?.[1] ?? '');
      for (const id of [1, 2, 3]) device.cross(id);
      return soap('<tev:SeekResponse/>');
    };
    try {
      await until('listening', () => supervisor.state().state === 'listening');
      device.setMisbehaviour(storing);
      device.cross(1);
      await until('the first', () => events.length === 1);
      const lostAt = Date.now();
      await device.powerOff();
      await pause(500);
      await device.powerOn();
      await until('all', () => events.some(({ data }) => data['ObjectId'] === '3'), 15_000);
      expect(sought).toHaveLength(1);
      expect(Math.abs(Date.parse(sought[0] ?? '') - lostAt)).toBeLessThan(2_500);
      expect(events.map(({ data }) => data['ObjectId'])).toEqual(expect.arrayContaining(['1', '2', '3']));
    } finally {
      await supervisor.stop();
      await device.close();
    }
  });
});

/** A device and a clock in the test's hand: hours pass in milliseconds, faults come from a script. */
import { CameraFault, type CameraFaultKind } from '../../../src/cameras/camera-fault.ts';
import type { EventPort } from '../../../src/cameras/event-port.ts';
import { readNotifications, type RawNotification } from '../../../src/cameras/notification.ts';
import type { Lifetime, PullPoint } from '../../../src/cameras/pull-point.ts';
import { readSoapBody } from '../../../src/cameras/soap.ts';
import type { Clock } from '../../../src/cameras/types.ts';
import { pullAnswer, told, type Told } from './vendor-notifications.ts';

/** A clock that moves only when someone sleeps on it. */
export class SimulatedClock implements Clock {
  time = Date.parse('2026-11-02T00:00:00Z');
  now = (): number => this.time;
  sleep = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (!signal?.aborted) this.time += Math.max(0, delayMs);
  };
}

type Operation = 'readClock' | 'subscribe' | 'pull' | 'renew' | 'synchronise' | 'seek' | 'unsubscribe';

export class SimulatedDevice implements EventPort {
  readonly calls: { operation: Operation; at: number; lifetime?: Lifetime; waitMs?: number; id?: string }[] =
    [];
  /** Subscriptions the device holds, by id, with their end. */
  readonly alive = new Map<string, number>();
  readonly forgotten: string[] = [];
  queued: RawNotification[] = [];
  grantMs = 60_000;
  absoluteGrantMs: number | null = null;
  skewMs: number | null = 0;
  /** Whether a pull extends the subscription, and its answer tells so. */
  pullExtends = false;
  /** Asked before each operation: a kind to fail with, or null. */
  fail: (operation: Operation, count: number) => CameraFaultKind | null = () => null;
  #ids = 0;
  #counts = new Map<Operation, number>();

  constructor(
    readonly clock: SimulatedClock,
    /** Ends the test's run when this much time has passed. */
    readonly stopAt: number,
    readonly onStop: () => void,
  ) {}

  count(operation: Operation): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  queue(message: Told): void {
    this.queued.push(...readNotifications(readSoapBody(pullAnswer(told(message)))));
  }

  async #begin(
    operation: Operation,
    facts: { lifetime?: Lifetime; waitMs?: number; id?: string } = {},
  ): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.clock.now() >= this.stopAt && operation !== 'unsubscribe') {
      this.onStop();
      throw new CameraFault('aborted', 'the run is over');
    }
    this.calls.push({ operation, at: this.clock.now(), ...facts });
    const count = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, count);
    const kind = this.fail(operation, count);
    if (kind) throw new CameraFault(kind, `scripted ${kind} on ${operation}`);
  }

  async readClock(): Promise<number | null> {
    await this.#begin('readClock');
    return this.skewMs;
  }

  async subscribe(lifetime: Lifetime): Promise<PullPoint> {
    await this.#begin('subscribe', { lifetime });
    const grantedMs = 'until' in lifetime ? (this.absoluteGrantMs ?? this.grantMs) : this.grantMs;
    const id = `http://camera/${(this.#ids += 1)}`;
    this.alive.set(id, this.clock.now() + grantedMs);
    return { url: new URL(id), headers: [], grantedMs };
  }

  async pull(
    point: PullPoint,
    waitMs: number,
  ): Promise<{ notifications: RawNotification[]; grantedMs: number | null }> {
    await this.#begin('pull', { waitMs, id: point.url.href });
    this.#mustLive(point);
    if (this.queued.length === 0) this.clock.time += waitMs;
    const notifications = this.queued;
    this.queued = [];
    if (this.pullExtends) this.alive.set(point.url.href, this.clock.now() + this.grantMs);
    return { notifications, grantedMs: this.pullExtends ? this.grantMs : null };
  }

  async renew(point: PullPoint, lifetime: Lifetime): Promise<number | null> {
    await this.#begin('renew', { lifetime, id: point.url.href });
    this.#mustLive(point);
    this.alive.set(point.url.href, this.clock.now() + this.grantMs);
    return this.grantMs;
  }

  async synchronise(point: PullPoint): Promise<void> {
    await this.#begin('synchronise', { id: point.url.href });
  }

  async seek(point: PullPoint): Promise<void> {
    await this.#begin('seek', { id: point.url.href });
  }

  forget(point: PullPoint): void {
    this.forgotten.push(point.url.href);
  }

  async unsubscribe(point: PullPoint): Promise<void> {
    await this.#begin('unsubscribe', { id: point.url.href });
    this.alive.delete(point.url.href);
  }

  #mustLive(point: PullPoint): void {
    const end = this.alive.get(point.url.href);
    if (end !== undefined && this.clock.now() < end) return;
    throw new CameraFault('resourceUnknown', 'no such subscription');
  }
}

import { renderPhoto } from '../../tests/virtual-camera/people.ts';
import { spawnVirtualCamera } from '../../tests/virtual-camera/spawn.ts';
import type { VirtualCamera } from '../../tests/virtual-camera/virtual-camera.ts';
import { fromSources, projectRoot } from '../../src/root.ts';
import type { Api } from './api.ts';
import { divisions, morning, staff } from './story.ts';

export type DemoCameras = Record<'entrance' | 'exit', VirtualCamera & { pid: number }>;

/** Starts the two cameras, each in a process of its own. */
export async function startCameras(timeZone: string): Promise<DemoCameras> {
  const entry = fromSources ? {} : { entry: `${projectRoot}/dist/virtual-camera.js` };
  const start = (name: string) =>
    spawnVirtualCamera({ ...entry, name, timeZone, password: 'Mật-khẩu-camera-1', subStream: false });
  const [entrance, exit] = await Promise.all([start('Camera vào'), start('Camera ra')]);
  return { entrance, exit };
}

/** Enters divisions, people with consent and photos, the door and its two cameras, all through the API. */
export async function furnishOffice(api: Api, cameras: DemoCameras): Promise<void> {
  const divisionIds = new Map<string, string>();
  for (const division of divisions)
    divisionIds.set(division.code, (await api.post<{ id: string }>('/api/divisions', division)).id);
  for (const person of staff) {
    const { id } = await api.post<{ id: string }>('/api/employees', {
      code: person.code,
      fullName: person.fullName,
      divisionId: divisionIds.get(person.division),
      category: person.category,
      title: person.title,
      joinedOn: '2024-01-02',
    });
    await api.post(`/api/employees/${id}/consents`, { kind: 'consent', textVersion: '2026-01' });
    for (const variant of [0, 1])
      await api.photo(`/api/employees/${id}/photos`, await renderPhoto(person.face, { variant }));
  }
  const door = await api.post<{ id: string }>('/api/doors', { name: 'Cổng chính', staffOnly: true });
  const add = (name: string, direction: 'in' | 'out', { addresses }: VirtualCamera) =>
    api.post('/api/cameras', {
      name,
      direction,
      doorId: door.id,
      address: addresses.onvif,
      username: addresses.username,
      password: addresses.password,
    });
  await add('Cổng chính - vào', 'in', cameras.entrance);
  await add('Cổng chính - ra', 'out', cameras.exit);
}

/**
 * Hours that hold from today on, whose morning starts at the given instant; the afternoon is short and a little later.
 * Nobody watched before the demo's start, so the morning's window must not reach back before it.
 */
export async function setHours(api: Api, startsAt: Date, timeZone: string): Promise<void> {
  const clock = (minutes: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(startsAt.getTime() + minutes * 60_000);
  const { items } = await api.get<{ items: { id: string }[] }>('/api/schedules');
  await api.put(`/api/schedules/${items[0]?.id}/versions`, {
    validFrom: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(startsAt),
    definition: {
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      sessions: [
        { key: 'S', start: clock(0), end: clock(morning.minutes) },
        { key: 'C', start: clock(10), end: clock(14) },
      ],
      arrivalGraceMinutes: 0,
      departureGraceMinutes: 0,
      rules: { leadMinutes: 0 },
    },
  });
}

/** A zone in which the demo's day does not end too soon: the office's own, or one some hours behind late in the evening. */
export function demoTimeZone(now: Date): string {
  const own = 'Asia/Ho_Chi_Minh';
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: own, hour: '2-digit', hourCycle: 'h23' }).format(now),
  );
  return hour < 23 ? own : 'Asia/Karachi';
}

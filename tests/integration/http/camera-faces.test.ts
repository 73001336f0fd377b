import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
const cameras: Record<string, string> = {};
beforeAll(async () => {
  http = await startHttpApp();
  const { prisma } = http.context.database;
  const door = await prisma.door.create({ data: { name: 'Cổng' } });
  for (const name of ['cao', 'tot', 'moi']) {
    const access = { address: name, username: '', password: new Uint8Array(1) };
    const camera = { ...access, name, doorId: door.id, direction: 'in' as const };
    cameras[name] = (await prisma.camera.create({ data: camera })).id;
  }
});
afterAll(() => http.close());

const dayMs = 86_400_000;

type Facts = { usable?: number; rejected?: object[]; daysAgo?: number; state?: 'done' | 'pending' };

/** Captures of one camera with one track each, of which so many had a usable face. */
async function captures(
  name: string,
  count: number,
  { usable = 0, rejected = [], daysAgo = 1, state = 'done' }: Facts = {},
): Promise<void> {
  const { prisma } = http.context.database;
  const cameraId = cameras[name] ?? '';
  const { doorId } = await prisma.camera.findUniqueOrThrow({ where: { id: cameraId } });
  const at = new Date(Date.now() - daysAgo * dayMs);
  for (let i = 0; i < count; i++) {
    const outcome = i < usable ? ('unknown' as const) : ('unusable' as const);
    const seen = { cameraId, doorId, direction: 'in' as const, outcome, at, firstAt: at, lastAt: at };
    await prisma.capture.create({
      data: {
        ...{ cameraId, state, fromAt: at, toAt: at, result: { rejected, faces: 5 } },
        sightings: { create: seen },
      },
    });
  }
}

it('tells per camera why faces could not be used, and what to change where it hangs', async () => {
  const steep = { reason: 'looking_down_or_up', count: 3 };
  await captures('cao', 20, { usable: 10, rejected: [{ reason: 'tilted', count: 1 }, steep] });
  await captures('cao', 5, { rejected: [{ reason: 'not_an_image', count: 2 }] });
  await captures('cao', 30, { usable: 30, daysAgo: 20 });
  await captures('cao', 30, { usable: 30, state: 'pending' });
  await captures('tot', 24, { usable: 24, rejected: [{ reason: 'too_small', count: 2 }] });
  const items = itemsOf(await http.as.viewer('GET', '/api/cameras/faces'));
  const of = (name: string) => items.find((it) => it.cameraId === cameras[name]);
  expect(of('cao')).toMatchObject({
    ...{ days: 14, captures: 25, seen: 25, usable: 10, usableShare: 0.4, verdict: 'poor' },
    reasons: [
      { reason: 'looking_down_or_up', share: 0.48 },
      { reason: 'tilted', share: 0.16 },
    ],
    advice: ['height', 'level'],
  });
  expect(of('tot')).toMatchObject({ verdict: 'good', advice: [], reasons: [{ share: 0.4 }] });
  expect(of('moi')).toMatchObject({ verdict: 'tooFew', usableShare: null, reasons: [], advice: [] });
  const longer = itemsOf(await http.as.viewer('GET', '/api/cameras/faces?days=30'));
  expect(longer.find((it) => it.cameraId === cameras['cao'])).toMatchObject({ seen: 55, usable: 40 });
});

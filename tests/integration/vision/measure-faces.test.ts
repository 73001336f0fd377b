import { expect, test } from 'vitest';
import { measureBestFace } from '../../../src/vision/measure-faces.ts';
import { drawScene } from './drawn-people.ts';

test('the best face of some pictures is measured in a process that ends', async () => {
  const empty = await drawScene(1280, 720, []);
  const far = await drawScene(1280, 720, [{ person: 'an', left: 600, top: 300, heightPx: 100 }]);
  const near = await drawScene(1280, 720, [{ person: 'an', left: 500, top: 200, heightPx: 260 }]);
  const [nobody, small, best, broken] = await Promise.all([
    measureBestFace([empty]),
    measureBestFace([far]),
    measureBestFace([empty, far, near]),
    measureBestFace([Buffer.from('no picture')]),
  ]);
  expect([nobody, broken]).toEqual([null, null]);
  expect(small?.heightPx).toBeGreaterThan(25);
  expect(small?.heightPx).toBeLessThan(80);
  expect(best?.heightPx).toBeGreaterThan(100);
  expect(best?.reasons).toEqual([]);
});

test('nothing is looked at for who has gone', async () => {
  expect(await measureBestFace([Buffer.from('x')], AbortSignal.abort())).toBeNull();
});

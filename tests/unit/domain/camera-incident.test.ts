import { expect, test } from 'vitest';
import { belongsTo, type CameraChange } from '../../../src/domain/camera-incident.ts';

const lost = (cameraId: string, second: number): CameraChange => ({ cameraId, at: second * 1000 });

test.each<[string, CameraChange[], CameraChange, boolean]>([
  ['the first one', [], lost('A', 0), false],
  ['another within seconds', [lost('A', 0)], lost('B', 8), true],
  ['one that was noticed later but was lost before', [lost('A', 20)], lost('B', 4), true],
  ['a third, near the second', [lost('A', 0), lost('B', 25)], lost('C', 50), true],
  ['another minutes later', [lost('A', 0)], lost('B', 90), false],
  ['at the edge', [lost('A', 0)], lost('B', 30), true],
  ['the same camera again', [lost('A', 0), lost('B', 2)], lost('A', 12), false],
  ['a chain that has gone on for too long', [lost('A', 0), lost('B', 100)], lost('C', 125), false],
])('one incident: %s', (_, incident, change, expected) => {
  expect(belongsTo(incident, change)).toBe(expected);
});

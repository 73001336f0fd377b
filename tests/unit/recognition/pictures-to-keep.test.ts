import { expect, test } from 'vitest';
import { picturesToLetGo } from '../../../src/recognition/pictures-to-keep.ts';

const frames = ['a', 'b', 'c', 'd', 'e'];

test.each<[string, string[], boolean, string[]]>([
  ['those without a face', ['b', 'c'], false, ['a', 'd', 'e']],
  ['none where all show a face', frames, false, []],
  ['all but the middle one where nobody is seen', [], false, ['a', 'b', 'd', 'e']],
  ['all where nobody is seen and nothing had happened', [], true, frames],
  ['those without a face, though nothing had happened', ['e'], true, ['a', 'b', 'c', 'd']],
])('lets go: %s', (_, faces, onlyFaces, gone) => {
  expect(picturesToLetGo(frames, new Set(faces), { onlyFaces })).toEqual(gone);
});

test('of no pictures none', () => {
  expect(picturesToLetGo([], new Set(), { onlyFaces: false })).toEqual([]);
});

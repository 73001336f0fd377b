import { expect, test } from 'vitest';
import { cameraSettings, readCameraSettings } from '../../../src/captures/camera-settings.ts';
import { recognises } from '../../../src/captures/recognition-rule.ts';

test.each([
  [{}, true, 'an ordinary camera'],
  [{ publicFacing: true }, false, 'one that looks at the public'],
  [{ publicFacing: true, recognise: true }, true, 'one where the office decided that it may'],
  [{ publicFacing: true, recognise: false }, false, 'one where the office said no'],
  [{ publicFacing: false, recognise: false }, false, 'an ordinary one where the office said no'],
  [{ publicFacing: false, recognise: true }, true, 'an ordinary one where the office said yes'],
])('recognition with %j: %s (%s)', (settings, expected, _) => {
  expect(recognises(cameraSettings.parse(settings))).toBe(expected);
});

test('settings that cannot be read are those of an ordinary camera', () => {
  expect(recognises(readCameraSettings({ publicFacing: 'maybe' }))).toBe(true);
});

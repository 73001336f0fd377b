import { describe, expect, it, test } from 'vitest';
import { cameraSettings } from '../../../src/captures/camera-settings.ts';
import type { CameraState } from '../../../src/http/contracts/cameras.ts';
import {
  draftOf,
  givesNoEvents,
  settingsOf,
  streamPattern,
  usualHours,
  withTrigger,
} from '../../../src/web/camera-draft.ts';
import type { TestStep } from '../../../src/web/types.ts';

const fresh = draftOf(undefined, []);

describe('the settings of a camera as it is added or changed', () => {
  it('are the usual ones where nothing was chosen', () => {
    expect(cameraSettings.parse(settingsOf(undefined, fresh))).toEqual(cameraSettings.parse({}));
  });

  it('hold what was chosen and keep what is not asked for', () => {
    const settings = cameraSettings.parse({ ownFacesFrom: 0.9, trigger: 'motion', ring: 'decoded' });
    const chosen = {
      ...fresh,
      publicFacing: true,
      recognise: true,
      trigger: 'motion' as const,
      ring: 'onEvent' as const,
      decoding: 'software' as const,
      streams: { main: ' rtsp://10.0.0.9/1 ', sub: '' },
    };
    expect(cameraSettings.parse(settingsOf({ settings }, chosen))).toEqual({
      ...settings,
      publicFacing: true,
      recognise: true,
      ring: 'onEvent',
      decoding: 'software',
      streams: { main: 'rtsp://10.0.0.9/1', sub: null },
    });
  });

  test.each([
    { publicFacing: true, recognise: true, stored: true },
    { publicFacing: false, recognise: true, stored: null },
    { publicFacing: false, recognise: false, stored: false },
    { publicFacing: true, recognise: null, stored: null },
  ])('recognise $recognise where public is $publicFacing: $stored', ({ stored, ...chosen }) => {
    expect(settingsOf(undefined, { ...fresh, ...chosen }).recognise).toBe(stored);
  });

  it('ask for hours where pictures are taken without a break', () => {
    expect(withTrigger(fresh, 'continuous').hours).toEqual(usualHours);
    const hours = { from: '06:30', to: '08:00' };
    expect(withTrigger({ ...fresh, hours }, 'continuous').hours).toEqual(hours);
    expect(withTrigger(fresh, 'motion')).toEqual({ trigger: 'motion', hours: null });
  });
});

test.each([
  'rtsp://10.0.0.9',
  'rtsps://camera.local:8554/Streaming/Channels/101?a=b',
  'RTSP://[::1]:554/1',
  'rtsp://admin:secret@10.0.0.9/1',
  'http://10.0.0.9/1',
  'rtsp://10.0.0.9/with space',
  'rtsp:///1',
  '10.0.0.9',
])('the stream address %s is taken by the page when the server takes it', (main) => {
  // The way a browser reads a pattern.
  const typed = new RegExp(`^(?:${streamPattern})$`, 'v').test(main);
  expect(typed).toBe(cameraSettings.safeParse({ streams: { main } }).success);
});

describe('that motion helps is said', () => {
  const step = (name: TestStep['name'], outcome: TestStep['outcome']): TestStep => ({
    ...{ name, outcome, detail: '', hint: null },
  });
  test.each<[CameraState | null, TestStep[], boolean]>([
    [null, [], false],
    [null, [step('onvif', 'failed'), step('events', 'skipped')], true],
    [null, [step('onvif', 'passed'), step('events', 'failed')], true],
    [null, [step('events', 'passed'), step('walkPast', 'failed')], false],
    ['noEvents', [], true],
    ['notOnvif', [], true],
    ['offline', [], false],
    // What was just tried is newer than what the service last saw.
    ['noEvents', [step('events', 'passed')], false],
  ])('of a camera that is %s, with %j: %s', (state, checked, said) => {
    expect(givesNoEvents(state === null ? undefined : { state }, checked)).toBe(said);
  });
});

import { expect, test } from 'vitest';
import { cameraSettings } from '../../../src/captures/camera-settings.ts';
import { shownState } from '../../../src/captures/camera-state.ts';
import { readFound } from '../../../src/captures/found-to-work.ts';
import { PictureTrigger, withinHours } from '../../../src/captures/picture-trigger.ts';
import type { FrameSource, SupervisorState } from '../../../src/cameras/types.ts';
import type { Context } from '../../../src/context.ts';

const at = (time: string): number => Date.parse(`2026-11-23T${time}:00+07:00`);
const day = { from: '06:30', to: '18:00' };
const night = { from: '22:00', to: '05:00' };

test.each([
  ['always', null, '03:00', true],
  ['at the beginning', day, '06:30', true],
  ['just before', day, '06:29', false],
  ['at the end', day, '18:00', false],
  ['in the middle', day, '12:00', true],
  ['late in the night', night, '23:59', true],
  ['after midnight', night, '04:59', true],
  ['in the morning', night, '05:00', false],
] as const)('hours: %s', (_, hours, time, within) => {
  expect(withinHours(hours, at(time), 'Asia/Ho_Chi_Minh')).toBe(within);
});

test.each([
  ['continuous', day, '12:00', false],
  ['continuous', day, '20:00', true],
  ['continuous', null, '20:00', false],
  ['motion', day, '20:00', false],
  ['events', day, '20:00', false],
] as const)('rests outside of its hours: %s, %j, %s', async (trigger, hours, time, resting) => {
  const office = { id: 1, name: 'Sở', timeZone: 'Asia/Ho_Chi_Minh' };
  const prisma = { office: { findUnique: async () => office } };
  const main = { health: () => ({ decoding: false }) } as unknown as FrameSource;
  const context = { database: { prisma } } as unknown as Context;
  const pictures = { main, look: null, close: async () => undefined };
  const settings = cameraSettings.parse({ trigger, hours });
  const it = new PictureTrigger(settings, pictures, context, () => undefined);
  expect(it.resting(at(time))).toBe(false);
  await it.keepOn(at(time), false);
  expect(it.resting(at(time))).toBe(resting);
});

test.each<[SupervisorState, boolean, boolean, string]>([
  ['listening', true, false, 'listening'],
  ['listening', false, false, 'noStream'],
  ['noEvents', false, false, 'noEvents'],
  ['noEvents', true, true, 'listening'],
  ['notOnvif', true, true, 'listening'],
  ['notOnvif', false, true, 'noStream'],
  ['offline', false, true, 'offline'],
  ['wrongCredentials', false, true, 'wrongCredentials'],
])('shown: %s, watching %s, by picture %s', (state, watching, byPicture, shown) => {
  expect(shownState(state, { watching, byPicture, trouble: null })).toBe(shown);
});

test.each<[SupervisorState, boolean, string]>([
  ['listening', false, 'pictureBlack'],
  ['noEvents', true, 'pictureBlack'],
  ['offline', true, 'offline'],
])('shown with a black picture: %s, by picture %s', (state, byPicture, shown) => {
  expect(shownState(state, { watching: false, byPicture, trouble: 'pictureBlack' })).toBe(shown);
});

test.each([
  ['rtsp://10.0.0.5/stream1', true],
  ['rtsps://[fd00::5]:322/a?channel=1', true],
  ['rtsp://10.0.0.5', true],
  ['rtsp://admin:secret@10.0.0.5/stream1', false],
  ['http://10.0.0.5/stream1', false],
  ['rtsp:///stream1', false],
  ["rtsp://10.0.0.5/a'\nfile x", false],
])('stream address %s: %s', (main, valid) => {
  expect(cameraSettings.safeParse({ streams: { main } }).success).toBe(valid);
});

test('what was found to work is read with care, the decoder only where it decoded', () => {
  const here = { transport: 'udp', decoder: 'vaapi', machine: 'here' };
  expect(readFound(here, 'here')).toEqual({ transport: 'udp', decoder: 'vaapi' });
  expect(readFound(here, 'elsewhere')).toEqual({ transport: 'udp', decoder: null });
  expect(readFound({ ...here, transport: 'pigeon' }, 'here')).toEqual({ transport: null, decoder: 'vaapi' });
  expect(readFound(null, 'here')).toEqual({ transport: null, decoder: null });
});

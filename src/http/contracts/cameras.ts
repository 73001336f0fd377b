import { z } from 'zod';
import { cameraSettings } from '../../captures/camera-settings.ts';
import { pictureCauses } from '../../captures/coverage-facts.ts';
import { faceReasons, mountingAdvices } from '../../domain/mounting-advice.ts';
import { errorBody, id, instant } from './common.ts';

export const direction = z.enum(['in', 'out', 'both', 'inside']);
export type Direction = z.infer<typeof direction>;

export const door = z.object({ id, name: z.string(), staffOnly: z.boolean(), cameras: z.int() });
export const doorCreate = z.object({
  name: z.string().trim().min(1).max(120),
  staffOnly: z.boolean().default(true),
});

/** The least time in which anybody gets from one door to another, either way. */
export const walkingTime = z.object({
  doors: z.array(z.object({ id, name: z.string() })).length(2),
  minutes: z.int(),
  setBy: z.string(),
});
export type WalkingTimeView = z.infer<typeof walkingTime>;
export const walkingTimePut = z.object({ minutes: z.int().min(1).max(600) });

/** As the supervisor of the event subscription sees it, or what is wrong with the picture; `paused` when not enabled. */
export const cameraState = z.enum([
  'connecting',
  'listening',
  'clockSkew',
  'wrongCredentials',
  'lockedOut',
  'connectionLimit',
  'noEvents',
  'offline',
  'notOnvif',
  'noStream',
  ...pictureCauses,
  'paused',
  'stopped',
]);
export type CameraState = z.infer<typeof cameraState>;

export const camera = z.object({
  id,
  name: z.string(),
  address: z.string(),
  username: z.string(),
  door: z.object({ id, name: z.string() }),
  direction,
  settings: cameraSettings,
  enabled: z.boolean(),
  device: z.object({
    manufacturer: z.string().optional(),
    model: z.string().optional(),
    firmware: z.string().optional(),
    serial: z.string().optional(),
  }),
  state: cameraState,
  stateDetail: z.string().nullable(),
  stateSince: instant.nullable(),
  skewMs: z.number().nullable(),
  lastEventAt: instant.nullable(),
  lastFrameAt: instant.nullable(),
  /** True while the door is really watched: subscription alive and stream decoding. */
  watching: z.boolean(),
});
export type Camera = z.infer<typeof camera>;

export const cameraAccess = z.object({
  address: z.string().trim().min(1).max(300),
  username: z.string().max(100),
  password: z.string().max(200),
});
export const cameraCreate = cameraAccess.extend({
  name: z.string().trim().min(1).max(120),
  doorId: id,
  direction,
  settings: cameraSettings.prefault({}),
});
export const cameraPatch = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  address: z.string().trim().min(1).max(300).optional(),
  username: z.string().max(100).optional(),
  /** Left out: unchanged. */
  password: z.string().max(200).optional(),
  doorId: id.optional(),
  direction: direction.optional(),
  /** Replaces all settings. */
  settings: cameraSettings.optional(),
  enabled: z.boolean().optional(),
});

/** One check of a camera. Only what was really seen to work is `passed`. */
export const testStep = z.object({
  name: z.enum([
    'address',
    'onvif',
    'login',
    'clock',
    'streams',
    'picture',
    'subStream',
    'snapshot',
    'events',
    'walkPast',
    'faces',
  ]),
  /** `warning`: it works, with a drawback. `skipped`: not tried, or what it needs failed before. */
  outcome: z.enum(['passed', 'warning', 'failed', 'skipped']),
  /** What was found, or what is wrong. */
  detail: z.string(),
  /** What to do about it; null when there is nothing to do. */
  hint: z.string().nullable(),
});
/** How long a test waits for somebody to walk past the camera; left out, that check is skipped. */
export const testAsked = z.object({ walkPastSeconds: z.coerce.number().int().min(0).max(60).default(0) });
/** What "test the connection" found; a failed test has the error of the first step that failed. */
export const cameraTest = z.object({
  ok: z.boolean(),
  steps: z.array(testStep),
  error: errorBody.omit({ requestId: true }).nullable(),
  device: camera.shape.device,
  skewMs: z.number().nullable(),
  /** data:image/jpeg;base64 of one picture, when one could be taken. */
  picture: z.string().nullable(),
});
export type CameraTest = z.infer<typeof cameraTest>;

/** A test as it goes on, one of these a line; the last is `done`. */
export const testProgress = z.discriminatedUnion('type', [
  /** A check begins; `seconds`: how long at most it waits for somebody to do something. */
  z.object({ type: z.literal('start'), name: testStep.shape.name, seconds: z.number().nullable() }),
  z.object({ type: z.literal('step'), step: testStep }),
  /** data:image/jpeg;base64 */
  z.object({ type: z.literal('picture'), picture: z.string() }),
  z.object({ type: z.literal('done'), test: cameraTest }),
]);
export type TestProgress = z.infer<typeof testProgress>;

export const discoveredCamera = z.object({
  address: z.string(),
  name: z.string(),
  hardware: z.string(),
  /** Name under which it was added already; null: it was not. */
  addedAs: z.string().nullable(),
});

/** When a camera was watched within a day. */
export const coverage = z.object({
  cameraId: id,
  intervals: z.array(z.object({ from: instant, to: instant, endCause: z.string().nullable() })),
});

/** How well faces could be recognised at a camera over the last days. Shares are between 0 and 1. */
export const cameraFaces = z.object({
  cameraId: id,
  days: z.int(),
  /** Captures that were looked at, those with somebody in them, and those of them with a usable face. */
  captures: z.int(),
  seen: z.int(),
  usable: z.int(),
  usableShare: z.number().nullable(),
  verdict: z.enum(['tooFew', 'good', 'fair', 'poor']),
  /** Why pictures of faces could not be used, commonest first, as parts of all pictures of faces. */
  reasons: z.array(z.object({ reason: z.enum(faceReasons), share: z.number() })),
  /** What to change where it hangs, what helps most first. */
  advice: z.array(z.enum(mountingAdvices)),
});
export type CameraFaces = z.infer<typeof cameraFaces>;
/** `createDoors`: a door that is not there is made rather than a problem. */
export const cameraImportAsked = z.object({ createDoors: z.enum(['true', 'false']).default('false') });

/** What a list of cameras would bring; passwords are not told. */
export const cameraImportPreview = z.object({
  rows: z.array(
    z.object({
      row: z.int(),
      name: z.string(),
      address: z.string(),
      username: z.string(),
      hasPassword: z.boolean(),
      door: z.string(),
      doorIsNew: z.boolean(),
      /** Null: not understood. */
      direction: direction.nullable(),
    }),
  ),
  problems: z.array(
    z.object({
      row: z.int(),
      column: z.enum(['name', 'address', 'username', 'password', 'door', 'direction']).nullable(),
      code: z.string(),
      value: z.string(),
      message: z.string(),
    }),
  ),
  newDoors: z.array(z.string()),
});
export type CameraImportPreview = z.infer<typeof cameraImportPreview>;

/** Whether one camera of a list answers; `detail`: what it is, or why not. */
export const cameraImportTested = z.object({ row: z.int(), ok: z.boolean(), detail: z.string() });
export type CameraImportTested = z.infer<typeof cameraImportTested>;

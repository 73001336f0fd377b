/**
 * The words of the camera adapter: plain data in, callbacks and promises out. Nothing here knows a database
 * or a queue. All instants are epoch milliseconds on the server's own clock unless a name says otherwise.
 */
import type { PictureArea } from '../domain/picture-area.ts';
import type { AppError } from '../errors.ts';
import type { Decoder } from './decoders.ts';
import type { NotificationReceiver } from './notification-receiver.ts';

/** How to reach one device. */
export type CameraAccess = {
  /** `host`, `host:port`, `[ipv6]:port` or the full URL of the device service. */
  address: string;
  username: string;
  password: string;
};

/** Lifecycle of an ONVIF property: see "Property operation" in the ONVIF core specification. */
export type PropertyOperation = 'Initialized' | 'Changed' | 'Deleted';

/** What a notification means for attendance, whatever the vendor calls it. */
export type EventKind =
  | 'motion'
  | 'personInZone'
  | 'lineCrossed'
  | 'faceDetected'
  | 'faceRecognised'
  | 'accessGranted'
  | 'accessTaken'
  | 'accessDenied'
  | 'digitalInput'
  | 'vehicle'
  | 'animal'
  | 'package'
  | 'doorbell'
  | 'loitering'
  | 'counter'
  | 'signalLoss'
  | 'tampering'
  | 'pictureQuality'
  | 'health';

export type EventMeaning = {
  kind: EventKind;
  /** True: begins or is happening; false: is over; null: the event has no state (a line was crossed). */
  active: boolean | null;
  /** The credential an access event names (card number, token); absent for everything else. */
  credential?: string;
  /** The person as the device itself names them (access holder, face recognised by the camera). */
  personId?: string;
  /** The device's own likelihood of that recognition, 0..1. */
  likelihood?: number;
};

/** One ONVIF notification, normalised. Strings are as the device sent them. */
export type CameraNotification = {
  /** sha256 over what makes it this notification (topic, source, key, time, data, gone or not): same event, same key. */
  key: string;
  /** Topic without namespace prefix of the root, e.g. `VideoSource/MotionAlarm`; vendor prefixes inside are kept. */
  topic: string;
  source: Record<string, string>;
  keyItems: Record<string, string>;
  data: Record<string, string>;
  operation: PropertyOperation | null;
  /** The device's own time of the event on the device's clock; null when it sent none that can be read. */
  deviceTime: number | null;
  /** When the answer that carried it arrived here. */
  receivedAt: number;
  /** Server minus device clock, measured before subscribing; null when the device's clock could not be read. */
  skewMs: number | null;
  /** True when it is worth a capture: something begins, it is fresh, and it is no replay of a known state. */
  trigger: boolean;
  /** When it was worth a capture but is told too late for one: the instant it happened. Null otherwise. */
  heldBackSince: number | null;
  /** Null for a topic we do not know. */
  meaning: EventMeaning | null;
};

/** Where a camera's event subscription stands, in words an operator understands. */
export type SupervisorState =
  | 'connecting'
  | 'listening'
  | 'clockSkew'
  | 'wrongCredentials'
  | 'lockedOut'
  | 'connectionLimit'
  | 'noEvents'
  | 'offline'
  | 'notOnvif'
  | 'stopped';

export type StateChange = {
  state: SupervisorState;
  /** When it began. */
  since: number;
  /** The error that led here (no credentials inside); null for connecting, listening, stopped. */
  cause: string | null;
  /** When the next try is due; null while listening or stopped. */
  retryAt: number | null;
  /** When the device last answered; what came before was watched. Null before its first answer. */
  lastAnswerAt: number | null;
  /**
   * Since when every answer was received whole. What a device had put into an answer that broke on its way is lost, so
   * nothing can be said across that instant.
   */
  unbrokenSince: number | null;
};

/** Time as a dependency, so that hours pass in a test within milliseconds. */
export type Clock = {
  now(): number;
  /** Resolves after the delay, or at once when the signal aborts; never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
};

/** A structured log sink (pino fits). Fields never hold credentials. */
export type CameraLog = {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
};

export type SuperviseOptions = {
  /** Called once per distinct notification, in order of arrival. Its exceptions are caught and logged. */
  onEvent: (notification: CameraNotification) => void;
  onState?: (change: StateChange) => void;
  signal?: AbortSignal;
  /** Where devices may push to, when they have no pull points or keep refusing pulls; without it they are only pulled. */
  receiver?: NotificationReceiver;
  clock?: Clock;
  /** 0 <= n < 1, for jitter. */
  random?: () => number;
  log?: CameraLog;
};

/** `unsubscribe`: false leaves the subscription to lapse by itself, because it may not be ours any more. Default true. */
export type StopOptions = { unsubscribe?: boolean };

export type EventSupervisor = {
  state(): StateChange;
  /** Unsubscribes (at most two seconds), then resolves. Safe to call twice. */
  stop(options?: StopOptions): Promise<void>;
};

export type CameraProfile = {
  token: string;
  name: string;
  /** Pixels; null when the device does not say. */
  width: number | null;
  height: number | null;
  /** Codec as the device names it: H264, H265, JPEG …; null when it does not say. */
  encoding: string | null;
  /** Without credentials; null when the device refused it. */
  streamUri: string | null;
};

export type CameraProbe = {
  device: { manufacturer: string; model: string; firmware: string; serial: string };
  /** Server minus device clock; null when the device does not tell its time. */
  skewMs: number | null;
  profiles: CameraProfile[];
  snapshotUri: string | null;
  /** True when a subscription was accepted and released again. */
  events: boolean;
  /** Topics the device says it can raise; may be empty although events work. */
  topics: string[];
};

/** One picture with the instant it was taken (not when it arrived), true to half a second. */
export type Frame = { capturedAt: number; jpeg: Buffer; width: number; height: number };

export type StreamAccess = { uri: string; username: string; password: string };

/** How RTP comes: inside the RTSP connection, beside it, or tunnelled through HTTP. */
export type StreamTransport = 'tcp' | 'udp' | 'http';

export type FrameSourceHealth = {
  /** True while pictures arrive. */
  decoding: boolean;
  /** Capture instant of the newest picture received; null before the first. */
  lastFrameAt: number | null;
  /** Capture instant of the first picture of the connection that brings them; null while none does. */
  firstFrameAt?: number | null;
  /** Since when `decoding` has its present value. */
  since: number;
  /** Why it is not decoding (no credentials inside); null while it is. */
  cause: string | null;
  /** What last brought pictures, to be tried first next time; null before. */
  transport: StreamTransport | null;
  /** What decodes the pictures, once it is known. */
  decoder: Decoder | null;
};

export type FrameSourceOptions = {
  /** Pictures per second of a capture. */
  fps: number;
  /** How far back the past is kept. */
  ringSeconds: number;
  /** Upper bound of the ring's memory; the oldest part goes first. Default 32 MiB. */
  maxRingBytes?: number;
  /** Larger pictures are scaled down to this width (pixels); default: as they come. */
  maxWidth?: number;
  /** Blackened in every picture, before anybody or anything sees it. */
  masks?: readonly PictureArea[];
  /**
   * `compressed` keeps the stream as received and decodes only around a capture (a tenth of the processor);
   * `decoded` decodes all the time. Default `compressed`.
   */
  ring?: 'compressed' | 'decoded';
  /** Tried first; default `tcp`. */
  transport?: StreamTransport;
  /** What decodes. `auto` tries the machine's hardware on the first picture, software if none works. Default software. */
  decoder?: Decoder | 'auto';
  onState?: (health: FrameSourceHealth) => void;
  signal?: AbortSignal;
  clock?: Clock;
  random?: () => number;
  log?: CameraLog;
};

export type CaptureRequest = {
  /** The event's instant (server clock). */
  around: number;
  beforeMs: number;
  afterMs: number;
  /** Most frames returned; when there are more, of neighbours the sharpest are taken. */
  maxFrames: number;
};

export type FrameSource = {
  /** Pictures of the past that the ring still holds, oldest first. */
  recent(fromMs: number, toMs: number): Promise<Frame[]>;
  /** Pictures around an instant, oldest first; waits until `around + afterMs` has passed. Empty while not decoding. */
  capture(request: CaptureRequest): Promise<Frame[]>;
  /** As `capture`, each picture as soon as it is there. */
  captureStream(request: CaptureRequest): AsyncIterable<Frame>;
  /** The newest picture there is (a compressed ring decodes its newest key frame for it); null before the first. */
  latest(): Promise<Frame | null>;
  health(): FrameSourceHealth;
  /** Ends the stream and its processes. */
  close(): Promise<void>;
};

export type DiscoveredCamera = {
  /** Device service URLs the device announced, the one on the answering address first. */
  addresses: string[];
  /** Its lasting identity (urn:uuid:…). */
  endpoint: string;
  name: string | null;
  hardware: string | null;
};

/** What a test of a connection throws: an AppError with one of the camera_* codes. */
export type CameraError = AppError;

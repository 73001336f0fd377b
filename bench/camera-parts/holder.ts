/** The service's side in a process of its own, so that it can be measured: rings, supervisors, and a burst per event. */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFrameSource } from '../../src/cameras/frame-source.ts';
import { superviseEvents } from '../../src/cameras/supervise-events.ts';
import type {
  CameraAccess,
  CameraNotification,
  EventSupervisor,
  FrameSource,
} from '../../src/cameras/types.ts';

export type HolderRequest =
  { type: 'open'; cameras: { uri: string; access: CameraAccess }[] } | { type: 'close' } | { type: 'end' };

export type HolderReply =
  | { type: 'ready'; firstFrameMs: number[] }
  | { type: 'closed' }
  | { type: 'stored'; objectId: number; toStoredMs: number; framesBefore: number; frames: number }
  | { type: 'state'; camera: number; state: string };

const folder = mkdtempSync(join(tmpdir(), 'bench-cameras-'));
let held: { supervisor: EventSupervisor; frames: FrameSource }[] = [];
const tell = (reply: HolderReply): void => void process.send?.(reply);

/** As the camera worker does: the burst around the event, each picture stored as it comes. */
async function burst(frames: FrameSource, event: CameraNotification): Promise<void> {
  const objectId = Number(event.data['ObjectId']);
  let toStoredMs: number | null = null;
  let [count, framesBefore] = [0, 0];
  const request = { around: event.receivedAt, beforeMs: 1_200, afterMs: 800, maxFrames: 10 };
  for await (const frame of frames.captureStream(request)) {
    await writeFile(join(folder, `${objectId}-${count}.jpg`), frame.jpeg);
    toStoredMs ??= Date.now() - event.receivedAt;
    count += 1;
    if (frame.capturedAt < event.receivedAt) framesBefore += 1;
  }
  tell({ type: 'stored', objectId, toStoredMs: toStoredMs ?? Infinity, framesBefore, frames: count });
}

async function firstFrame(frames: FrameSource, openedAt: number): Promise<number> {
  while ((await frames.latest()) === null) await new Promise((resolve) => setTimeout(resolve, 20));
  return Date.now() - openedAt;
}

async function open(cameras: { uri: string; access: CameraAccess }[]): Promise<void> {
  const openedAt = Date.now();
  held = cameras.map(({ uri, access }, camera) => {
    const frames = openFrameSource(
      { uri, username: access.username, password: access.password },
      { fps: 5, ringSeconds: 8 },
    );
    const supervisor = superviseEvents(access, {
      onEvent: (event) => {
        if (event.trigger) void burst(frames, event);
      },
      onState: ({ state }) => tell({ type: 'state', camera, state }),
    });
    return { supervisor, frames };
  });
  const firstFrameMs = await Promise.all(held.map(({ frames }) => firstFrame(frames, openedAt)));
  tell({ type: 'ready', firstFrameMs });
}

async function close(): Promise<void> {
  await Promise.all(held.flatMap(({ supervisor, frames }) => [supervisor.stop(), frames.close()]));
  held = [];
}

process.on('message', (request: HolderRequest) => {
  if (request.type === 'open') void open(request.cameras);
  else if (request.type === 'close') void close().then(() => tell({ type: 'closed' }));
  else
    void close().then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.disconnect();
    });
});

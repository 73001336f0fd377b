import { randomUUID } from 'node:crypto';
import type { CameraNotification } from '../cameras/types.ts';

/** What the service itself finds reason to take pictures for, in the form of a camera's event. */
export const continuousTopic = 'Picture/Continuous';
export type LocalTopic = 'Picture/Motion' | typeof continuousTopic;

/** `since` is when it began (epoch ms, this server's clock), so that the pictures begin there too. */
export function localEvent(
  topic: LocalTopic,
  { active, since, now }: { active: boolean; since: number; now: number },
): CameraNotification {
  return {
    key: randomUUID(),
    topic,
    ...{ source: {}, keyItems: {}, data: {} },
    operation: 'Changed',
    deviceTime: since,
    receivedAt: now,
    skewMs: 0,
    trigger: active,
    heldBackSince: null,
    meaning: { kind: 'motion', active },
  };
}

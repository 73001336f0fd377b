import { z } from 'zod';

const kinds = ['accessTaken', 'accessGranted', 'faceRecognised'] as const;

const naming = z.object({
  kind: z.enum(kinds),
  credential: z.string().min(1).optional(),
  personId: z.string().min(1).optional(),
  likelihood: z.number().min(0).max(1).optional(),
});

/** What an event says about who passed: the credential, or the person as the device names them. */
export type Naming = { kind: (typeof kinds)[number]; token: string; likelihood: number | null };

/** Whom the meaning of an event names, by the device's own knowledge; null when it names nobody. */
export function namingOf(meaning: unknown): Naming | null {
  const { data } = naming.safeParse(meaning);
  const token = data?.credential ?? data?.personId;
  if (data === undefined || token === undefined) return null;
  return { kind: data.kind, token, likelihood: data.likelihood ?? null };
}

/** The events among some of one camera by which the device says who passed, as they are taken further. */
export function namingEvents(
  cameraId: string,
  events: readonly { key: string; payload: { meaning?: unknown } }[],
): { cameraId: string; eventKey: string }[] {
  return events
    .filter(({ payload }) => namingOf(payload.meaning) !== null)
    .map(({ key: eventKey }) => ({ cameraId, eventKey }));
}

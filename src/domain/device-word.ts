import type { Direction } from './types/evidence.ts';

/** What a device itself says about who passed. */
export type DeviceWord = {
  kind: 'accessTaken' | 'accessGranted' | 'faceRecognised';
  /** The device's own likelihood that it is this face, 0..1; null when it gives none. */
  likelihood: number | null;
};

export type DevicePlace = {
  /** Which way somebody goes who passes it. */
  direction: Direction;
  /** From which likelihood on the office takes this camera's own recognition for certain; null: never. */
  trustedFrom: number | null;
};

/**
 * How strong a device's word is, once it is known whose credential or enrolled face it was.
 *
 * A credential that was taken shows that it passed the door; as with a punch, whoever carried it is taken for its holder.
 * One that was only granted shows that it was held to the reader: at an entrance its holder stood outside then and may
 * have come in, at an exit they were inside and may have stayed. So a granted exit never proves that somebody left. A
 * face that the camera itself recognised is a question to a reviewer unless the office trusts that camera.
 */
export function strengthOf(
  { kind, likelihood }: DeviceWord,
  { direction, trustedFrom }: DevicePlace,
): { certainty: 'certain' | 'uncertain'; direction: Direction } {
  switch (kind) {
    case 'accessTaken':
      return { certainty: 'certain', direction };
    case 'accessGranted':
      return { certainty: 'certain', direction: direction === 'out' ? 'inside' : direction };
    case 'faceRecognised': {
      const trusted = trustedFrom !== null && (likelihood ?? 0) >= trustedFrom;
      return { certainty: trusted ? 'certain' : 'uncertain', direction };
    }
  }
}

/** A device's event in time; instants in epoch ms. */
export type EventTimes = {
  operation: string | null;
  /** On the device's clock. */
  deviceTime: number | null;
  receivedAt: number;
  /** Server minus device clock; null while unmeasured. */
  skewMs: number | null;
};

/** A device that was away tells what happened meanwhile; older than this it is history, or its clock is wrong. */
const oldestMs = 7 * 86_400_000;
/** Its clock was measured to about this much. */
const aheadMs = 5_000;

/**
 * When it happened: by the device's clock where that was measured and is credible, else when it was heard. Null when
 * that cannot be known: states that a device repeats when it is asked (`Initialized`) may be of any time.
 */
export function instantOfWord({ operation, deviceTime, receivedAt, skewMs }: EventTimes): number | null {
  if (deviceTime !== null && skewMs !== null) {
    const at = deviceTime + skewMs;
    const age = receivedAt - at;
    if (age >= 0 && age <= oldestMs) return at;
    if (age < 0 && age >= -aheadMs) return receivedAt;
  }
  return operation === 'Initialized' ? null : receivedAt;
}

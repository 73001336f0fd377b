import { askForHeld } from '../attendance/ask-for-days.ts';
import type { Interval } from '../domain/types/time.ts';
import { publishLive } from '../notify/live.ts';
import { alertsQueue } from '../queues/alerts.ts';
import type { Queues } from '../queues/connection.ts';
import type { Database } from '../store/database.ts';
import { namedIn, settleFarDoors } from '../store/far-doors.ts';
import type { Sighting } from '../store/generated/client.ts';

type Where = { database: Database; queues: Queues };

/**
 * Lets the rule about far doors look at one person again, and asks for the records that depend on what is held. Doing it
 * again is harmless.
 */
export async function checkFarDoors(where: Where, employeeId: string, around: Interval): Promise<void> {
  for (const sighting of await settleFarDoors(where.database, employeeId, around)) {
    const { id: sightingId, cameraId, outcome } = sighting;
    await askForHeld(where, sighting);
    if (outcome === 'uncertain') await alertsQueue.enqueue(where.queues, { kind: 'sighting', sightingId });
    await publishLive(where.database, { type: 'sighting', sightingId, cameraId });
  }
}

/** The same for whoever recognition named in a sighting, and whomever else it may concern. */
export async function checkFarDoorsOf(
  where: Where,
  sighting: Sighting,
  others: readonly (string | null)[] = [],
): Promise<void> {
  const at = sighting.at.getTime();
  for (const employeeId of new Set([namedIn(sighting), ...others]))
    if (employeeId !== null) await checkFarDoors(where, employeeId, { from: at, to: at });
}

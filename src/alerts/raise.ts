import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { AlertKind } from '../http/contracts/attendance.ts';
import type { alertsQueue } from '../queues/alerts.ts';
import type { JobOutcome } from '../queues/define-worker.ts';
import { aboutCamera, aboutSilence } from './about-camera.ts';
import { raise, withdraw } from './write-alert.ts';

type Fact = z.output<typeof alertsQueue.payload>;

/** One person who is not known walks past several captures: one alert in this time at one door. */
const sameStrangerMs = 60_000;
/** Frames in which a face must have been seen before a door cries out about it. */
const strangerFrames = 3;

/** Raises, or withdraws, the alerts that follow from one fact. */
export async function raiseAlerts(context: Context, fact: Fact): Promise<JobOutcome> {
  switch (fact.kind) {
    case 'record':
      return aboutRecord(context, fact.employeeId, fact.workDate);
    case 'sighting':
      return aboutSighting(context, fact.sightingId);
    case 'camera':
      return aboutCamera(context, fact);
    case 'silence':
      return aboutSilence(context, fact.silenceId);
  }
}

/** Late arrivals and absences that the record asserts, as candidates; withdrawn when the record takes them back. */
async function aboutRecord(context: Context, employeeId: string, workDate: string): Promise<JobOutcome> {
  const { prisma } = context.database;
  const findings = await prisma.finding.findMany({ where: { employeeId, workDate: new Date(workDate) } });
  const employee = await prisma.employee.findUnique({ where: { id: employeeId } });
  if (employee === null) return { status: 'skipped', reason: 'employee deleted' };
  let raised = 0;
  for (const finding of findings) {
    if (finding.kind !== 'late' && finding.kind !== 'absent') continue;
    const dedupeKey = `${finding.kind}-${employeeId}-${workDate}-${finding.sessionKey}`;
    if (finding.state === 'withdrawn') {
      await withdraw(context, dedupeKey);
      continue;
    }
    raised += await raise(context, {
      kind: finding.kind === 'late' ? 'lateArrival' : 'absence',
      severity: 'warning',
      dedupeKey,
      at: finding.createdAt,
      employeeId,
      params: {
        name: employee.fullName,
        code: employee.code,
        session: finding.sessionKey,
        minutes: finding.minutes,
        date: workDate,
      },
    });
  }
  return { status: 'done', raised };
}

async function aboutSighting(context: Context, sightingId: string): Promise<JobOutcome> {
  const { prisma } = context.database;
  const sighting = await prisma.sighting.findUnique({
    where: { id: sightingId },
    include: { door: true, camera: true },
  });
  if (sighting === null || sighting.outcome === 'known' || sighting.outcome === 'unusable')
    return { status: 'skipped', reason: 'nothing to tell' };
  if (!sighting.door.staffOnly || sighting.direction === 'out')
    return { status: 'skipped', reason: 'not asked for' };
  const seen = Number((sighting.votes as { observations?: number }).observations ?? 0);
  if (seen < strangerFrames) return { status: 'skipped', reason: 'seen too briefly' };
  const unknown = sighting.outcome === 'unknown';
  const kind: AlertKind = unknown ? 'unknownPerson' : 'uncertainPerson';
  const recent = await prisma.alert.findFirst({
    where: {
      kind,
      cameraId: sighting.cameraId,
      at: {
        gte: new Date(sighting.at.getTime() - sameStrangerMs),
        lte: new Date(sighting.at.getTime() + sameStrangerMs),
      },
    },
  });
  if (recent !== null) return { status: 'skipped', reason: 'told already' };
  const raised = await raise(context, {
    kind,
    severity: unknown ? 'warning' : 'info',
    dedupeKey: `${kind}-${sightingId}`,
    at: sighting.at,
    cameraId: sighting.cameraId,
    sightingId,
    params: { door: sighting.door.name, camera: sighting.camera.name },
  });
  return { status: 'done', raised };
}

import type { ApiApp, HttpDeps } from '../deps.ts';
import type { LiveHub } from '../live-hub.ts';
import { accountRoutes } from './accounts.ts';
import { alertRoutes } from './alerts.ts';
import { attachmentRoutes } from './attachments.ts';
import { auditRoutes } from './audit.ts';
import { calendarRoutes } from './calendar.ts';
import { cameraChangeRoutes } from './camera-changes.ts';
import { cameraFacesRoutes } from './camera-faces.ts';
import { cameraImportRoutes } from './camera-imports.ts';
import { cameraRoutes } from './cameras.ts';
import { cameraTestRoutes } from './camera-test.ts';
import { consentRoutes } from './consents.ts';
import { correctionRoutes } from './corrections.ts';
import { credentialRoutes } from './credentials.ts';
import { doorRoutes } from './doors.ts';
import { employeeRoutes } from './employees.ts';
import { enrolmentBatchRoutes } from './enrolment-batches.ts';
import { evidenceRoutes } from './evidence.ts';
import { excusalRoutes } from './excusals.ts';
import { galleryHealthRoutes } from './gallery-health.ts';
import { healthRoutes } from './health.ts';
import { importRoutes } from './imports.ts';
import { liveCaptureRoutes } from './live-captures.ts';
import { liveRoutes } from './live.ts';
import { officeRoutes } from './office.ts';
import { periodRoutes } from './periods.ts';
import { personHistoryRoutes } from './person-history.ts';
import { lookAlikeRoutes } from './look-alikes.ts';
import { photoRoutes } from './photos.ts';
import { postingRoutes } from './postings.ts';
import { punchSourceRoutes } from './punch-sources.ts';
import { queueRoutes } from './queues.ts';
import { recordRoutes } from './records.ts';
import { reportRoutes } from './reports.ts';
import { retentionRoutes } from './retention.ts';
import { reviewRoutes } from './reviews.ts';
import { scheduleBookRoutes } from './schedule-book.ts';
import { scheduleRoutes } from './schedules.ts';
import { sessionRoutes } from './session.ts';
import { setupRoutes } from './setup.ts';
import { sightingRoutes } from './sightings.ts';
import { signInRoutes } from './sign-ins.ts';
import { tokenRoutes } from './tokens.ts';
import { walkingTimeRoutes } from './walking-times.ts';
import { whatIfRoutes } from './what-if.ts';

/** Every route of the API. */
export function registerRoutes(app: ApiApp, deps: HttpDeps, live: LiveHub): void {
  const resources = [
    setupRoutes,
    sessionRoutes,
    accountRoutes,
    tokenRoutes,
    officeRoutes,
    retentionRoutes,
    employeeRoutes,
    personHistoryRoutes,
    postingRoutes,
    consentRoutes,
    photoRoutes,
    enrolmentBatchRoutes,
    liveCaptureRoutes,
    lookAlikeRoutes,
    galleryHealthRoutes,
    doorRoutes,
    walkingTimeRoutes,
    cameraRoutes,
    cameraFacesRoutes,
    cameraChangeRoutes,
    cameraTestRoutes,
    cameraImportRoutes,
    scheduleRoutes,
    scheduleBookRoutes,
    sightingRoutes,
    evidenceRoutes,
    reviewRoutes,
    recordRoutes,
    correctionRoutes,
    calendarRoutes,
    excusalRoutes,
    attachmentRoutes,
    punchSourceRoutes,
    credentialRoutes,
    importRoutes,
    signInRoutes,
    alertRoutes,
    reportRoutes,
    periodRoutes,
    whatIfRoutes,
    healthRoutes,
    queueRoutes,
    auditRoutes,
  ];
  for (const register of resources) register(app, deps);
  liveRoutes(app, live);
}

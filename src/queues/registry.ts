import { alertsQueue } from './alerts.ts';
import { attendanceQueue } from './attendance.ts';
import type { QueueDefinition } from './define-queue.ts';
import { enrolmentQueue } from './enrolment.ts';
import { galleryQueue } from './gallery.ts';
import { identificationQueue } from './identification.ts';
import { guidanceQueue } from './guidance.ts';
import { maintenanceQueue } from './maintenance.ts';
import { recognitionQueue } from './recognition.ts';
import { reportsQueue } from './reports.ts';

/** Every queue of the service. */
export const queueDefinitions: QueueDefinition[] = [
  recognitionQueue,
  enrolmentQueue,
  galleryQueue,
  identificationQueue,
  guidanceQueue,
  attendanceQueue,
  alertsQueue,
  reportsQueue,
  maintenanceQueue,
];

import { raiseAlerts } from '../src/alerts/raise.ts';
import type { Context } from '../src/context.ts';
import { alertsQueue } from '../src/queues/alerts.ts';
import { startQueueWorker } from '../src/queues/define-worker.ts';

/** Turns what happened into alerts for those who answer for it. */
export async function start(context: Context): Promise<void> {
  startQueueWorker(context.queues, alertsQueue, context.log, (fact) => raiseAlerts(context, fact));
}

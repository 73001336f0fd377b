/**
 * Entry of a worker process: `worker <role> [role …]`. Roles share the process and its connections.
 */
import { loadDotEnv, readConfig } from '../src/config.ts';
import { openContext, type Context } from '../src/context.ts';
import { beat } from '../src/store/heartbeat.ts';

type Role = { start(context: Context): Promise<void> };

const roles: Record<string, () => Promise<Role>> = {
  http: () => import('./http.ts'),
  camera: () => import('./camera.ts'),
  recognition: () => import('./recognition.ts'),
  attendance: () => import('./attendance.ts'),
  alerts: () => import('./alerts.ts'),
  reports: () => import('./reports.ts'),
  scheduler: () => import('./scheduler.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in roles));
if (asked.length === 0 || unknown.length > 0) {
  console.error(`Usage: npm run worker -- <role> [role …]   roles: ${Object.keys(roles).join(', ')}`);
  process.exit(2);
}

loadDotEnv();
const context = openContext(readConfig(), asked.join('+'));
context.lifecycle.closeOnSignals();
process.on('unhandledRejection', (error) => {
  context.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'unhandled rejection');
});
beat(context, asked);
for (const name of asked) await (await roles[name]?.())?.start(context);
process.send?.({ ready: asked });
context.log.info({ roles: asked }, 'worker ready');

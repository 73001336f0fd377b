import { audited } from '../../store/audit.ts';
import { listRetentionCertificates } from '../../store/retention/certificates.ts';
import { defaultsWith, readRetention, storeRetention } from '../../store/retention/settings.ts';
import { who } from '../auth.ts';
import { retention, retentionDays } from '../contracts/retention.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';

const tags = ['office'];
const certificatesShown = 62;

/** How long what is kept of people is kept, and proof of what was deleted. */
export function retentionRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  const sightingDays = deps.config.evidenceDays;
  const present = async () => ({
    days: await readRetention(db, sightingDays),
    defaults: defaultsWith(sightingDays),
    certificates: await listRetentionCertificates(db, certificatesShown),
  });

  app.get(
    '/api/retention',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'How long each class of data is kept', response: { 200: retention } },
    },
    present,
  );

  app.put(
    '/api/retention',
    {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Set how long each class of data is kept, in days',
        description: 'What has had its days then goes with the next hourly clean-up, for good.',
        body: retentionDays,
        response: { 200: retention },
      },
    },
    async (request) => {
      await audited(db, async (tx) => {
        const before = await readRetention(tx, sightingDays);
        await storeRetention(tx, request.body);
        const detail = { before, after: request.body };
        return {
          result: null,
          facts: { actor: who(request).actor, action: 'retention.set', subject: 'office:1', detail },
        };
      });
      return present();
    },
  );
}

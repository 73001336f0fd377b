import { writeRuleChange } from '../../attendance/rule-change.ts';
import { whatIf } from '../../attendance/what-if.ts';
import { who } from '../auth.ts';
import { whatIfAnswer, whatIfChange } from '../contracts/what-if.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';

/** What a change of the rules would do, before it is made. */
export function whatIfRoutes(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/what-if',
    {
      config: { access: 'officer', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        tags: ['schedules'],
        summary:
          'Every day up to today that a change of hours or calendar would alter, with before and after',
        description: 'Nothing is stored. Days of closed months would keep their records and get a proposal.',
        body: whatIfChange,
        response: { 200: whatIfAnswer },
      },
    },
    async (request) => {
      const { actor } = who(request);
      return whatIf(deps.database, (tx) => writeRuleChange(tx, request.body, actor), Date.now());
    },
  );
}

import { z } from 'zod';
import { officeDate, readOffice } from '../../store/office.ts';
import { recordsOn } from '../../store/records.ts';
import { todayOf } from '../../store/today.ts';
import { dayRecord, dayRecordWhy, today } from '../contracts/attendance.ts';
import { id, isoDate } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { listOf } from '../shapes.ts';
import { whyOf } from '../why.ts';

const dayQuery = z.object({ date: isoDate.optional() });

/** Today, the records of a day, and why a record says what it says. */
export function recordRoutes(app: ApiApp, deps: HttpDeps): void {
  todayRoute(app, deps);
  recordsRoute(app, deps);
  whyRoute(app, deps);
}

function todayRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/today',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['records'],
        summary: 'Everyone on a day, today when left out',
        querystring: dayQuery,
        response: { 200: today },
      },
    },
    async ({ query }) => {
      const office = await readOffice(db);
      return todayOf(db, office, query.date ?? officeDate(office));
    },
  );
}

function recordsRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/records',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['records'],
        summary: 'The records of a day, today when left out',
        querystring: dayQuery,
        response: { 200: listOf(dayRecord) },
      },
    },
    async ({ query }) => ({ items: await recordsOn(db, query.date ?? officeDate(await readOffice(db))) }),
  );
}

function whyRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/records/:employeeId/:date',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['records'],
        summary: 'One record with everything behind it',
        params: z.object({ employeeId: id, date: isoDate }),
        response: { 200: dayRecordWhy },
      },
    },
    async (request) => {
      const { employeeId, date } = request.params;
      return whyOf(db, employeeId, date, languageOf(request));
    },
  );
}

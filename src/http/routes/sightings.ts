import { z } from 'zod';
import { dayBounds } from '../../store/today.ts';
import { readOffice } from '../../store/office.ts';
import { findSighting, listSightings } from '../../store/sightings.ts';
import { sighting, sightingOutcome } from '../contracts/attendance.ts';
import { id, instant, isoDate } from '../contracts/common.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, limitOf, listOf } from '../shapes.ts';

const sightingQuery = z.object({
  /** A day of the office; narrower than `from` and `to`. */
  date: isoDate.optional(),
  from: instant.optional(),
  to: instant.optional(),
  employeeId: id.optional(),
  cameraId: id.optional(),
  outcome: sightingOutcome.optional(),
  limit: limitOf(100, 500),
});

/** Who was seen where and when. */
export function sightingRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/sightings',
    {
      config: { access: 'head' },
      schema: {
        tags: ['sightings'],
        summary: 'Sightings, newest first',
        querystring: sightingQuery,
        response: { 200: listOf(sighting) },
      },
    },
    async ({ query }) => {
      const { date, from, to, ...rest } = query;
      const day = date === undefined ? null : dayBounds(date, (await readOffice(db)).timeZone);
      return {
        items: await listSightings(db, {
          ...rest,
          from: day?.from ?? (from === undefined ? undefined : new Date(from)),
          to: day?.to ?? (to === undefined ? undefined : new Date(to)),
        }),
      };
    },
  );

  app.get(
    '/api/sightings/:id',
    {
      config: { access: 'head' },
      schema: { tags: ['sightings'], summary: 'One sighting', params: idParams, response: { 200: sighting } },
    },
    async ({ params }) => findSighting(db, params.id),
  );
}

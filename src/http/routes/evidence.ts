import { AppError } from '../../errors.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams } from '../shapes.ts';
import { noteView } from '../view-trace.ts';

/** The pictures behind sightings. Photos of people have their own route. */
export function evidenceRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/evidence/:id',
    {
      config: { access: 'head', shows: 'evidence.view' },
      schema: { tags: ['sightings'], summary: 'The picture of a frame (audited)', params: idParams },
    },
    async (request, reply) => {
      const { id } = request.params;
      const row = await db.evidence.findUnique({ where: { id } });
      if (row === null || row.kind !== 'frame') throw new AppError('not_found', `no frame ${id}`);
      const content = await deps.evidence.get(id);
      await noteView(request, db, { subject: `evidence:${id}` });
      return reply.type(row.mime).header('cache-control', 'no-store').send(content);
    },
  );
}

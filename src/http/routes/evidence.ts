import { AppError } from '../../errors.ts';
import { audit } from '../../store/audit.ts';
import { who } from '../auth.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams } from '../shapes.ts';

/** The pictures behind sightings. Photos of people have their own route. */
export function evidenceRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;

  app.get(
    '/api/evidence/:id',
    {
      config: { access: 'head' },
      schema: { tags: ['sightings'], summary: 'The picture of a frame (audited)', params: idParams },
    },
    async (request, reply) => {
      const { id } = request.params;
      const row = await db.evidence.findUnique({ where: { id } });
      if (row === null || row.kind !== 'frame') throw new AppError('not_found', `no frame ${id}`);
      const content = await deps.evidence.get(id);
      await audit(db, { actor: who(request).actor, action: 'evidence.view', subject: `evidence:${id}` });
      return reply.type(row.mime).header('cache-control', 'private, max-age=600').send(content);
    },
  );
}

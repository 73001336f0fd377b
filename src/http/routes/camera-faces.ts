import { z } from 'zod';
import { judgeFaces } from '../../domain/mounting-advice.ts';
import { faceCountsSince } from '../../store/camera-faces.ts';
import { listCameras } from '../../store/cameras.ts';
import { cameraFaces } from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { listOf } from '../shapes.ts';

const dayMs = 86_400_000;
const nobody = { captures: 0, seen: 0, usable: 0, faces: 0, reasons: [] };

/** How well faces can be recognised at each camera, and what to change where it hangs. */
export function cameraFacesRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/cameras/faces',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['cameras'],
        summary: 'Why faces could not be used at each camera over the last days, and what would help',
        querystring: z.object({ days: z.coerce.number().int().min(1).max(90).default(14) }),
        response: { 200: listOf(cameraFaces) },
      },
    },
    async ({ query: { days } }) => {
      const counts = await faceCountsSince(db, new Date(Date.now() - days * dayMs));
      const cameras = await listCameras(db);
      return {
        items: cameras.map(({ id: cameraId }) => {
          const counted = counts.get(cameraId) ?? nobody;
          const { captures, seen, usable } = counted;
          return { cameraId, days, captures, seen, usable, ...judgeFaces(counted) };
        }),
      };
    },
  );
}

import { z } from 'zod';
import { maximumPhotoBytes } from '../../domain/enrolment.ts';
import { publishLive } from '../../notify/live.ts';
import { audit, audited } from '../../store/audit.ts';
import { requireConsent } from '../../store/consents.ts';
import { findEmployee } from '../../store/employees.ts';
import { deleteFiles, forgetPhoto } from '../../store/forget.ts';
import { findPhoto, listPhotos } from '../../store/photos.ts';
import { who } from '../auth.ts';
import { photo } from '../contracts/people.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { enrolPhoto } from '../enrol-photo.ts';
import { portraitOf } from '../portrait.ts';
import { idParams, listOf, nothing } from '../shapes.ts';
import { readUpload } from '../upload.ts';
import { noteView } from '../view-trace.ts';

/** The photos from which people are recognised. */
export function photoRoutes(app: ApiApp, deps: HttpDeps): void {
  uploadRoute(app, deps);
  listRoute(app, deps);
  pictureRoute(app, deps);
  deleteRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/employees/:id/photos',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['photos'],
        summary: 'Photos of a person',
        params: idParams,
        response: { 200: listOf(photo) },
      },
    },
    async ({ params }) => ({ items: await listPhotos(db, params.id) }),
  );
}

function pictureRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/photos/:id/picture',
    {
      config: { access: 'viewer', shows: 'photo.view' },
      schema: {
        tags: ['photos'],
        summary: 'The picture of a photo, or with ?portrait=true only the face (audited)',
        params: idParams,
        querystring: z.object({ portrait: z.stringbool().default(false) }),
      },
    },
    async (request, reply) => {
      const { evidenceId, employeeId, mime, quality } = await findPhoto(db, request.params.id);
      const content = await deps.evidence.get(evidenceId);
      const { portrait } = request.query;
      const view = { subject: `photo:${request.params.id}`, detail: { employeeId } };
      // A list shows the same small portraits again and again.
      await noteView(request, db, view, { once: portrait });
      // A browser that kept it would still have it after the person withdrew.
      reply.header('cache-control', 'no-store');
      return portrait
        ? reply.type('image/jpeg').send(await portraitOf(content, quality.box))
        : reply.type(mime).send(content);
    },
  );
}

function deleteRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.delete(
    '/api/photos/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['photos'],
        summary: 'Delete a photo and its template',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { employeeId, evidenceId } = await findPhoto(db, id);
      const files = await audited(db, async (tx) => {
        const result = await forgetPhoto(tx, { id, employeeId, evidenceId });
        const facts = {
          actor: who(request).actor,
          action: 'photo.delete',
          subject: `photo:${id}`,
          detail: { employeeId },
        };
        return { result, facts };
      });
      await deleteFiles(db, deps.evidence, files);
      await publishLive(deps.database, { type: 'people', employeeId });
      return reply.code(204).send();
    },
  );
}

function uploadRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/employees/:id/photos',
    {
      config: { access: 'officer' },
      schema: {
        tags: ['photos'],
        summary: 'Enrol a person from a photo',
        description: 'multipart/form-data, field `photo`, one picture (JPEG, PNG, WebP) of at most 15 MB.',
        consumes: ['multipart/form-data'],
        params: idParams,
        response: { 201: photo },
      },
    },
    async (request, reply) => {
      const { id: employeeId } = request.params;
      await findEmployee(db, employeeId, '1970-01-01');
      await requireConsent(db, employeeId);
      const { content, fileName } = await readUpload(request, 'photo', maximumPhotoBytes, 'photo_too_large');
      const { actor } = who(request);
      const photoId = await enrolPhoto(deps, { employeeId, content, fileName, requestedBy: actor });
      await audit(db, { actor, action: 'photo.add', subject: `photo:${photoId}`, detail: { employeeId } });
      const { evidenceId: _evidenceId, mime: _mime, ...added } = await findPhoto(db, photoId);
      return reply.code(201).send(added);
    },
  );
}

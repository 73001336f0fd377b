import { AppError } from '../../errors.ts';
import { addAttachment, findAttachment, listAttachments } from '../../store/attachments.ts';
import { audited } from '../../store/audit.ts';
import { requireExcusal } from '../../store/excusals.ts';
import { who } from '../auth.ts';
import { excusalAttachment } from '../contracts/rules.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { paperMime } from '../file-kind.ts';
import { requireOwnOr } from '../not-oneself.ts';
import { idParams, listOf } from '../shapes.ts';
import { readUpload } from '../upload.ts';
import { noteView } from '../view-trace.ts';

const tags = ['excusals'];
const limitBytes = 10 * 1024 * 1024;

/** Papers that show the reason of an excusal: certificates, orders, invitations. Kept encrypted. */
export function attachmentRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  uploadRoute(app, deps);
  fileRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/excusals/:id/attachments',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Papers of an excusal',
        params: idParams,
        response: { 200: listOf(excusalAttachment) },
      },
    },
    async ({ params }) => ({ items: await listAttachments(db, params.id) }),
  );
}

function uploadRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/excusals/:id/attachments',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Add a paper to an excusal',
        description:
          'multipart/form-data, field `file`, one PDF, JPEG or PNG of at most 10 MB. To one of oneself, while it is undecided; an officer to any.',
        consumes: ['multipart/form-data'],
        params: idParams,
        response: { 201: excusalAttachment },
      },
    },
    async (request, reply) => {
      const { id: excusalId } = request.params;
      const identity = who(request);
      const { employeeId, state } = await requireExcusal(db, excusalId);
      await requireOwnOr(db, identity, employeeId, 'officer', state === 'requested');
      const { content, fileName } = await readUpload(request, 'file', limitBytes, 'attachment_too_large');
      const mime = paperMime(content);
      if (mime === null)
        throw new AppError('attachment_type', `${fileName} is no paper`, { details: { fileName } });
      const stored = await deps.evidence.put(content, 'attachment', { at: new Date(), mime });
      const { actor } = identity;
      const added = await audited(db, async (tx) => {
        const facts = { excusalId, fileName: fileName.slice(0, 200), addedBy: actor };
        const result = await addAttachment(tx, facts, stored);
        const subject = `excusal:${excusalId}`;
        const detail = { attachmentId: result.id, sha256: stored.sha256 };
        return { result, facts: { actor, action: 'excusal.attach', subject, detail } };
      }).catch(async (error: unknown) => {
        await deps.evidence.delete(stored.id);
        throw error;
      });
      return reply.code(201).send(added);
    },
  );
}

function fileRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/attachments/:id/file',
    {
      config: { access: 'officer', shows: 'attachment.view' },
      schema: { tags, summary: 'A paper itself (audited)', params: idParams },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { evidenceId, excusalId, mime, fileName } = await findAttachment(db, id);
      const content = await deps.evidence.get(evidenceId);
      await noteView(request, db, { subject: `attachment:${id}`, detail: { excusalId } });
      // Saved rather than opened: a paper of unknown origin runs nothing on this site.
      return reply
        .type(mime)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
        .header('cache-control', 'no-store')
        .send(content);
    },
  );
}

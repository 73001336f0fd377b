import { z } from 'zod';
import type { BulkFile } from '../../enrolment/bulk-enrol.ts';
import { enrolmentCsv } from '../../enrolment/report-csv.ts';
import { zipLimitBytes, zipPhotos } from '../../enrolment/zip-photos.ts';
import { AppError } from '../../errors.ts';
import type { Language } from '../../i18n/messages.ts';
import { audited } from '../../store/audit.ts';
import {
  beginBatch,
  filesOfBatch,
  filesToShow,
  findBatch,
  listBatches,
  refuseWhileRunning,
  workedOn,
  type BatchFile,
} from '../../store/enrolment-batches.ts';
import { who } from '../auth.ts';
import { enrolmentBatch, enrolmentBatchDetail, type EnrolmentFile } from '../contracts/enrolment.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { errorText } from '../error-answer.ts';
import { languageOf } from '../language.ts';
import { runBatch } from '../run-batch.ts';
import { idParams, listOf } from '../shapes.ts';
import { receiveUpload, uploadsFolder, type ReceivedFile } from '../upload.ts';
import { noteView } from '../view-trace.ts';

const tags = ['photos'];
/** A page holds that many. */
const mostShown = 200;

/** Photos of many people at once. */
export function enrolmentBatchRoutes(app: ApiApp, deps: HttpDeps): void {
  sendRoute(app, deps);
  readRoutes(app, deps);
  reportRoute(app, deps);
  stopRoute(app, deps);
}

function sendRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  /** One ZIP at a time lies on the disk. */
  let receiving = false;
  app.post(
    '/api/enrolment-batches',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Enrol many people from a ZIP of photos',
        description:
          'multipart/form-data, field `file`: a ZIP of at most 300 MB with `<code>/*.jpg`, `<code>.jpg` or `<code>_2.jpg` (also png, webp). Answered at once; the photos are looked at one after another. Sending the same again does nothing to photos that are enrolled.',
        consumes: ['multipart/form-data'],
        response: { 202: enrolmentBatch },
      },
    },
    async (request, reply) => {
      const { actor } = who(request);
      // All of this before any of the body is read.
      await refuseWhileRunning(db);
      if (receiving) throw new AppError('bulk_running', 'another ZIP is being received');
      receiving = true;
      const limits = { bytes: zipLimitBytes, tooLarge: 'bulk_file_too_large' } as const;
      const received = await receiveUpload(request, 'file', limits, uploadsFolder(deps.config)).finally(
        () => (receiving = false),
      );
      const id = await beginWith(deps, received, actor);
      return reply.code(202).send(await findBatch(db, id));
    },
  );
}

/** Begins to work on a ZIP that is there, and sees to it that it goes when that ends. @throws AppError as `zipPhotos`. */
async function beginWith(deps: HttpDeps, { file, fileName }: ReceivedFile, actor: string): Promise<string> {
  try {
    const files = await zipPhotos(file);
    const id = await begin(deps, { actor, files, fileName });
    void runBatch(deps, { id, files, actor }).finally(() => file.close());
    return id;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function begin(
  { database }: HttpDeps,
  { actor, files, fileName }: { actor: string; files: BulkFile[]; fileName: string },
): Promise<string> {
  return audited(database.prisma, async (tx) => {
    const facts = { fileName: fileName.slice(0, 200), total: files.length };
    const result = await beginBatch(tx, { ...facts, requestedBy: actor });
    const subject = `enrolmentBatch:${result}`;
    return { result, facts: { actor, action: 'photo.bulk', subject, detail: facts } };
  });
}

function readRoutes(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/enrolment-batches',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'The newest ZIPs of photos', response: { 200: listOf(enrolmentBatch) } },
    },
    async () => ({ items: await listBatches(db, 20) }),
  );
  app.get(
    '/api/enrolment-batches/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'How far a ZIP of photos is, and what became of them',
        description: `At most ${mostShown} files: those that were refused first, then the newest. All are in the report.`,
        params: idParams,
        response: { 200: enrolmentBatchDetail },
      },
    },
    async (request) => ({
      ...(await findBatch(db, request.params.id)),
      files: (await filesToShow(db, request.params.id, mostShown)).map((row) =>
        toldIn(languageOf(request), row),
      ),
    }),
  );
}

function reportRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.get(
    '/api/enrolment-batches/:id/report',
    {
      config: { access: 'officer', shows: 'photo.bulkReport' },
      schema: {
        tags,
        summary: 'The same as a CSV file for Excel',
        params: idParams,
        querystring: z.object({ lang: z.enum(['vi', 'en']).optional() }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await findBatch(db, id);
      await noteView(request, db, { subject: `enrolmentBatch:${id}` });
      const language = request.query.lang ?? languageOf(request);
      const files = (await filesOfBatch(db, id)).map((row) => toldIn(language, row));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="enrolment-${id.slice(-6)}.csv"`)
        .send(enrolmentCsv(files, language));
    },
  );
}

function stopRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/enrolment-batches/:id/stop',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Stop looking at the rest of a ZIP; what is enrolled stays',
        params: idParams,
        response: { 200: enrolmentBatch },
      },
    },
    async (request) => {
      const { id } = request.params;
      await findBatch(db, id);
      await audited(db, async (tx) => {
        const stopped = await workedOn(tx, id, 'stopped');
        const subject = `enrolmentBatch:${id}`;
        const facts = { actor: who(request).actor, action: 'photo.bulkStop', subject, detail: { stopped } };
        return { result: null, facts };
      });
      return findBatch(db, id);
    },
  );
}

function toldIn(language: Language, { file, person, outcome, reason, details }: BatchFile): EnrolmentFile {
  if (reason === null) return { file, person, outcome, problem: null };
  const fileName = file.split('/').at(-1) ?? file;
  const { code, message, hint = null } = errorText(language, reason, { fileName, ...details });
  return { file, person, outcome, problem: { code, message, hint } };
}

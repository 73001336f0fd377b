import { z } from 'zod';
import { askForTouch, type RuleTouch } from '../../attendance/ask-for-change.ts';
import { AppError } from '../../errors.ts';
import { importLimitBytes, planImport, type Reading } from '../../imports/plan-import.ts';
import { previewImport } from '../../imports/preview-import.ts';
import { takeIn, undoImport } from '../../imports/take-in.ts';
import { audited } from '../../store/audit.ts';
import type { Transaction } from '../../store/database.ts';
import { findPunchImport, listPunchImports } from '../../store/punch-imports.ts';
import { findPunchSource } from '../../store/punch-sources.ts';
import { who } from '../auth.ts';
import {
  importAsked,
  importDone,
  importPreview,
  importUndo,
  previewAsked,
  punchImport,
  type PunchSource,
} from '../contracts/imports.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { employeeBehind } from '../not-oneself.ts';
import { idParams, limitOf, listOf } from '../shapes.ts';
import { readUpload } from '../upload.ts';

const tags = ['imports'];
/** A hundred thousand rows are written in one transaction. */
const timeoutMs = 120_000;

/** Files of punches: looked at first, taken in whole, taken back. */
export function importRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  previewRoute(app, deps);
  takeInRoute(app, deps);
  undoRoute(app, deps);
}

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const querystring = z.object({ limit: limitOf(100, 500) });
  app.get(
    '/api/imports',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Files of punches that were taken in, newest first',
        querystring,
        response: { 200: listOf(punchImport) },
      },
    },
    async ({ query }) => ({ items: await listPunchImports(deps.database.prisma, query.limit) }),
  );
}

function previewRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/imports/preview',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'What a file of punches would bring, and what is wrong with it',
        description:
          'multipart/form-data: `asked` (JSON: `sourceId`, or `format` on trial, or neither for the first lines only), then `file` of at most 10 MB. Writes nothing.',
        consumes: ['multipart/form-data'],
        response: { 200: importPreview },
      },
    },
    async (request) => {
      const { content, fileName, fields } = await readUpload(
        request,
        'file',
        importLimitBytes,
        'import_file_too_large',
      );
      const { sourceId, format } = askedOf(fields, previewAsked);
      const source = sourceId === undefined ? null : await findPunchSource(db, sourceId);
      const reading =
        source !== null
          ? readingOf({ ...source, format: format ?? source.format })
          : format === undefined
            ? null
            : { format, direction: 'asWritten' as const, codes: new Map<string, string | null>() };
      const asked = { content, fileName, reading, sourceId: sourceId ?? null, now: new Date() };
      return previewImport(db, asked, languageOf(request));
    },
  );
}

function takeInRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/imports',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take in a file of punches, whole or not at all',
        description:
          'multipart/form-data: `asked` (JSON: `sourceId`, and the dates `coveredFrom`, `coveredTo` for which the file is complete), then `file` of at most 10 MB. The same file again changes nothing (200). The days it touches are computed again.',
        consumes: ['multipart/form-data'],
        response: { 200: importDone, 201: importDone },
      },
    },
    async (request, reply) => {
      const { content, fileName, fields } = await readUpload(
        request,
        'file',
        importLimitBytes,
        'import_file_too_large',
      );
      const { sourceId, coveredFrom, coveredTo } = askedOf(fields, importAsked);
      const identity = who(request);
      const { actor } = identity;
      const self = await employeeBehind(db, identity);
      const now = new Date();
      const work = async (tx: Transaction) => {
        const source = await findPunchSource(tx, sourceId);
        const plan = await planImport(tx, content, readingOf(source), now.getTime());
        const asked = { source, fileName, plan, coveredFrom, coveredTo, by: actor, now };
        const result = await takeIn(tx, asked);
        const { id, digest, added, known } = result.import;
        // A file is a device's word, not a decision; that it speaks of who took it in, too, is written down.
        const ownRows = plan.punches.filter((punch) => punch.employeeId === self).length;
        const facts = { fileName, digest, added, known, ownRows, coveredFrom, coveredTo };
        const detail = { ...facts, sourceId, sameFile: result.sameFile };
        return { result, facts: { actor, action: 'import.takeIn', subject: `import:${id}`, detail } };
      };
      const { touches, ...done } = await audited(db, work, timeoutMs);
      await askForAll(deps, touches, `import ${done.import.id}`);
      return reply.code(done.sameFile ? 200 : 201).send(done);
    },
  );
}

function undoRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/imports/:id/undo',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Take a file back, with a reason',
        description:
          'Its punches stop counting, but for those that another file holds. The days it touches are computed again.',
        params: idParams,
        body: importUndo,
        response: { 200: punchImport },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { reason } = request.body;
      const { actor } = who(request);
      const source = await findPunchSource(db, (await findPunchImport(db, id)).source.id);
      const undone = await audited(
        db,
        async (tx) => {
          const result = await undoImport(tx, source, id, { by: actor, reason, now: new Date() });
          const subject = `import:${id}`;
          return { result, facts: { actor, action: 'import.undo', subject, detail: { reason } } };
        },
        timeoutMs,
      );
      await askForAll(deps, undone.touches, `import ${id} undone`);
      return undone.import;
    },
  );
}

async function askForAll(deps: HttpDeps, touches: RuleTouch[], reason: string): Promise<void> {
  for (const touch of touches) await askForTouch(deps, touch, reason);
}

function readingOf({
  format,
  direction,
  codes,
}: Pick<PunchSource, 'format' | 'direction' | 'codes'>): Reading {
  return {
    ...{ format, direction },
    codes: new Map(codes.map(({ code, employee }) => [code, employee?.id ?? null])),
  };
}

/** The `asked` field of a form. @throws AppError `invalid_request`. */
function askedOf<Asked extends z.ZodType>(fields: Record<string, string>, contract: Asked): z.output<Asked> {
  const read = contract.safeParse(parsed(fields.asked ?? '{}'));
  if (!read.success) {
    const field = ['asked', ...(read.error.issues[0]?.path ?? [])].join('.');
    throw new AppError('invalid_request', `${field} of the form is not understood`, { details: { field } });
  }
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

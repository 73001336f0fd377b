import { probeCamera } from '../../cameras/probe.ts';
import { AppError } from '../../errors.ts';
import {
  addCameras,
  cameraFileLimitBytes,
  describePlan,
  planCameraImport,
  type CameraImportPlan,
} from '../../imports/import-cameras.ts';
import type { CameraLine } from '../../imports/camera-file.ts';
import type { Language } from '../../i18n/messages.ts';
import { publishLive } from '../../notify/live.ts';
import { audit, audited } from '../../store/audit.ts';
import { who } from '../auth.ts';
import {
  camera,
  cameraImportAsked,
  cameraImportPreview,
  cameraImportTested,
  type CameraImportTested,
} from '../contracts/cameras.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { errorText } from '../error-answer.ts';
import { languageOf } from '../language.ts';
import { listOf } from '../shapes.ts';
import { streamLines, wantsLines } from '../stream-lines.ts';
import { readUpload } from '../upload.ts';
import type { FastifyRequest } from 'fastify';

const tags = ['cameras'];
const consumes = ['multipart/form-data'];
const form = 'multipart/form-data: the `file` (CSV with headings, UTF-8 or Windows-1258, at most 1 MB).';
/** Cameras tried at a time. */
const together = 4;

/** Lists of cameras: looked at, tried, taken in whole. */
export function cameraImportRoutes(app: ApiApp, deps: HttpDeps): void {
  previewRoute(app, deps);
  testRoute(app, deps);
  takeInRoute(app, deps);
}

async function planOf(
  request: FastifyRequest,
  db: HttpDeps['database']['prisma'],
  createDoors: boolean,
): Promise<CameraImportPlan> {
  const { content } = await readUpload(request, 'file', cameraFileLimitBytes, 'import_file_too_large');
  return planCameraImport(db, content, createDoors);
}

function previewRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/cameras/import/preview',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'What a list of cameras would bring, and what is wrong with it',
        description: `${form} Writes nothing; passwords are not in the answer.`,
        consumes,
        querystring: cameraImportAsked,
        response: { 200: cameraImportPreview },
      },
    },
    async (request) =>
      describePlan(
        await planOf(request, deps.database.prisma, request.query.createDoors === 'true'),
        languageOf(request),
      ),
  );
}

function testRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/cameras/import/test',
    {
      config: { access: 'officer', rateLimit: { max: 6, timeWindow: '1 minute' } },
      schema: {
        tags,
        summary: 'Try the cameras of a list, each once; nothing is stored',
        description: `${form} With \`Accept: application/x-ndjson\` a line of JSON for each camera as it is known.`,
        consumes,
        response: { 200: listOf(cameraImportTested) },
      },
    },
    async (request, reply) => {
      const { lines } = await planOf(request, db, true);
      const { actor } = who(request);
      const detail = { cameras: lines.length };
      await audit(db, { actor, action: 'camera.test', subject: 'camera:new', detail });
      const language = languageOf(request);
      if (!wantsLines(request)) {
        const items: CameraImportTested[] = [];
        await tryAll(lines, language, (tested) => items.push(tested), new AbortController().signal);
        return { items: items.sort((a, b) => a.row - b.row) };
      }
      await streamLines<CameraImportTested>(request, reply, (send, signal) =>
        tryAll(lines, language, send, signal),
      );
      return reply as never;
    },
  );
}

/** A few at a time, each once: a wrong password in the list locks no camera. */
async function tryAll(
  lines: readonly CameraLine[],
  language: Language,
  tell: (tested: CameraImportTested) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...lines];
  const next = async (): Promise<void> => {
    for (let line = waiting.shift(); line && !signal.aborted; line = waiting.shift())
      tell({ row: line.row, ...(await tried(line, language, signal)) });
  };
  await Promise.all(Array.from({ length: together }, next));
}

async function tried(
  { address, username, password }: CameraLine,
  language: Language,
  signal: AbortSignal,
): Promise<Omit<CameraImportTested, 'row'>> {
  try {
    const { device } = await probeCamera({ address, username, password }, { signal });
    const { manufacturer = '', model = '' } = device as Record<string, string | undefined>;
    return { ok: true, detail: `${manufacturer} ${model}`.trim() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, detail: errorText(language, error.code, error.details).message };
  }
}

function takeInRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/cameras/import',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Add the cameras of a list, all or none',
        description: `${form} They are stored untried; each connects by itself.`,
        consumes,
        querystring: cameraImportAsked,
        response: { 201: listOf(camera) },
      },
    },
    async (request, reply) => {
      const { prisma } = deps.database;
      const plan = await planOf(request, prisma, request.query.createDoors === 'true');
      const cameras = await audited(
        prisma,
        async (tx) => {
          const result = await addCameras(tx, deps.secrets, plan);
          const detail = { cameras: result.map(({ name }) => name), newDoors: plan.newDoors };
          const { actor } = who(request);
          return { result, facts: { actor, action: 'camera.import', subject: 'camera:import', detail } };
        },
        60_000,
      );
      for (const { id } of cameras) await publishLive(deps.database, { type: 'camera', cameraId: id });
      return reply.code(201).send({ items: cameras });
    },
  );
}

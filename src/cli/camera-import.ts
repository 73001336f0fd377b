import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { message, type Language } from '../i18n/messages.ts';
import type { CameraLine, CameraProblem } from '../imports/camera-file.ts';
import { addCameras, planCameraImport, problemText } from '../imports/import-cameras.ts';
import { testCamera } from '../http/test-camera.ts';
import { audited } from '../store/audit.ts';
import type { Transaction } from '../store/database.ts';
import { openSecrets } from '../store/secrets.ts';
import { defineCommand } from './command.ts';
import { actor } from './tokens.ts';

/** Some hundreds of cameras are written in one transaction. */
const timeoutMs = 60_000;

export const importCamerasCommand = defineCommand({
  name: 'camera import',
  usage: 'FILE [--create-doors] [--dry-run] [--test] [--lang vi|en]',
  summary: 'Add the cameras of a list (CSV), all or none; --dry-run only says what is wrong with it',
  options: z.object({
    _: z.tuple([z.string().min(1)]),
    createDoors: z.boolean(),
    dryRun: z.boolean(),
    test: z.boolean(),
    lang: z.enum(['vi', 'en']).default('en'),
  }),
  run: async ({ _: [file], createDoors, dryRun, test, lang }, { prisma, config, print, say }) => {
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new AppError('not_found', `${file} cannot be read.`, { cause });
    });
    const db = await prisma();
    const plan = await planCameraImport(db, bytes, createDoors);
    for (const problem of plan.problems) print(problemLine(problem, lang));
    if (test) await tryAll(plan.lines, lang, print);
    if (dryRun && plan.problems.length === 0)
      return say(message(lang, 'cameraImport.ready', { count: plan.lines.length }));
    if (plan.problems.length > 0)
      throw new AppError(
        'import_has_problems',
        message(lang, 'cameraImport.wrong', { count: plan.problems.length }),
      );
    const secrets = openSecrets(config().keyFile);
    const work = async (tx: Transaction) => {
      const result = await addCameras(tx, secrets, plan);
      const detail = { cameras: result.map(({ name }) => name), newDoors: plan.newDoors };
      return { result, facts: { actor, action: 'camera.import', subject: 'camera:import', detail } };
    };
    const added = await audited(db, work, timeoutMs);
    for (const { name, address, door } of added) print(`${name}\t${address}\t${door.name}`);
    say(message(lang, 'cameraImport.stored', { count: added.length, doors: plan.newDoors.length }));
  },
});

const problemLine = (problem: CameraProblem, lang: Language): string =>
  `${message(lang, 'imports.row')} ${problem.row}: ${problemText(problem, lang)}`;

/** One after the other; whether a camera answers decides nothing here: it may come later. */
async function tryAll(
  lines: readonly CameraLine[],
  lang: Language,
  print: (line: string) => void,
): Promise<void> {
  for (const { name, address, username, password } of lines) {
    const { ok, error } = await testCamera({ address, username, password }, lang);
    print(`${ok ? 'ok     ' : 'FAILED '} ${name}${error ? ` → ${error.message}` : ''}`);
  }
}

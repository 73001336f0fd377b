import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of package.json: where migrations, models and the built dashboard are found, from sources or from `dist`. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** True when running from TypeScript sources (development, tests), false from the built `dist`. */
export const fromSources = import.meta.url.endsWith('.ts');

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json of the service was not found.');
  return findRoot(parent);
}

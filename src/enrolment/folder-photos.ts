import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import { fileSource } from '../store/scratch-file.ts';
import type { BulkFile } from './bulk-enrol.ts';
import { zipLimitBytes, zipPhotos } from './zip-photos.ts';

/**
 * The files of a folder with its folders, by name, or of a ZIP. Links are not followed.
 *
 * @throws AppError `not_found`, `bulk_nothing_inside`, and those of a ZIP.
 */
export async function photosAt(place: string): Promise<BulkFile[]> {
  const found = await stat(place).catch(() => null);
  if (found === null) throw new AppError('not_found', `${place} does not exist.`);
  if (found.isDirectory()) return filesOf(place);
  if (found.size > zipLimitBytes)
    throw new AppError('bulk_file_too_large', `${place} is larger than ${zipLimitBytes / 1024 / 1024} MB.`);
  return zipPhotos(fileSource(place, found.size));
}

async function filesOf(folder: string): Promise<BulkFile[]> {
  const inside = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = inside.filter((it) => it.isFile()).map((it) => fileOf(folder, it));
  if (files.length === 0) throw new AppError('bulk_nothing_inside', `${folder} holds no files.`);
  const sized = files.map(async ({ full, name }) => ({
    path: name,
    bytes: (await stat(full)).size,
    read: () => readFile(full),
  }));
  return (await Promise.all(sized)).sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

function fileOf(folder: string, entry: Dirent): { full: string; name: string } {
  const full = path.join(entry.parentPath, entry.name);
  // The folder itself may be named after the one person in it.
  const name = path.relative(path.dirname(path.resolve(folder)), path.resolve(full));
  return { full, name: name.split(path.sep).join('/') };
}

import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { AppError } from '../errors.ts';
import { maximumPhotoBytes } from '../domain/enrolment.ts';
import type { BulkFile } from './bulk-enrol.ts';

const inflate = promisify(inflateRaw);

/** A ZIP above this is refused before it is read to the end. */
export const zipLimitBytes = 300 * 1024 * 1024;
/** More files than this are sent in parts. */
const mostFiles = 20_000;
/** Pictures are packed already: what shrinks more than this is no picture but a trap. */
const mostPacking = 100;
const smallEnough = 1024 * 1024;

const signature = { file: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 };
const flag = { encrypted: 1, utf8: 1 << 11 };
const method = { stored: 0, deflated: 8 };
const sizeElsewhere = 0xffffffff;

type Entry = {
  path: string;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  bytes: number;
  at: number;
};

/**
 * The files of a ZIP (APPNOTE 6.3, without spanning and ZIP64), folders left out. Only the list is read here; a file is
 * unpacked when it is asked for, never beyond the size of a photo, whatever the list says.
 *
 * @throws AppError `bulk_not_a_zip`, `bulk_zip_locked` (a password), `bulk_too_many_files`, `bulk_nothing_inside`.
 */
export function zipPhotos(zip: Buffer): BulkFile[] {
  const entries = readList(zip).filter(({ path }) => !path.endsWith('/'));
  if (entries.length === 0) throw new AppError('bulk_nothing_inside', 'the ZIP holds no files');
  if (entries.every(({ flags }) => flags & flag.encrypted))
    throw new AppError('bulk_zip_locked', 'the ZIP has a password');
  return entries.map((entry) => ({ path: entry.path, bytes: entry.bytes, read: () => unpack(zip, entry) }));
}

const broken = (why: string): AppError => new AppError('bulk_not_a_zip', why);

function readList(zip: Buffer): Entry[] {
  const end = endOfList(zip);
  const count = zip.readUInt16LE(end + 10);
  if (count > mostFiles)
    throw new AppError('bulk_too_many_files', `${count} files`, { details: { count, maximum: mostFiles } });
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== signature.entry)
      throw broken(`entry ${i} is missing`);
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const flags = zip.readUInt16LE(at + 8);
    const name = zip.subarray(at + 46, at + 46 + (nameLength ?? 0));
    entries.push({
      path: name.toString(flags & flag.utf8 ? 'utf8' : 'latin1'),
      flags,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** The record that ends a ZIP, before a comment of at most 64 KiB. */
function endOfList(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--)
    if (zip.readUInt32LE(at) === signature.end) return at;
  throw broken('no end of list');
}

/** @throws AppError `bulk_entry_unreadable`, `bulk_entry_trap`, `photo_too_large`. */
async function unpack(zip: Buffer, entry: Entry): Promise<Buffer> {
  const { packed, bytes } = entry;
  if (bytes > smallEnough && bytes > packed * mostPacking)
    throw new AppError('bulk_entry_trap', `${bytes} bytes of ${packed}`);
  const content = await packedContent(zip, entry);
  if (content === null || content.length !== bytes || crc32(content) !== entry.crc)
    throw new AppError('bulk_entry_unreadable', `${entry.path} does not unpack to what its list says`);
  return content;
}

async function packedContent(zip: Buffer, entry: Entry): Promise<Buffer | null> {
  const { at, packed } = entry;
  if (entry.flags & flag.encrypted || packed === sizeElsewhere || at + 30 > zip.length) return null;
  if (zip.readUInt32LE(at) !== signature.file) return null;
  const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const content = zip.subarray(from, from + packed);
  if (entry.method === method.stored) return content;
  if (entry.method !== method.deflated) return null;
  // One byte more than the list says is already a lie.
  const maxOutputLength = Math.min(entry.bytes, maximumPhotoBytes) + 1;
  return inflate(content, { maxOutputLength }).catch(() => null);
}

import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { AppError } from '../errors.ts';
import { maximumPhotoBytes } from '../domain/enrolment.ts';
import type { ByteSource } from '../store/scratch-file.ts';
import type { BulkFile } from './bulk-enrol.ts';

const inflate = promisify(inflateRaw);

/** A ZIP above this is refused before it is read to the end. */
export const zipLimitBytes = 300 * 1024 * 1024;
/** More files than this are sent in parts. */
const mostFiles = 20_000;
/** Pictures are packed already: what shrinks more than this is no picture but a trap. */
const mostPacking = 100;
const smallEnough = 1024 * 1024;
/** The list of so many files is far smaller, and it is the only part that is held in memory whole. */
const longestListBytes = 16 * 1024 * 1024;
/** More than a photo that does not shrink at all. */
const mostPackedBytes = maximumPhotoBytes + 64 * 1024;

const signature = { file: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 };
const flag = { encrypted: 1, utf8: 1 << 11 };
const method = { stored: 0, deflated: 8 };

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
 * read and unpacked when it is asked for, never beyond the size of a photo, whatever the list says.
 *
 * @throws AppError `bulk_not_a_zip`, `bulk_zip_locked` (a password), `bulk_too_many_files`, `bulk_nothing_inside`,
 *   `bulk_entry_trap` (files that share their content).
 */
export async function zipPhotos(zip: ByteSource): Promise<BulkFile[]> {
  const entries = (await readList(zip)).filter(({ path }) => !path.endsWith('/'));
  if (entries.length === 0) throw new AppError('bulk_nothing_inside', 'the ZIP holds no files');
  if (entries.every(({ flags }) => flags & flag.encrypted))
    throw new AppError('bulk_zip_locked', 'the ZIP has a password');
  // A small ZIP in which thousands of files are the same bytes would be unpacked for days.
  const packed = entries.filter(mayBeRead).reduce((sum, entry) => sum + entry.packed, 0);
  if (packed > zip.bytes) throw new AppError('bulk_entry_trap', `${packed} bytes in ${zip.bytes}`);
  return entries.map((entry) => ({ path: entry.path, bytes: entry.bytes, read: () => unpack(zip, entry) }));
}

const broken = (why: string): AppError => new AppError('bulk_not_a_zip', why);

async function readList(zip: ByteSource): Promise<Entry[]> {
  const end = await readEnd(zip);
  if (end.count > mostFiles)
    throw new AppError('bulk_too_many_files', `${end.count} files`, {
      details: { count: end.count, maximum: mostFiles },
    });
  const listBytes = end.at - end.listAt;
  if (listBytes < 0 || listBytes > longestListBytes) throw broken(`a list of ${listBytes} bytes`);
  const list = await zip.read(end.listAt, listBytes);
  const entries: Entry[] = [];
  let at = 0;
  for (let i = 0; i < end.count; i++) {
    if (at + 46 > list.length || list.readUInt32LE(at) !== signature.entry)
      throw broken(`entry ${i} is missing`);
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => list.readUInt16LE(at + place));
    const flags = list.readUInt16LE(at + 8);
    const name = list.subarray(at + 46, at + 46 + (nameLength ?? 0));
    entries.push({
      path: name.toString(flags & flag.utf8 ? 'utf8' : 'latin1'),
      flags,
      method: list.readUInt16LE(at + 10),
      crc: list.readUInt32LE(at + 16),
      packed: list.readUInt32LE(at + 20),
      bytes: list.readUInt32LE(at + 24),
      at: list.readUInt32LE(at + 42),
    });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** The record that ends a ZIP, before a comment of at most 64 KiB: where it is, how many files, where their list begins. */
async function readEnd(zip: ByteSource): Promise<{ at: number; count: number; listAt: number }> {
  const from = Math.max(0, zip.bytes - 22 - 0xffff);
  const tail = await zip.read(from, zip.bytes - from);
  for (let at = tail.length - 22; at >= 0; at--)
    if (tail.readUInt32LE(at) === signature.end)
      return { at: from + at, count: tail.readUInt16LE(at + 10), listAt: tail.readUInt32LE(at + 16) };
  throw broken('no end of list');
}

/** @throws AppError `bulk_entry_unreadable`, `bulk_entry_trap`. */
async function unpack(zip: ByteSource, entry: Entry): Promise<Buffer> {
  const { packed, bytes } = entry;
  if (bytes > smallEnough && bytes > packed * mostPacking)
    throw new AppError('bulk_entry_trap', `${bytes} bytes of ${packed}`);
  const content = await unpackedContent(zip, entry);
  if (content === null || content.length !== bytes || crc32(content) !== entry.crc)
    throw new AppError('bulk_entry_unreadable', `${entry.path} does not unpack to what its list says`);
  return content;
}

const mayBeRead = ({ flags, packed }: Entry): boolean =>
  (flags & flag.encrypted) === 0 && packed <= mostPackedBytes;

async function unpackedContent(zip: ByteSource, entry: Entry): Promise<Buffer | null> {
  const { at, packed } = entry;
  if (!mayBeRead(entry)) return null;
  const head = await zip.read(at, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== signature.file) return null;
  const content = await zip.read(at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
  if (entry.method === method.stored) return content;
  if (entry.method !== method.deflated) return null;
  // One byte more than the list says is already a lie.
  const maxOutputLength = Math.min(entry.bytes, maximumPhotoBytes) + 1;
  return inflate(content, { maxOutputLength }).catch(() => null);
}

import path from 'node:path';
import type { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { openScratchFile, type ScratchFile } from '../store/scratch-file.ts';

/** `fields`: the other fields of the form that came before the file, as text. */
export type Upload = { content: Buffer; fileName: string; fields: Record<string, string> };

/**
 * The one file of a form (multipart/form-data), no more of it in memory than is allowed.
 *
 * @throws AppError `invalid_request` without the file, `tooLarge` for more than `limitBytes`.
 */
export async function readUpload(
  request: FastifyRequest,
  field: string,
  limitBytes: number,
  tooLarge: ErrorCode,
): Promise<Upload> {
  const upload = await openUpload(request, field, limitBytes);
  const fileName = nameOf(upload);
  const content = await readAll(upload.file);
  if (upload.file.truncated) throw largerThan(limitBytes, tooLarge, { fileName });
  return { content, fileName, fields: textFields(upload.fields) };
}

/** Where files lie while they are worked on. */
export const uploadsFolder = ({ dataDir }: Pick<Config, 'dataDir'>): string => path.join(dataDir, 'uploads');

export type ReceivedFile = { file: ScratchFile; fileName: string };

/** What a form adds to its file: boundaries, names. */
const formBytes = 64 * 1024;
/** Who has sent nothing for so long is gone. */
const stallMs = 60_000;
/** Nobody else can send meanwhile. */
const longestMs = 30 * 60_000;

/**
 * The one file of a form, for files that are too large for memory: it goes into a scratch file, which the caller closes. A
 * form that says itself that it is too large is refused before any of it is read.
 *
 * @throws AppError as `readUpload`. Nothing of the file is left then.
 */
export async function receiveUpload(
  request: FastifyRequest,
  field: string,
  limits: { bytes: number; tooLarge: ErrorCode; stallMs?: number },
  folder: string,
): Promise<ReceivedFile> {
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes + formBytes)
    throw largerThan(limits.bytes, limits.tooLarge, {});
  const file = await openScratchFile(folder);
  // Who left before the form was looked at would be waited for without an end: nothing is told of a request twice.
  if (request.raw.destroyed) {
    await file.close();
    throw new AppError('invalid_request', 'the sender has gone', { details: { field } });
  }
  const cut = (): void => void request.raw.destroy(new Error('upload stalled'));
  const stalled = setTimeout(cut, limits.stallMs ?? stallMs);
  const tooLong = setTimeout(cut, longestMs);
  let upload: MultipartFile | undefined;
  try {
    upload = await openUpload(request, field, limits.bytes);
    for await (const part of upload.file) {
      stalled.refresh();
      await file.append(part as Buffer);
    }
    if (upload.file.truncated) throw largerThan(limits.bytes, limits.tooLarge, { fileName: nameOf(upload) });
    return { file, fileName: nameOf(upload) };
  } catch (error) {
    // The rest is read and thrown away, so that the answer reaches who sends it.
    request.raw.unpipe();
    request.raw.resume();
    await file.close();
    throw error;
  } finally {
    clearTimeout(stalled);
    clearTimeout(tooLong);
  }
}

async function openUpload(
  request: FastifyRequest,
  field: string,
  limitBytes: number,
): Promise<MultipartFile> {
  const missing = (): AppError =>
    new AppError('invalid_request', `a form with the file \`${field}\` is needed`, { details: { field } });
  if (!request.isMultipart()) throw missing();
  const upload = await request.file({
    limits: { fileSize: limitBytes, files: 1 },
    throwFileSizeLimit: false,
  });
  if (upload?.fieldname === field) return upload;
  upload?.file.resume();
  throw missing();
}

const nameOf = (upload: MultipartFile): string => z.string().safeParse(upload.filename).data ?? '';

function largerThan(limitBytes: number, code: ErrorCode, facts: { fileName?: string }): AppError {
  return new AppError(code, `a file of more than ${limitBytes} bytes`, {
    details: { limitMb: limitBytes / 1024 / 1024, ...facts },
  });
}

const textField = z.object({ type: z.literal('field'), value: z.string() });

function textFields(fields: object): Upload['fields'] {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const { data } = textField.safeParse(field);
      return data === undefined ? [] : [[name, data.value]];
    }),
  );
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

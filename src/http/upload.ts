import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../errors.ts';

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
  const missing = (): AppError =>
    new AppError('invalid_request', `a form with the file \`${field}\` is needed`, { details: { field } });
  if (!request.isMultipart()) throw missing();
  const upload = await request.file({
    limits: { fileSize: limitBytes, files: 1 },
    throwFileSizeLimit: false,
  });
  if (upload === undefined || upload.fieldname !== field) throw missing();
  const { data: fileName = '' } = z.string().safeParse(upload.filename);
  const content = await readAll(upload.file);
  if (upload.file.truncated)
    throw new AppError(tooLarge, `${field} of more than ${limitBytes} bytes`, {
      details: { limitMb: limitBytes / 1024 / 1024, fileName },
    });
  return { content, fileName, fields: textFields(upload.fields) };
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

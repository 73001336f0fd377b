import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { AppError, errorStatus, type ErrorCode, type ErrorDetails } from '../errors.ts';
import { isMessageKey, message, type Language } from '../i18n/messages.ts';
import { isConnectionError } from '../store/database.ts';
import type { ErrorBody } from './contracts/common.ts';
import { languageOf } from './language.ts';
import { validationFailure } from './validation-failure.ts';

/** What errors of the database mean to who asked. */
const databaseErrors: Record<string, ErrorCode> = {
  // A unique value that exists, a row that is referred to or missing.
  P2002: 'conflict',
  P2003: 'conflict',
  P2025: 'not_found',
  // No connection for a transaction in time.
  P2028: 'service_unavailable',
};

type Failure = {
  code: ErrorCode;
  status: number;
  details: ErrorDetails;
  issues?: NonNullable<ErrorBody['issues']>;
};

/** The body of a failed request in a language: stable code, what is wrong, what to do. */
export function errorText(
  language: Language,
  code: string,
  details: ErrorDetails,
): Omit<ErrorBody, 'requestId' | 'issues'> {
  const key = `error.${code}`;
  const hintKey = `${key}.hint`;
  return {
    code,
    message: isMessageKey(key) ? message(language, key, details) : code,
    ...(isMessageKey(hintKey) && { hint: message(language, hintKey, details) }),
    details,
  };
}

/** Answers every error of a request. What is not expected is logged with its stack and not shown. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = failureOf(error, request);
  const fields = { code: failure.code, error: error instanceof Error ? error.message : String(error) };
  if (failure.status >= 500 && !(error instanceof AppError))
    request.log.error(
      { ...fields, stack: stackOf(error), route: request.routeOptions.url },
      'request failed',
    );
  else request.log.debug({ ...fields, route: request.routeOptions.url }, 'request refused');
  return sendFailure(request, reply, failure);
}

/** Answers with a failure: used where there is no exception, too. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply {
  const body: ErrorBody = {
    ...errorText(languageOf(request), failure.code, failure.details),
    ...(failure.issues && { issues: failure.issues }),
    requestId: request.id,
  };
  return reply
    .code(failure.status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

function failureOf(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof AppError) return expected(error, languageOf(request));
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { code, details, issues } = validationFailure(error.validation, error.validationContext, request);
    return { code, status: errorStatus[code], details, issues };
  }
  const code = codeOf(error);
  const meaning = databaseErrors[code ?? ''];
  if (meaning !== undefined) return known(meaning);
  if (isConnectionError(error)) return known('service_unavailable');
  if (holdsUnstorableText(error)) return known('invalid_request');
  const status = statusOf(error);
  if (error instanceof Error && isResponseSerializationError(error)) return known('internal');
  if (status === 429) return known('too_many_requests');
  if (status !== null && status >= 400 && status < 500)
    return { code: 'invalid_request', status, details: { reason: code ?? 'malformed' } };
  return known('internal');
}

/** An expected failure; one that is about a field of the request names it, as a failed validation does. */
function expected({ code, details }: AppError, language: Language): Failure {
  const field = code === 'invalid_request' ? details.field : undefined;
  const failure = { code, status: errorStatus[code], details };
  return typeof field === 'string'
    ? { ...failure, issues: [{ path: field, message: message(language, 'issue.other') }] }
    : failure;
}

const known = (code: ErrorCode): Failure => ({ code, status: errorStatus[code], details: {} });

function codeOf(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** PostgreSQL cannot store U+0000 in a text; nobody types it. */
function holdsUnstorableText(error: unknown): boolean {
  return (
    error instanceof Error &&
    /invalid byte sequence for encoding|unsupported Unicode escape/.test(error.message)
  );
}

function statusOf(error: unknown): number | null {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' ? status : null;
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.cause instanceof Error ? `${error.stack}\ncaused by ${error.cause.stack}` : error.stack;
}

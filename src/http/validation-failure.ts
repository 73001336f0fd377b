import type { FastifyRequest, FastifySchemaValidationError } from 'fastify';
import type { ErrorDetails } from '../errors.ts';
import { message } from '../i18n/messages.ts';
import { languageOf } from './language.ts';
import { issueText } from './issue-text.ts';

type ValidationFailure = {
  code: 'invalid_request' | 'date_does_not_exist';
  details: ErrorDetails;
  issues: { path: string; message: string }[];
};

const looksLikeDate = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What a request that does not fit its schema is answered: every field that is wrong, in the language of the request.
 * A well-written date that the calendar does not have (2026-02-31) gets a code of its own.
 */
export function validationFailure(
  errors: readonly FastifySchemaValidationError[],
  context: string | undefined,
  request: FastifyRequest,
): ValidationFailure {
  const language = languageOf(request);
  const input = inputOf(request, context);
  let missingDate: string | null = null;
  const issues = errors.map((error) => {
    const path = error.instancePath.split('/').filter((part) => part !== '');
    const value = path.reduce<unknown>(member, input);
    const isDate = error.params.format === 'date' && typeof value === 'string' && looksLikeDate.test(value);
    if (isDate) missingDate ??= value;
    const text = isDate
      ? message(language, 'error.date_does_not_exist', { date: value })
      : issueText(language, error, value);
    return { path: path.join('.'), message: text };
  });
  return missingDate === null
    ? { code: 'invalid_request', details: {}, issues }
    : { code: 'date_does_not_exist', details: { date: missingDate }, issues };
}

function inputOf(request: FastifyRequest, context: string | undefined): unknown {
  if (context === 'querystring') return request.query;
  if (context === 'params') return request.params;
  return request.body;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

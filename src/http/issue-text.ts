import type { FastifySchemaValidationError } from 'fastify';
import { message, type Language, type MessageKey, type MessageParams } from '../i18n/messages.ts';

/** What is wrong with one field, for people: from what zod found. */
export function issueText(language: Language, issue: FastifySchemaValidationError, value: unknown): string {
  const { key, params } = issueKey(issue, value);
  return message(language, key, params);
}

function issueKey(
  { keyword, params }: FastifySchemaValidationError,
  value: unknown,
): { key: MessageKey; params?: MessageParams } {
  if (value === undefined || value === null) return { key: 'issue.required' };
  const origin = params.origin;
  const minimum = numberOf(params.minimum);
  const maximum = numberOf(params.maximum);
  switch (keyword) {
    case 'too_small':
      if (origin === 'string')
        return minimum === 1 ? { key: 'issue.required' } : { key: 'issue.tooShort', params: { minimum } };
      return { key: origin === 'array' ? 'issue.tooFew' : 'issue.tooSmall', params: { minimum } };
    case 'too_big':
      if (origin === 'string') return { key: 'issue.tooLong', params: { maximum } };
      return { key: origin === 'array' ? 'issue.tooMany' : 'issue.tooBig', params: { maximum } };
    case 'invalid_format':
      return { key: formats[String(params.format)] ?? 'issue.pattern' };
    case 'invalid_value':
      return { key: 'issue.choice', params: { choices: listOf(params.values) } };
    case 'custom':
      return { key: own[codeOf(params.params)] ?? 'issue.other' };
    default:
      return { key: 'issue.other' };
  }
}

const formats: Record<string, MessageKey> = {
  email: 'issue.email',
  date: 'issue.date',
  uuid: 'issue.identifier',
};

/** What our own checks say, by the code they give. */
const own: Record<string, MessageKey> = { areaTooSmall: 'issue.areaTooSmall' };

const codeOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'code' in params ? String(params.code) : '';
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const listOf = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : '…');

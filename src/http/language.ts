import type { FastifyRequest } from 'fastify';
import type { Language } from '../i18n/messages.ts';

/**
 * The language to answer in, from `Accept-Language` (quality values respected): English only when the request
 * prefers it, else the language of who is signed in, else Vietnamese.
 */
export function languageOf(request: FastifyRequest): Language {
  return preferredLanguage(request.headers['accept-language']) ?? request.identity?.language ?? 'vi';
}

/** The best of our languages that the header names; null when it names none of them. */
export function preferredLanguage(header: string | undefined): Language | null {
  const wishes = (header ?? '').split(',').map((part, index) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((it) => /^\s*q=([\d.]+)/.exec(it)?.[1]).find((it) => it !== undefined);
    return { primary: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality), index };
  });
  const best = wishes
    .filter(({ primary, quality }) => (primary === 'vi' || primary === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index)[0];
  return best === undefined ? null : best.primary === 'en' ? 'en' : 'vi';
}

import { describe, expect, it } from 'vitest';
import { preferredLanguage } from '../../../src/http/language.ts';

describe('the language of a request', () => {
  it.each([
    ['vi', 'vi'],
    ['en', 'en'],
    ['en-US,en;q=0.9,vi;q=0.8', 'en'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['fr-FR,vi;q=0.4,en;q=0.5', 'en'],
    ['en;q=0,vi;q=0.1', 'vi'],
    ['en;q=0.5, vi;q=0.5', 'en'],
    ['EN-gb', 'en'],
    ['fr,de', null],
    ['*', null],
    ['', null],
    [undefined, null],
    [';;;,q=1;,=', null],
  ])('%s is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

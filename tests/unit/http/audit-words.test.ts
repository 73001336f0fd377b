import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isMessageKey } from '../../../src/i18n/messages.ts';

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(place);
    return place.endsWith('.ts') ? [readFileSync(place, 'utf8')] : [];
  });
}

it('what is written into the audit log has words for people', () => {
  const written = sources('src').flatMap((text) =>
    [...text.matchAll(/\b(?:action|shows): '([a-zA-Z]+\.[a-zA-Z]+)'/g)].map(([, action]) => action ?? ''),
  );
  expect(written.length).toBeGreaterThan(50);
  expect([...new Set(written)].filter((action) => !isMessageKey(`audit.${action}`))).toEqual([]);
});

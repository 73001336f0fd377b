import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { errorStatus } from '../../../src/errors.ts';
import en from '../../../src/i18n/en.json' with { type: 'json' };
import { isMessageKey, message } from '../../../src/i18n/messages.ts';
import vi from '../../../src/i18n/vi.json' with { type: 'json' };

const root = join(import.meta.dirname, '../../..');
const catalogues: Record<'vi' | 'en', Record<string, string>> = { vi, en };

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(root, folder, name));
}

type MessageElement = ReturnType<IntlMessageFormat['getAst']>[number];

/** Names of the values a text asks for, those inside of choices too. */
function namesIn(elements: MessageElement[]): string[] {
  return elements.flatMap((element) => {
    // Type 0 is plain text; every other element with a value names what it asks for.
    const own = Number(element.type) > 0 && 'value' in element ? [String(element.value)] : [];
    const inside =
      'options' in element ? Object.values(element.options).flatMap(({ value }) => namesIn(value)) : [];
    return [...own, ...inside];
  });
}

function placeholders(text: string): string[] {
  return [
    ...new Set(namesIn(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst())),
  ].sort();
}

describe('message catalogues', () => {
  it('have the same keys in Vietnamese and English', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort());
  });

  it('have no empty text and are written in composed characters (NFC)', () => {
    for (const [language, texts] of Object.entries(catalogues)) {
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), `${language} ${key}`).not.toBe('');
        expect(text.normalize('NFC'), `${language} ${key}`).toBe(text);
      }
    }
  });

  it('use the same placeholders in both languages', () => {
    for (const [key, text] of Object.entries(catalogues.vi)) {
      expect(placeholders(catalogues.en[key] ?? ''), key).toEqual(placeholders(text));
    }
  });

  it('ask for values where the texts say so', () => {
    expect(placeholders('{name}: {state, select, a {{time}} other {}}')).toEqual(['name', 'state', 'time']);
  });

  it('are readable ICU messages', () => {
    for (const key of Object.keys(vi).filter(isMessageKey)) {
      expect(() => message('vi', key), `vi ${key}`).not.toThrow();
      expect(() => message('en', key), `en ${key}`).not.toThrow();
    }
  });

  it('hold every key the dashboard asks for', () => {
    const missing: string[] = [];
    for (const file of sourceFiles('src/web')) {
      for (const match of readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)) {
        if (!isMessageKey(match[1] ?? '')) missing.push(`${match[1]} in ${file}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it.each(Object.keys(errorStatus))('say of the error %s what happened and what to do', (code) => {
    for (const texts of Object.values(catalogues)) {
      expect(texts[`error.${code}`]).toBeTruthy();
      expect(texts[`error.${code}.hint`]).toBeTruthy();
    }
  });

  it('never call a finding a violation: that is decided by people', () => {
    const own = Object.entries(vi).filter(([key]) => /^(presence|outcome|finding|alert|why)\./.test(key));
    expect(own.filter(([, text]) => /vi phạm/i.test(text))).toEqual([]);
  });
});

describe('message', () => {
  it('fills placeholders', () => {
    expect(message('vi', 'error.photo_several_faces', { count: 2 })).toContain('2 khuôn mặt');
  });

  it('still reads when a value was not given', () => {
    expect(message('en', 'error.camera_unreachable')).toBe('… cannot be reached: no device answers there.');
  });
});

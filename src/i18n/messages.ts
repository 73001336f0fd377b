import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json' with { type: 'json' };
import vi from './vi.json' with { type: 'json' };

export type Language = 'vi' | 'en';
/** Every key of the catalogues; a misspelt key does not compile. */
export type MessageKey = keyof typeof vi;
export type MessageParams = Record<string, string | number | boolean | Date | null | undefined>;

const catalogues: Record<Language, Record<string, string>> = { vi, en };
const compiled = new Map<string, IntlMessageFormat>();

/** What stands where a value was not given: the sentence still reads. */
const missing = '…';

/** True when the catalogues have this key; for keys that arrive as data (an error code, an alert kind). */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(vi, key);
}

/**
 * The text of a key in a language, ICU placeholders filled. A missing value shows as "…", never throws:
 * a half-told message is better than none.
 */
export function message(language: Language, key: MessageKey, params: MessageParams = {}): string {
  const text = catalogues[language][key] ?? vi[key];
  if (!text.includes('{')) return text;
  const cacheKey = `${language} ${key}`;
  let format = compiled.get(cacheKey);
  if (!format) {
    format = new IntlMessageFormat(text, language === 'vi' ? 'vi-VN' : 'en-GB', undefined, {
      ignoreTag: true,
    });
    compiled.set(cacheKey, format);
  }
  return String(format.format(withoutHoles(params)));
}

function withoutHoles(params: MessageParams): Record<string, string | number | boolean | Date> {
  return new Proxy<Record<string, string | number | boolean | Date>>(
    {},
    { has: () => true, get: (_, name) => params[String(name)] ?? missing },
  );
}

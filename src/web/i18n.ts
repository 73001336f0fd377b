import { useSyncExternalStore } from 'react';
import { isMessageKey, message } from '../i18n/messages.ts';
import type { Language, MessageKey, MessageParams } from '../i18n/messages.ts';

export type { Language, MessageKey } from '../i18n/messages.ts';
export type Translate = (key: MessageKey, params?: MessageParams) => string;

const storageKey = 'chuyen-can.language';
const listeners = new Set<() => void>();
let current: Language = stored() ?? 'vi';
apply(current);

function stored(): Language | null {
  const value = localStorage.getItem(storageKey);
  return value === 'vi' || value === 'en' ? value : null;
}

function apply(language: Language): void {
  document.documentElement.lang = language;
}

/** The language the page is shown in now; also sent to the server with every request. */
export function currentLanguage(): Language {
  return current;
}

/** Switches the language and keeps the choice in this browser. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  show(language);
}

/** Uses an account's own language where this browser has no choice of its own. True when that changed it. */
export function adoptLanguage(language: Language): boolean {
  if (stored() !== null || language === current) return false;
  show(language);
  return true;
}

function show(language: Language): void {
  if (language === current) return;
  current = language;
  apply(language);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const translators: Record<Language, Translate> = {
  vi: (key, params) => message('vi', key, params),
  en: (key, params) => message('en', key, params),
};

/** The language and its `t()`; a component that uses it is drawn again when the language changes. */
export function useI18n(): { language: Language; t: Translate } {
  const language = useSyncExternalStore(subscribe, currentLanguage);
  return { language, t: translators[language] };
}

/** The text of a key that arrived as data, or the given words when the catalogue does not know it. */
export function tryText(t: Translate, key: string, otherwise: string): string {
  return isMessageKey(key) ? t(key) : otherwise;
}

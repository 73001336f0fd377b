import { toLocal } from './civil-time.ts';
import { english } from './messages.en.ts';
import { vietnamese } from './messages.vi.ts';
import type { RuleName } from './rule-versions.ts';
import type { DayRecord, DerivationStep } from './types/record.ts';

export type Language = 'vi' | 'en';

/** The sentences of one language: one for each rule, and a word for each code that appears among facts. */
export type DerivationTexts = { rules: Record<RuleName, string>; words: Record<string, string> };

const texts: Record<Language, DerivationTexts> = { vi: vietnamese, en: english };

/** The "why?" of a record as sentences a person can follow and check by hand; times in the office's zone. */
export function renderDerivation(
  record: Pick<DayRecord, 'derivation' | 'zone' | 'date'>,
  language: Language,
): string[] {
  return record.derivation.map((step) => renderStep(step, record, language));
}

/** One step as a sentence. A rule of a later version that is not known here shows its name and facts. */
export function renderStep(
  step: DerivationStep,
  where: { zone: string; date: string },
  language: Language,
): string {
  const { rules, words } = texts[language];
  const template = (rules as Record<string, string | undefined>)[step.rule];
  if (template === undefined) return `${step.rule} ${JSON.stringify(step.facts)}`;
  const value = (name: string): string | null => {
    if (name === 'session') return step.sessionKey;
    const fact = step.facts[name];
    if (fact === undefined || fact === null || fact === false || fact === 0)
      return fact === 0 && !name.startsWith('flexible') ? '0' : null;
    if (fact === true) return words[name] ?? name;
    if (typeof fact === 'number') return name.endsWith('At') ? clock(fact, where) : String(fact);
    return words[fact] ?? fact;
  };
  return fill(template, value);
}

/** Fills `{name}`; drops `[…]` when a name in it has no value, or when all its names have the same value. */
function fill(template: string, value: (name: string) => string | null): string {
  const optional = template.replace(/\[([^\]]*)\]/g, (_, part: string) => {
    const values = [...part.matchAll(/\{(\w+)\}/g)].map((m) => value(m[1] ?? ''));
    const same = values.length > 1 && values.every((v) => v === values[0]);
    return same || values.includes(null) ? '' : part;
  });
  return optional.replace(/\{(\w+)\}/g, (_, name: string) => value(name) ?? '—');
}

/** `07:25`, with seconds when there are any, with the date when it is another day. */
function clock(instant: number, { zone, date }: { zone: string; date: string }): string {
  const local = toLocal(instant, zone);
  const time = local.time.endsWith(':00') ? local.time.slice(0, 5) : local.time;
  if (local.date === date) return time;
  const [, month = '', day = ''] = local.date.split('-');
  return `${time} (${day}/${month})`;
}

import { createContext, useContext } from 'react';
import type { Me, Role } from '../http/contracts/accounts.ts';
import { useI18n } from './i18n.ts';
import type { Language, Translate } from './i18n.ts';
import { clock, clockWithSeconds, dayAndClock, dayOf } from './time.ts';
import { useNow } from './now.ts';

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Only for what is drawn inside the shell. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside of a signed-in page');
  return me;
}

/** From least to most. */
const ranks: Role[] = ['viewer', 'head', 'officer', 'administrator'];

export type Rights = {
  /** Looks at pictures and answers alerts. */
  oversees: boolean;
  /** Changes people, cameras, schedules. */
  manages: boolean;
  /** Keeps accounts, tokens, the office and the service. */
  administers: boolean;
};

/** What this account is offered; the server decides for itself what it allows. */
export function useRights(): Rights {
  const rank = ranks.indexOf(useMe().role);
  return { oversees: rank >= 1, manages: rank >= 2, administers: rank >= 3 };
}

export type Format = {
  t: Translate;
  language: Language;
  timeZone: string;
  /** The office's day of now, YYYY-MM-DD. */
  today: string;
  clock: (instant: string | number) => string;
  seconds: (instant: string | number) => string;
  dayAndClock: (instant: string) => string;
};

/** Words and times in the reader's language and the office's time zone. */
export function useFormat(): Format {
  const { t, language } = useI18n();
  const { timeZone } = useMe();
  const today = dayOf(useNow(60_000), timeZone);
  return {
    t,
    language,
    timeZone,
    today,
    clock: (instant) => clock(instant, timeZone),
    seconds: (instant) => clockWithSeconds(instant, timeZone),
    dayAndClock: (instant) => dayAndClock(instant, timeZone, today),
  };
}

import type { ExcusalView } from '../http/contracts/rules.ts';
import { isMessageKey } from '../i18n/messages.ts';
import type { Translate } from './i18n.ts';
import { shortDay } from './time.ts';
import type { ExcusalPart } from './types.ts';

/** Undecided ones first, they wait for somebody; then the newest. */
export function inOrderOfWork(excusals: ExcusalView[]): ExcusalView[] {
  const waits = (it: ExcusalView) => (it.state === 'requested' ? 0 : 1);
  return excusals.toSorted((a, b) => waits(a) - waits(b) || b.firstDate.localeCompare(a.firstDate));
}

/** First and last day of a month YYYY-MM. */
export function daysOfMonth(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, '0')}` };
}

/** 02/03/2026, or 02/03/2026 – 04/03/2026. */
export function datesOf({ firstDate, lastDate }: { firstDate: string; lastDate: string }): string {
  return firstDate === lastDate ? shortDay(firstDate) : `${shortDay(firstDate)} – ${shortDay(lastDate)}`;
}

/** The part of its days that an excusal covers, in words. */
export function partText(t: Translate, part: ExcusalPart): string {
  if (part.kind === 'day') return t('excusal.part.day');
  if (part.kind === 'times') return `${part.start}–${part.end}`;
  return part.keys.map((key) => sessionName(t, key)).join(', ');
}

/** Sáng for S; the key itself for sessions that an office named. */
function sessionName(t: Translate, key: string): string {
  const name = `session.${key}`;
  return isMessageKey(name) ? t(name) : key;
}

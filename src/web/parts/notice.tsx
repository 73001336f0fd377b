import { Check, CircleAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { ApiError } from '../api.ts';

type Notice = { id: number; text: string; tone: 'done' | 'problem' };

/** How long a short message stays; a problem stays longer because it says what to do. */
const stayMs = { done: 4_000, problem: 9_000 };

let notices: Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function add(text: string, tone: Notice['tone']): void {
  const notice = { id: nextId++, text, tone };
  publish([...notices.slice(-2), notice]);
  setTimeout(() => publish(notices.filter(({ id }) => id !== notice.id)), stayMs[tone]);
}

/** Says shortly that something was done. */
export function say(text: string): void {
  add(text, 'done');
}

/** Says shortly what went wrong where there is no better place for it. */
export function sayProblem(error: unknown): void {
  if (error instanceof ApiError) add([error.message, error.hint].filter(Boolean).join(' '), 'problem');
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function NoticeRegion() {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className={`notice notice-${tone}`}>
          {tone === 'done' ? <Check aria-hidden size={17} /> : <CircleAlert aria-hidden size={17} />}
          {text}
        </div>
      ))}
    </div>
  );
}

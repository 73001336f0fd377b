import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Review, ReviewDecisionView } from '../http/contracts/reviews.ts';
import { post } from './api.ts';
import { sayProblem } from './parts/notice.tsx';
import { reviewKey, type Choice } from './reviews.ts';

/** The state of a reviewer's desk: the face before them, what they chose, what they may undo; by keys too. */
export function useReviewDesk(items: readonly Review[]) {
  const queries = useQueryClient();
  const [index, setIndex] = useState(0);
  const [chosen, setChosen] = useState<{ id: string; choice: Choice } | null>(null);
  const [decided, setDecided] = useState<ReviewDecisionView[]>([]);
  const current = items[Math.min(index, items.length - 1)] ?? null;
  const choice = chosen !== null && chosen.id === current?.id ? chosen.choice : null;
  const after = {
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  };
  const deciding = useMutation({
    mutationFn: ({ id, made }: { id: string; made: Choice }) =>
      post<ReviewDecisionView>(`/api/reviews/${id}/decision`, made),
    onSuccess: (made) => setDecided((before) => [...before, made]),
    ...after,
  });
  const undoing = useMutation({
    mutationFn: (id: string) => post(`/api/reviews/decisions/${id}/revoke`),
    onSuccess: () => setDecided((before) => before.slice(0, -1)),
    ...after,
  });
  const busy = deciding.isPending || undoing.isPending;
  const last = decided.at(-1);
  const desk = {
    ...{ current, choice, busy, canUndo: last !== undefined },
    choose: (next: Choice) => current && setChosen({ id: current.id, choice: next }),
    confirm: () => {
      if (current && choice && !busy) deciding.mutate({ id: current.id, made: choice });
    },
    undo: () => {
      if (last && !busy) undoing.mutate(last.id);
    },
    next: () => setIndex(Math.min(index + 1, Math.max(0, items.length - 1))),
    previous: () => setIndex(Math.max(0, Math.min(index, items.length - 1) - 1)),
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!current || isTyping(event)) return;
      const meant = reviewKey(
        event.key,
        current.candidates.map((it) => it.employee.id),
      );
      if (meant === null) return;
      event.preventDefault();
      if (meant.do === 'choose') desk.choose(meant.choice);
      else desk[meant.do]();
    };
    const undoOnly = (event: KeyboardEvent) => {
      if (current || isTyping(event) || event.key.toLowerCase() !== 'u') return;
      desk.undo();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keydown', undoOnly);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keydown', undoOnly);
    };
  });
  return desk;
}

/** Keys that belong to a field, a link, another button or the browser are left to them. */
function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, select, textarea, [role="dialog"]')) return true;
  return event.key === 'Enter' && target?.closest('a, button:not([data-choice])') !== null;
}

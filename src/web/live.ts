import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { LiveEvent } from '../http/contracts/attendance.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

/** What is read again when the server says that something changed. Names are the first part of query keys. */
const touched: Record<LiveEvent['type'], string[]> = {
  record: ['today', 'records', 'why', 'month', 'excusals', 'corrections', 'period'],
  sighting: ['today', 'sightings', 'why', 'reviews'],
  camera: ['cameras', 'coverage'],
  alert: ['alerts'],
  report: ['reports'],
  people: ['employees', 'employee', 'history', 'photos', 'divisions', 'today', 'gallery-health'],
};
const eventTypes = Object.keys(touched) as LiveEvent['type'][];

/** Changes arrive in bursts; they are read together. */
const gatherMs = 120;
/** A browser gives up on a refused stream (a restart, an ended session); then we ask again. */
const reopenMs = 3_000;

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Collects names of queries for a moment, then reads them again. */
function gatherer(queries: QueryClient) {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const readAgain = () => {
    timer = undefined;
    const names = new Set(waiting);
    waiting.clear();
    void queries.invalidateQueries({ predicate: (query) => names.has(String(query.queryKey[0])) });
  };
  return {
    add(type: LiveEvent['type']) {
      for (const name of touched[type]) waiting.add(name);
      timer ??= setTimeout(readAgain, gatherMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Listens to the server's changes and reads again what they touch. After a lost connection everything is
 * read again, because changes may have been missed. Returns how to stop.
 */
export function startLive(queries: QueryClient): () => void {
  const changes = gatherer(queries);
  let source: EventSource;
  let reopen: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source = new EventSource('/api/live');
    source.onopen = () => {
      if (state === 'lost') void queries.invalidateQueries();
      setState('live');
    };
    source.onerror = () => {
      setState('lost');
      if (source.readyState === EventSource.CLOSED) reopen = setTimeout(open, reopenMs);
    };
    for (const type of eventTypes) source.addEventListener(type, () => changes.add(type));
  };
  open();
  return () => {
    clearTimeout(reopen);
    changes.stop();
    source.close();
    setState('connecting');
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

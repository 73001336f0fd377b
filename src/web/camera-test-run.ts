import { useCallback, useEffect, useRef, useState } from 'react';
import type { CameraTest, TestProgress } from '../http/contracts/cameras.ts';
import { postLines, unreachable } from './api.ts';
import type { TestStep } from './types.ts';

/** A test of a camera as far as it is known. */
export type TestRun = {
  state: 'idle' | 'running' | 'done';
  steps: TestStep[];
  /** The check that is being made, and until when (epoch ms) somebody may walk past. */
  now: { name: TestStep['name']; until: number | null } | null;
  picture: string | null;
  result: CameraTest | null;
  /** It could not be made at all. */
  error: unknown;
};

const idle: TestRun = { state: 'idle', steps: [], now: null, picture: null, result: null, error: null };

function after(run: TestRun, line: TestProgress): TestRun {
  switch (line.type) {
    case 'start':
      return {
        ...run,
        now: { name: line.name, until: line.seconds === null ? null : Date.now() + line.seconds * 1000 },
      };
    case 'step':
      return { ...run, steps: [...run.steps, line.step], now: null };
    case 'picture':
      return { ...run, picture: line.picture };
    case 'done':
      return { ...run, result: line.test, state: 'done', now: null };
  }
}

/** Runs a test of a camera and follows it line by line. It ends with the part of the page that began it. */
export function useCameraTest(): {
  run: TestRun;
  start: (path: string, body: object, walkPastSeconds: number) => void;
  /** Ends it now: what is not known yet stays unknown. */
  stop: () => void;
} {
  const [run, setRun] = useState(idle);
  const ending = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    ending.current?.abort();
    setRun((current) => (current.state === 'running' ? { ...current, state: 'done', now: null } : current));
  }, []);
  const start = useCallback((path: string, body: object, walkPastSeconds: number) => {
    ending.current?.abort();
    const mine = new AbortController();
    ending.current = mine;
    setRun({ ...idle, state: 'running' });
    const tell = (line: TestProgress) => {
      if (!mine.signal.aborted) setRun((current) => after(current, line));
    };
    const end = (error: unknown) => {
      if (mine.signal.aborted) return;
      // An answer that ends without its result was broken off.
      setRun((current) =>
        current.state === 'running' ? { ...current, state: 'done', now: null, error } : current,
      );
    };
    postLines(`${path}?walkPastSeconds=${walkPastSeconds}`, body, tell, mine.signal).then(
      () => end(unreachable()),
      end,
    );
  }, []);
  useEffect(() => () => ending.current?.abort(), []);
  return { run, start, stop };
}

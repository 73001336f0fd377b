/** What a reviewer has chosen about a face before confirming it. */
export type Choice =
  { verdict: 'employee'; employeeId: string } | { verdict: 'nobody' | 'notFace' | 'unclear' };

export type ReviewKey =
  { do: 'choose'; choice: Choice } | { do: 'confirm' | 'next' | 'previous' | 'undo' } | null;

const verdictKeys: Record<string, 'nobody' | 'notFace' | 'unclear'> = {
  '0': 'nobody',
  n: 'nobody',
  x: 'notFace',
  c: 'unclear',
};
const moves: Record<string, 'confirm' | 'next' | 'previous' | 'undo'> = {
  enter: 'confirm',
  j: 'next',
  k: 'previous',
  u: 'undo',
};

/** What a key means in the queue, of a face with these candidates. Keys with Ctrl, Alt or Meta belong to the browser. */
export function reviewKey(key: string, candidateIds: readonly string[]): ReviewKey {
  const small = key.toLowerCase();
  const verdict = verdictKeys[small];
  if (verdict !== undefined) return { do: 'choose', choice: { verdict } };
  const move = moves[small];
  if (move !== undefined) return { do: move };
  const employeeId = /^[1-5]$/.test(small) ? candidateIds[Number(small) - 1] : undefined;
  return employeeId === undefined ? null : { do: 'choose', choice: { verdict: 'employee', employeeId } };
}

/** True when both say the same. */
export function sameChoice(a: Choice | null, b: Choice): boolean {
  if (a?.verdict !== b.verdict) return false;
  return a.verdict !== 'employee' || b.verdict !== 'employee' || a.employeeId === b.employeeId;
}

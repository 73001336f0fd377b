/** True when a write failed because a row that it refers to is not there, or not any more. */
export function isMissingReference(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2003';
}

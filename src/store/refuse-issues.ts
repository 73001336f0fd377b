import type { ValidationIssue } from '../domain/validation-issue.ts';
import { AppError } from '../errors.ts';

/** @throws AppError `rule_input_invalid` naming the first thing that is wrong, with its values, when anything is. */
export function refuseIssues(issues: readonly ValidationIssue[]): void {
  const [first] = issues;
  if (first === undefined) return;
  const { path, code, details } = first;
  throw new AppError('rule_input_invalid', `${path}: ${code}`, {
    details: { ...details, path, issue: code, count: issues.length },
  });
}

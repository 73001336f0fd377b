/** One thing wrong with what someone entered: where, what, and the values that show it. Worded by the catalogues. */
export type ValidationIssue = {
  /** Place in the entered object, e.g. `week.mon.1.end`. */
  path: string;
  code: IssueCode;
  details: Record<string, string | number>;
};

export type IssueCode =
  | 'dateInvalid'
  | 'timeInvalid'
  | 'sessionEmpty'
  | 'sessionEndsBeforeStart'
  | 'sessionTooLong'
  | 'sessionsOverlap'
  | 'sessionKeyRepeated'
  | 'sessionKeyInvalid'
  | 'sessionKeyUnknown'
  | 'minutesInvalid'
  | 'graceTooLong'
  | 'flexibleTooLong'
  | 'minimumTooLong'
  | 'rateInvalid'
  | 'validityUpsideDown'
  | 'versionsOverlap'
  | 'versionsGap'
  | 'excusalUpsideDown'
  | 'excusalTimesUpsideDown'
  | 'excusalNoSessions'
  | 'swapWithItself'
  | 'swapPartnerMissing'
  | 'swapPartnerDisagrees'
  | 'calendarDayRepeated'
  | 'sourceMissing'
  | 'halfHolidaySessionsMissing'
  | 'allowanceTooLong'
  | 'leftBeforeJoined'
  | 'postingsOverlap'
  | 'postingsGap';

export function issue(
  path: string,
  code: IssueCode,
  details: ValidationIssue['details'] = {},
): ValidationIssue {
  return { path, code, details };
}

/** A moment, as epoch milliseconds (UTC). The engine never sees a local date-time. */
export type Instant = number;

/** A civil date of the office, ISO `YYYY-MM-DD`. Dates compare correctly as strings. */
export type LocalDate = string;

/** A civil time of day of the office, `HH:MM` on a 24-hour clock. */
export type LocalTime = string;

/** Half-open stretch of time: `from` belongs to it, `to` does not. */
export type Interval = { from: Instant; to: Instant };

/** Dates from `validFrom` to `validTo`, both inclusive; `null` means "until further notice". */
export type Validity = { validFrom: LocalDate; validTo: LocalDate | null };

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

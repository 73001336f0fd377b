/** What is used of date-chinese; its own declarations are not reachable through its package exports. */
declare module 'date-chinese' {
  export class CalendarVietnamese {
    set(cycle: number, year: number, month: number, leap: number | boolean, day: number): this;
    /** cycle, year of cycle, month, leap month, day */
    get(): [number, number, number, boolean | number, number];
    fromGregorian(year: number, month: number, day: number): this;
    toGregorian(gregorianYear: number): { year: number; month: number; day: number };
  }
}

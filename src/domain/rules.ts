import type { ComplianceRules } from './types/schedule.ts';

/** What an office starts with; every number can be changed in a schedule version. */
export const defaultRules: ComplianceRules = {
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 0,
  roundingMinutes: 1,
  countLateFrom: 'start',
  minimumMinutes: null,
  leadMinutes: 90,
  lagMinutes: 90,
  bothCameras: 'firstLast',
  noiseMinutes: 2,
  restAfterDutyMinutes: 720,
  missRateLimit: 0.2,
};

/** Types of the API that the contracts keep as schemas only. Nothing of zod reaches the browser. */
import type { z } from 'zod';
import type * as accounts from '../http/contracts/accounts.ts';
import type * as attendance from '../http/contracts/attendance.ts';
import type * as cameras from '../http/contracts/cameras.ts';
import type * as operations from '../http/contracts/operations.ts';
import type * as people from '../http/contracts/people.ts';
import type * as rules from '../http/contracts/rules.ts';

export type Presence = z.infer<typeof attendance.presence>;
export type SessionResult = z.infer<typeof attendance.sessionResult>;
export type Finding = z.infer<typeof attendance.finding>;
export type EvidenceRange = z.infer<typeof attendance.range>;
export type ScheduleSession = z.infer<typeof attendance.scheduleSession>;
export type Weekday = z.infer<typeof attendance.weekday>;
export type SightingOutcome = z.infer<typeof attendance.sightingOutcome>;

export type Door = z.infer<typeof cameras.door>;
export type CameraAccess = z.input<typeof cameras.cameraAccess>;
export type CameraCreate = z.input<typeof cameras.cameraCreate>;
export type CameraPatch = z.input<typeof cameras.cameraPatch>;
export type Coverage = z.infer<typeof cameras.coverage>;
export type CoverageStretch = Coverage['intervals'][number];
export type DiscoveredCamera = z.infer<typeof cameras.discoveredCamera>;
export type TestStep = z.infer<typeof cameras.testStep>;

export type EmployeeCreate = z.input<typeof people.employeeCreate>;
export type EmployeePatch = z.input<typeof people.employeePatch>;
export type Enrolment = z.infer<typeof people.enrolment>;
export type StaffCategory = z.infer<typeof people.staffCategory>;
export type Consent = z.infer<typeof people.consent>;
export type Office = z.infer<typeof people.office>;

export type CorrectionCreate = z.input<typeof rules.correctionCreate>;
export type ExcusalCreate = z.input<typeof rules.excusalCreate>;
export type ExcusalPart = z.infer<typeof rules.excusalPart>;
export type ExcusalState = z.infer<typeof rules.excusalState>;
export type ExcusalAttachment = z.infer<typeof rules.excusalAttachment>;

export type SetupRequest = z.input<typeof accounts.setupRequest>;
export type AccountCreate = z.input<typeof accounts.accountCreate>;
export type AccountPatch = z.input<typeof accounts.accountPatch>;
export type ApiToken = z.infer<typeof accounts.apiToken>;
export type ApiTokenCreated = z.infer<typeof accounts.apiTokenCreated>;

export type FailedJob = z.infer<typeof operations.failedJob>;
export type AuditEntry = z.infer<typeof operations.auditEntry>;

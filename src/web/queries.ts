/** What the pages read. The first part of a key is the name that `live.ts` reads again by. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Account, Me } from '../http/contracts/accounts.ts';
import type {
  Alert,
  DayRecord,
  DayRecordWhy,
  MonthSheet,
  Report,
  Schedule,
  Sighting,
  Today,
} from '../http/contracts/attendance.ts';
import type { Camera, CameraFaces, WalkingTimeView } from '../http/contracts/cameras.ts';
import type { Credential, UnknownCredential } from '../http/contracts/credentials.ts';
import type { GalleryFindingView } from '../http/contracts/gallery-health.ts';
import type { EnrolmentBatch, EnrolmentBatchDetail } from '../http/contracts/enrolment.ts';
import type { PunchImport, PunchSource, SignIn } from '../http/contracts/imports.ts';
import type { HealthDetail } from '../http/contracts/operations.ts';
import type { Division, Employee, Photo, LookAlike } from '../http/contracts/people.ts';
import type { Adjustment, Period, PeriodChange } from '../http/contracts/periods.ts';
import type { PersonHistory } from '../http/contracts/person-history.ts';
import type { Retention } from '../http/contracts/retention.ts';
import type { ReviewQueue } from '../http/contracts/reviews.ts';
import type {
  CalendarDayView,
  CorrectionView,
  ExcusalView,
  LunarMonthView,
} from '../http/contracts/rules.ts';
import { ApiError, get, list, query } from './api.ts';
import { daysOfMonth } from './excusals.ts';
import type {
  ApiToken,
  AuditEntry,
  Consent,
  Coverage,
  Door,
  ExcusalAttachment,
  ExcusalState,
  FailedJob,
  Office,
  SightingOutcome,
} from './types.ts';

/** The list and single answers of a person; the single one also tells the consents. */
export type EmployeeDetail = Employee & { consents?: Consent[] };

async function whoAmI(): Promise<Me | null> {
  try {
    return await get<Me>('/api/me');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: whoAmI, staleTime: 60_000, retry: 1 });
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => get<{ needed: boolean }>('/api/setup'),
});

export const todayQuery = (date: string) =>
  queryOptions({ queryKey: ['today', date], queryFn: () => get<Today>(`/api/today${query({ date })}`) });

/** The day before stays on the screen until the next is there: a table that empties for a moment makes people lose their place. */
export const recordsQuery = (date: string) =>
  queryOptions({
    queryKey: ['records', date],
    queryFn: () => list<DayRecord>(`/api/records${query({ date })}`),
    placeholderData: keepPreviousData,
  });
export const whyQuery = (employeeId: string, date: string) =>
  queryOptions({
    queryKey: ['why', employeeId, date],
    queryFn: () => get<DayRecordWhy>(`/api/records/${employeeId}/${date}`),
  });

export type SightingFilter = { cameraId: string; outcome: SightingOutcome | '' };

export const sightingsQuery = (date: string, filter: SightingFilter) =>
  queryOptions({
    queryKey: ['sightings', date, filter],
    queryFn: () => list<Sighting>(`/api/sightings${query({ date, ...filter, limit: 300 })}`),
    placeholderData: keepPreviousData,
  });
export const sightingQuery = (sightingId: string) =>
  queryOptions({
    queryKey: ['sightings', sightingId],
    queryFn: () => get<Sighting>(`/api/sightings/${sightingId}`),
  });

export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: () => get<ReviewQueue>('/api/reviews'),
});

export const alertsQuery = (open: boolean, limit: number) =>
  queryOptions({
    queryKey: ['alerts', open, limit],
    queryFn: () => list<Alert>(`/api/alerts${query({ open: open || null, limit })}`),
  });

export const camerasQuery = queryOptions({
  queryKey: ['cameras'],
  queryFn: () => list<Camera>('/api/cameras'),
  refetchInterval: 10_000,
});
export const doorsQuery = queryOptions({ queryKey: ['doors'], queryFn: () => list<Door>('/api/doors') });
export const walkingTimesQuery = queryOptions({
  queryKey: ['walking-times'],
  queryFn: () => list<WalkingTimeView>('/api/walking-times'),
});
export const coverageQuery = (date: string) =>
  queryOptions({
    queryKey: ['coverage', date],
    queryFn: () => list<Coverage>(`/api/cameras/coverage${query({ date })}`),
    refetchInterval: 30_000,
  });

export const cameraFacesQuery = queryOptions({
  queryKey: ['camera-faces'],
  queryFn: () => list<CameraFaces>('/api/cameras/faces'),
  refetchInterval: 600_000,
});

/** Photos sent in a ZIP, read again while they are worked on. */
export const enrolmentBatchQuery = (id: string | null) =>
  queryOptions({
    queryKey: ['enrolment-batch', id],
    queryFn: () => get<EnrolmentBatchDetail>(`/api/enrolment-batches/${id}`),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : false),
  });
export const enrolmentBatchesQuery = queryOptions({
  queryKey: ['enrolment-batches'],
  queryFn: () => list<EnrolmentBatch>('/api/enrolment-batches'),
});

export const divisionsQuery = queryOptions({
  queryKey: ['divisions'],
  queryFn: () => list<Division>('/api/divisions'),
});
export const employeesQuery = queryOptions({
  queryKey: ['employees'],
  queryFn: () => list<Employee>('/api/employees'),
});
export const lookAlikesQuery = (employeeId: string) =>
  queryOptions({
    queryKey: ['look-alikes', employeeId],
    queryFn: () => list<LookAlike>(`/api/employees/${employeeId}/look-alikes`),
  });
export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: () => get<Retention>('/api/retention'),
});
/** References to look at: of everybody, or all of one person. */
export const galleryHealthQuery = (employeeId?: string) =>
  queryOptions({
    queryKey: ['gallery-health', employeeId ?? null],
    queryFn: () => list<GalleryFindingView>(`/api/gallery-health${query({ employeeId })}`),
  });
export const employeeQuery = (employeeId: string) =>
  queryOptions({
    queryKey: ['employee', employeeId],
    queryFn: () => get<EmployeeDetail>(`/api/employees/${employeeId}`),
  });
export const historyQuery = (employeeId: string) =>
  queryOptions({
    queryKey: ['history', employeeId],
    queryFn: () => get<PersonHistory>(`/api/employees/${employeeId}/history`),
  });
export const photosQuery = (employeeId: string) =>
  queryOptions({
    queryKey: ['photos', employeeId],
    queryFn: () => list<Photo>(`/api/employees/${employeeId}/photos`),
  });

export type ExcusalFilter = { state: ExcusalState | ''; employeeId: string; month: string };

export const excusalsQuery = ({ state, employeeId, month }: ExcusalFilter) =>
  queryOptions({
    queryKey: ['excusals', state, employeeId, month],
    queryFn: () =>
      list<ExcusalView>(
        `/api/excusals${query({ state, employeeId, ...(month !== '' && daysOfMonth(month)) })}`,
      ),
    placeholderData: keepPreviousData,
  });
export const correctionsQuery = (employeeId: string, date: string) =>
  queryOptions({
    queryKey: ['corrections', employeeId, date],
    queryFn: () => list<CorrectionView>(`/api/records/${employeeId}/${date}/corrections`),
  });
export const attachmentsQuery = (excusalId: string) =>
  queryOptions({
    queryKey: ['excusals', excusalId, 'attachments'],
    queryFn: () => list<ExcusalAttachment>(`/api/excusals/${excusalId}/attachments`),
  });

export const punchSourcesQuery = queryOptions({
  queryKey: ['punch-sources'],
  queryFn: () => list<PunchSource>('/api/punch-sources'),
});
export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: () => list<Credential>('/api/credentials'),
});
export const unknownCredentialsQuery = queryOptions({
  queryKey: ['credentials', 'unknown'],
  queryFn: () => list<UnknownCredential>('/api/credentials/unknown'),
});
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: () => list<PunchImport>('/api/imports'),
});
export const signInsQuery = queryOptions({
  queryKey: ['sign-ins'],
  queryFn: () => list<SignIn>('/api/sign-ins'),
});

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: () => list<Schedule>('/api/schedules'),
});
export const calendarQuery = (year: number) =>
  queryOptions({
    queryKey: ['calendar', year],
    queryFn: () => list<CalendarDayView>(`/api/calendar${query({ year })}`),
    placeholderData: keepPreviousData,
  });
export const lunarQuery = (year: number) =>
  queryOptions({
    queryKey: ['lunar', year],
    queryFn: () => list<LunarMonthView>(`/api/calendar/lunar${query({ year })}`),
    // The moon does not change its mind.
    staleTime: Infinity,
  });
export const monthQuery = (period: string) =>
  queryOptions({
    queryKey: ['month', period],
    queryFn: () => get<MonthSheet>(`/api/month${query({ period })}`),
    placeholderData: keepPreviousData,
  });
export const periodQuery = (period: string) =>
  queryOptions({
    queryKey: ['period', period],
    queryFn: () => get<Period>(`/api/periods/${period}`),
  });
export const periodDeltaQuery = (period: string) =>
  queryOptions({
    queryKey: ['period', period, 'delta'],
    queryFn: () => list<PeriodChange>(`/api/periods/${period}/delta`),
  });
export const adjustmentsQuery = (period: string) =>
  queryOptions({
    queryKey: ['period', period, 'adjustments'],
    queryFn: () => list<Adjustment>(`/api/adjustments${query({ period })}`),
  });
export const reportsQuery = queryOptions({
  queryKey: ['reports'],
  queryFn: () => list<Report>('/api/reports'),
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: () => get<HealthDetail>('/api/health/detail'),
  refetchInterval: 5_000,
});
export const failedJobsQuery = queryOptions({
  queryKey: ['failed-jobs'],
  queryFn: () => list<FailedJob>('/api/queues/failed'),
  refetchInterval: 15_000,
});
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => list<ApiToken>('/api/tokens'),
});
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: () => list<Account>('/api/accounts'),
});
export const officeQuery = queryOptions({ queryKey: ['office'], queryFn: () => get<Office>('/api/office') });
export const auditQuery = (limit: number) =>
  queryOptions({
    queryKey: ['audit', limit],
    queryFn: () => list<AuditEntry>(`/api/audit${query({ limit })}`),
  });

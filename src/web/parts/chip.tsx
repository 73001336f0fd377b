import type { DayOutcome } from '../../http/contracts/attendance.ts';
import type { Employee } from '../../http/contracts/people.ts';
import { useI18n } from '../i18n.ts';
import { useNow } from '../now.ts';
import type { Enrolment, Presence, SessionResult } from '../types.ts';

/** The look of an outcome: the same tones as the presence it corresponds to. */
const toneOf: Record<DayOutcome, string> = {
  notExpected: 'off',
  pending: 'notYet',
  onTime: 'in',
  late: 'late',
  early: 'late',
  lateAndEarly: 'late',
  absent: 'absent',
  insufficientEvidence: 'insufficientEvidence',
  excused: 'excused',
};

/** The tone (a class suffix) in which an outcome is drawn. */
export function outcomeTone(outcome: DayOutcome | null): string {
  return outcome === null ? 'off' : toneOf[outcome];
}

export function PresenceChip({ presence }: { presence: Presence }) {
  const { t } = useI18n();
  return <span className={`chip tone-${presence}`}>{t(`presence.${presence}`)}</span>;
}

export function OutcomeChip({ outcome }: { outcome: DayOutcome }) {
  const { t } = useI18n();
  return <span className={`chip tone-${toneOf[outcome]}`}>{t(`outcome.${outcome}`)}</span>;
}

/** True from the start of a session on. */
function useBegun(session: SessionResult): boolean {
  return useNow(30_000) >= new Date(session.start).getTime();
}

/** True when there is something to say of a session: before it begins nothing is known, however wide the evidence. */
export function useTold(session: SessionResult): boolean {
  return useBegun(session) || session.outcome !== 'pending';
}

/** An outcome of a session; one that has not begun is not called running. */
export function SessionChip({ session }: { session: SessionResult }) {
  const { t } = useI18n();
  const begun = useBegun(session);
  if (session.outcome === 'pending' && !begun)
    return <span className="chip tone-off">{t('outcome.notStarted')}</span>;
  return <OutcomeChip outcome={session.outcome} />;
}

/** The same for a narrow column: the short word, and below it that people still have to look, and the minutes. */
export function SessionOutcome({ session }: { session: SessionResult }) {
  const { t } = useI18n();
  const { outcome, lateMinutes, earlyMinutes } = session;
  if (!isCandidate(outcome)) return <SessionChip session={session} />;
  const minutes = lateMinutes + earlyMinutes;
  return (
    <>
      <span className={`chip tone-${toneOf[outcome]}`}>{t(`outcomeShort.${outcome}`)}</span>
      <small className="cell-note">
        {minutes > 0 ? t('record.toVerify', { minutes }) : t('finding.toVerify')}
      </small>
    </>
  );
}

type Candidate = Extract<DayOutcome, 'late' | 'early' | 'lateAndEarly' | 'absent'>;
const candidates: DayOutcome[] = ['late', 'early', 'lateAndEarly', 'absent'];

function isCandidate(outcome: DayOutcome): outcome is Candidate {
  return candidates.includes(outcome);
}

/** How far somebody's enrolment is, as people are told: with too few photos it is not complete. */
export type EnrolmentStage = Enrolment | 'incomplete';

export function enrolmentStage({ enrolment, photosMissing }: Pick<Employee, 'enrolment' | 'photosMissing'>) {
  return enrolment === 'enrolled' && photosMissing > 0 ? 'incomplete' : enrolment;
}

const enrolmentTone: Record<EnrolmentStage, string> = {
  noConsent: 'late',
  notEnrolled: 'notYet',
  incomplete: 'late',
  enrolled: 'in',
};

export function EnrolmentChip({ employee }: { employee: Employee }) {
  const { t } = useI18n();
  const stage = enrolmentStage(employee);
  return <span className={`chip tone-${enrolmentTone[stage]}`}>{t(`enrolment.${stage}`)}</span>;
}

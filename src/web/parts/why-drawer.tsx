import { useQuery } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import type { DayRecordWhy } from '../../http/contracts/attendance.ts';
import { ApiError } from '../api.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { whyQuery } from '../queries.ts';
import type { SessionResult } from '../types.ts';
import { longDay, shortDay } from '../time.ts';
import { OutcomeChip, SessionOutcome, useTold } from './chip.tsx';
import { CorrectionSection } from './correction-section.tsx';
import { Dialog } from './dialog.tsx';
import { EvidenceItem } from './evidence-item.tsx';
import { Portrait } from './portrait.tsx';
import { RangeText } from './range-text.tsx';
import { Empty, Loaded, Skeleton } from './states.tsx';
import { Findings } from './why-findings.tsx';
import { WhyPunches } from './why-punches.tsx';
import { WhyTimeline } from './why-timeline.tsx';

/** Why a record says what it says: the reasoning, the hours, the sightings, the coverage. */
export function WhyDrawer({
  employeeId,
  date,
  onClose,
}: {
  employeeId: string;
  date: string;
  onClose: () => void;
}) {
  const { t } = useFormat();
  const why = useQuery(whyQuery(employeeId, date));
  return (
    <Dialog title={t('why.button')} onClose={onClose} shape="side" testId="why-drawer">
      <div className="dialog-body why">
        {why.error instanceof ApiError && why.error.status === 404 ? (
          <Empty title={t('why.none')} text={t('why.none.text')} />
        ) : (
          <Loaded query={why} skeleton={<Skeleton rows={7} />}>
            {(data) => <Why why={data} />}
          </Loaded>
        )}
      </div>
    </Dialog>
  );
}

function Why({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  return (
    <>
      <WhyHead why={why} />
      <Findings why={why} />
      <WhySessions why={why} />
      <section>
        <h3>{t('why.timeline')}</h3>
        <WhyTimeline why={why} />
      </section>
      <WhyPunches why={why} />
      <CorrectionSection why={why} />
      <Derivation why={why} />
      <section>
        <h3>{t('why.evidence')}</h3>
        {why.sightings.length === 0 ? (
          <p className="quiet">{t('why.noSightings')}</p>
        ) : (
          <ul className="evidence-grid">
            {why.sightings.map((sighting) => (
              <EvidenceItem key={sighting.id} sighting={sighting} />
            ))}
          </ul>
        )}
      </section>
      <WhySchedule why={why} />
    </>
  );
}

function WhyHead({ why }: { why: DayRecordWhy }) {
  const { t, language } = useFormat();
  const { employee } = why;
  return (
    <div className="why-head">
      <Portrait name={employee.fullName} photoId={employee.portraitPhotoId} size="large" />
      <div>
        <strong className="why-name">{employee.fullName}</strong>
        <span className="quiet">
          {[employee.code, employee.division].filter(Boolean).join(' · ')} · {longDay(why.workDate, language)}
        </span>
        <div className="chips">
          <OutcomeChip outcome={why.outcome} />
          {why.symbol && <span className="symbol">{why.symbol}</span>}
          {why.provisional && <span className="chip tone-notYet">{t('record.provisional')}</span>}
        </div>
      </div>
    </div>
  );
}

function WhySessions({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  if (why.sessions.length === 0) return null;
  return (
    <table className="table table-tight">
      <thead>
        <tr>
          <th>{t('record.session')}</th>
          <th>{t('why.arrival')}</th>
          <th>{t('why.departure')}</th>
          <th>{t('record.outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {why.sessions.map((session) => (
          <SessionRow key={session.key} session={session} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ session }: { session: SessionResult }) {
  const { t, clock } = useFormat();
  const told = useTold(session);
  return (
    <tr>
      <th scope="row">
        {tryText(t, `session.${session.key}`, session.key)}{' '}
        <span className="quiet time">
          {clock(session.start)}–{clock(session.end)}
        </span>
      </th>
      <td>
        <RangeText range={told ? session.arrival : null} of="arrival" />
      </td>
      <td>
        <RangeText range={told ? session.departure : null} of="departure" />
      </td>
      <td>
        <SessionOutcome session={session} />
      </td>
    </tr>
  );
}

function Derivation({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  const keys = [...new Set(why.derivation.map(({ sessionKey }) => sessionKey))];
  return (
    <section data-testid="why-derivation">
      <h3>{t('why.derivation')}</h3>
      {keys.map((key) => (
        <div key={key ?? ''} className="derivation">
          {key !== null && <h4>{tryText(t, `session.${key}`, key)}</h4>}
          <ol>
            {why.derivation
              .filter(({ sessionKey }) => sessionKey === key)
              .map(({ text }, index) => (
                <li key={`${index} ${text}`}>{text}</li>
              ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function WhySchedule({ why }: { why: DayRecordWhy }) {
  const { t, dayAndClock } = useFormat();
  return (
    <section className="why-foot">
      {why.schedule && (
        <p>
          {t('why.schedule', {
            name: why.schedule.name,
            date: shortDay(why.schedule.validFrom),
            arrival: why.schedule.definition.arrivalGraceMinutes,
            departure: why.schedule.definition.departureGraceMinutes,
          })}
        </p>
      )}
      <p>
        <Fingerprint aria-hidden size={14} />{' '}
        {t('why.digest', {
          version: why.version,
          time: dayAndClock(why.computedAt),
          digest: why.inputsDigest.slice(0, 12),
        })}
      </p>
    </section>
  );
}

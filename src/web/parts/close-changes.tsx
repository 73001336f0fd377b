import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { DayOutcome } from '../../http/contracts/attendance.ts';
import type { Period, PeriodChange } from '../../http/contracts/periods.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { adjustmentsQuery, periodDeltaQuery } from '../queries.ts';
import { shortDay } from '../time.ts';
import { OutcomeChip } from './chip.tsx';

/** What was learnt after the month was closed, or what changed since it was opened again. */
export function CloseChanges({ period }: { period: Period }) {
  const wasClosed = period.closes.length > 0;
  if (period.state === 'closed') return period.adjustmentCount > 0 ? <Adjustments period={period} /> : null;
  return wasClosed ? <Delta period={period} /> : null;
}

function Adjustments({ period }: { period: Period }) {
  const adjustments = useQuery(adjustmentsQuery(period.period));
  return <Changes query={adjustments} title="close.adjustments" testId="close-adjustments" />;
}

function Delta({ period }: { period: Period }) {
  const delta = useQuery(periodDeltaQuery(period.period));
  return <Changes query={delta} title="close.delta" testId="close-delta" />;
}

function Changes({
  query,
  title,
  testId,
}: {
  query: UseQueryResult<PeriodChange[]>;
  title: 'close.adjustments' | 'close.delta';
  testId: string;
}) {
  const { t } = useFormat();
  const changes = query.data ?? [];
  return (
    <section className="panel" data-testid={testId}>
      <header className="panel-head">
        <h2>{t(title)}</h2>
      </header>
      <p className="quiet">{t(changes.length === 0 ? 'close.noChanges' : `${title}.text`)}</p>
      {changes.length > 0 && <ChangesTable changes={changes} />}
    </section>
  );
}

/** Days with what they were and what they are or would be. */
function ChangesTable({ changes }: { changes: PeriodChange[] }) {
  const { t } = useFormat();
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('close.person')}</th>
            <th scope="col">{t('close.day')}</th>
            <th scope="col">{t('close.before')}</th>
            <th scope="col">{t('close.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.employee.id} ${change.date}`}>
              <td>{change.employee.fullName}</td>
              <td>{shortDay(change.date)}</td>
              <td>
                <DaySummary day={change.before} findings={change.removed} />
              </td>
              <td>
                <DaySummary day={change.after} findings={change.added} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DaySummary({ day, findings }: { day: PeriodChange['before']; findings: string[] }) {
  const { t } = useFormat();
  if (day === null) return <span className="quiet">–</span>;
  const minutes = day.lateMinutes + day.earlyMinutes;
  return (
    <>
      <OutcomeChip outcome={day.outcome as DayOutcome} />
      {minutes > 0 && <> {t('finding.minutes', { minutes })}</>}
      {findings.length > 0 && (
        <small className="cell-note">
          {findings.map((it) => tryText(t, `finding.${it}`, it)).join(', ')}
        </small>
      )}
    </>
  );
}

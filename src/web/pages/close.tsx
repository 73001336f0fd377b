import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { Period } from '../../http/contracts/periods.ts';
import { useFormat, useRights } from '../me.ts';
import { CloseActions } from '../parts/close-actions.tsx';
import { CloseChanges } from '../parts/close-changes.tsx';
import { CloseChecklist, CloseUncovered } from '../parts/close-checklist.tsx';
import { MonthPicker } from '../parts/day-picker.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Loaded, Skeleton } from '../parts/states.tsx';
import { periodQuery } from '../queries.ts';
import { longMonth, shiftMonth } from '../time.ts';

/** Looking a month through, closing it, opening it again. */
export function ClosePage() {
  const { t, language, today } = useFormat();
  const thisMonth = today.slice(0, 7);
  const [search, setSearch] = useSearchParams();
  // The month that is over is the one people come to close.
  const month = search.get('period') ?? shiftMonth(thisMonth, -1);
  const period = useQuery(periodQuery(month));
  return (
    <>
      <PageHead title={t('close.title')} lead={longMonth(month, language)}>
        <MonthPicker
          period={month}
          today={today}
          onPick={(picked) => setSearch({ period: picked }, { replace: true })}
        />
      </PageHead>
      <Loaded query={period} skeleton={<Skeleton rows={5} />}>
        {(data) => <Month key={data.period} period={data} />}
      </Loaded>
    </>
  );
}

function Month({ period }: { period: Period }) {
  const rights = useRights();
  return (
    <>
      <State period={period} />
      {period.state !== 'closed' && (
        <>
          <CloseChecklist period={period} />
          <CloseUncovered period={period} />
        </>
      )}
      {rights.manages && <CloseActions period={period} />}
      <CloseChanges period={period} />
      <History period={period} />
    </>
  );
}

const toneOf = { running: 'notYet', open: 'late', closed: 'in' } as const;

function State({ period }: { period: Period }) {
  const { t, dayAndClock } = useFormat();
  const last = period.closes.at(0);
  return (
    <section className="panel" data-testid="close-state" data-state={period.state}>
      <p>
        <span className={`chip tone-${toneOf[period.state]}`}>{t(`close.state.${period.state}`)}</span>{' '}
        {t(`close.state.${period.state}.text`)}
      </p>
      {period.state === 'closed' && last && (
        <>
          <p>
            {t('close.closedBy', {
              name: last.closedBy,
              time: dayAndClock(last.closedAt),
              count: last.recordCount,
            })}
          </p>
          <p className="quiet">
            {t('close.seal')} <code className="seal">{last.lastSeal}</code>
          </p>
        </>
      )}
    </section>
  );
}

function History({ period }: { period: Period }) {
  const { t, dayAndClock } = useFormat();
  if (period.closes.every(({ reopenedAt }) => reopenedAt === null)) return null;
  return (
    <section className="panel" data-testid="close-history">
      <header className="panel-head">
        <h2>{t('close.history')}</h2>
      </header>
      <ul>
        {period.closes.map((close) => (
          <li key={close.id}>
            {t('close.closedBy', {
              name: close.closedBy,
              time: dayAndClock(close.closedAt),
              count: close.recordCount,
            })}
            {close.reopenedAt && (
              <>
                {' · '}
                {t('close.reopenedBy', { name: close.reopenedBy ?? '', time: dayAndClock(close.reopenedAt) })}
                {close.reopenReason && <>: “{close.reopenReason}”</>}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useMutation } from '@tanstack/react-query';
import { ScanEye } from 'lucide-react';
import type { DayOutcome } from '../../http/contracts/attendance.ts';
import type { WhatIfAnswer, WhatIfChange, WhatIfDay } from '../../http/contracts/what-if.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { shortDay } from '../time.ts';
import { OutcomeChip } from './chip.tsx';
import { Problem } from './states.tsx';

/** Rows shown; the rest is counted. */
const shown = 100;

/** A change that is not saved yet, and on demand every day it would alter. Nothing is stored by looking. */
export function WhatIfPreview({ change }: { change: WhatIfChange | null }) {
  const { t } = useFormat();
  const looking = useMutation({
    mutationFn: async (asked: WhatIfChange) => ({
      asked: JSON.stringify(asked),
      answer: await post<WhatIfAnswer>('/api/what-if', asked),
    }),
  });
  // What was answered about other hours than those in the form now is not shown any more.
  const answer = looking.data?.asked === JSON.stringify(change) ? looking.data?.answer : undefined;
  return (
    <div className="what-if">
      <button
        type="button"
        className="button"
        disabled={looking.isPending || change === null}
        onClick={() => change && looking.mutate(change)}
        data-testid="what-if-preview"
      >
        <ScanEye aria-hidden size={16} /> {t(looking.isPending ? 'whatIf.looking' : 'whatIf.preview')}
      </button>
      <div role="status">
        {looking.isError && <Problem error={looking.error} />}
        {answer &&
          (answer.items.length === 0 ? (
            <p className="quiet" data-testid="what-if-none">
              {t('whatIf.none', { examined: answer.totals.examined })}
            </p>
          ) : (
            <Changes answer={answer} />
          ))}
      </div>
    </div>
  );
}

function Changes({ answer: { items, totals, closedPeriods } }: { answer: WhatIfAnswer }) {
  const { t } = useFormat();
  const verdicts = items.filter((day) => day.verdictChanged);
  const rows = [...verdicts, ...items.filter((day) => !day.verdictChanged)].slice(0, shown);
  return (
    <>
      <p>{t('whatIf.totals', { days: totals.days, people: totals.people, verdicts: totals.verdicts })}</p>
      {totals.proposals > 0 && (
        <p className="quiet">
          {t('whatIf.closed', { count: totals.proposals, periods: closedPeriods.map(monthText).join(', ') })}
        </p>
      )}
      <div className="table-scroll" role="region" aria-label={t('whatIf.title')} tabIndex={0}>
        <table className="table table-tight" data-testid="what-if-changes">
          <thead>
            <tr>
              <th scope="col">{t('whatIf.person')}</th>
              <th scope="col">{t('whatIf.day')}</th>
              <th scope="col">{t('whatIf.before')}</th>
              <th scope="col">{t('whatIf.after')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((day) => (
              <Row key={`${day.employee.id} ${day.date}`} day={day} />
            ))}
          </tbody>
        </table>
      </div>
      {items.length > shown && <p className="quiet">{t('whatIf.more', { count: items.length - shown })}</p>}
    </>
  );
}

/** `2026-03` as 03/2026. */
const monthText = (period: string): string => period.split('-').toReversed().join('/');

function Row({ day }: { day: WhatIfDay }) {
  return (
    <tr data-testid="what-if-day" data-verdict-changed={day.verdictChanged}>
      <td>{day.employee.fullName}</td>
      <td>{shortDay(day.date)}</td>
      <td>
        <Side day={day} side="before" />
      </td>
      <td>
        <Side day={day} side="after" />
      </td>
    </tr>
  );
}

function Side({ day, side }: { day: WhatIfDay; side: 'before' | 'after' }) {
  const { t } = useFormat();
  const summary = day[side];
  if (summary === null) return <span className="quiet">–</span>;
  const minutes = summary.lateMinutes + summary.earlyMinutes;
  const hours = day.sessions.flatMap((session) => {
    const it = session[side];
    return it === null ? [] : [`${session.key} ${it.start}–${it.end}`];
  });
  return (
    <>
      <OutcomeChip outcome={summary.outcome as DayOutcome} />
      {minutes > 0 && <> {t('finding.minutes', { minutes })}</>}
      {hours.length > 0 && <small className="cell-note">{hours.join(', ')}</small>}
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { Calculator, Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Period } from '../../http/contracts/periods.ts';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { periodQuery } from '../queries.ts';
import { CheckField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

/** What an officer does with a month: compute it, close it, open it again. */
export function CloseActions({ period }: { period: Period }) {
  return period.state === 'closed' ? <Reopen period={period} /> : <Close period={period} />;
}

/** A step that answers with the month as it then is; it stands on the page at once. */
function useStep(period: Period, step: 'compute' | 'close' | 'reopen', done: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => post<Period>(`/api/periods/${period.period}/${step}`, body),
    onSuccess: async (next) => {
      say(done);
      queries.setQueryData(periodQuery(period.period).queryKey, next);
      await queries.invalidateQueries({
        predicate: ({ queryKey: [name] }) => closingTouches.has(String(name)),
      });
    },
  });
}
const closingTouches = new Set(['period', 'month', 'records', 'today', 'why']);

function Close({ period }: { period: Period }) {
  const { t } = useFormat();
  const compute = useStep(period, 'compute', t('close.computed'));
  const close = useStep(period, 'close', t('close.done'));
  const [seen, setSeen] = useState(false);
  const mustSee = period.uncoveredCount > 0;
  const ready = period.state === 'open' && period.blockerCount === 0 && (seen || !mustSee);
  return (
    <section className="panel stack">
      {mustSee && (
        <CheckField
          label={t('close.acknowledge', { count: period.uncoveredCount })}
          checked={seen}
          onChange={(event) => setSeen(event.target.checked)}
          testId="close-acknowledge"
        />
      )}
      <StepProblem steps={[compute, close]} />
      <div className="page-actions">
        <button
          type="button"
          className="button"
          disabled={compute.isPending || close.isPending}
          onClick={() => compute.mutate({})}
          data-testid="close-compute"
        >
          <Calculator aria-hidden size={17} /> {t(compute.isPending ? 'close.computing' : 'close.compute')}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={!ready || close.isPending}
          onClick={() => close.mutate({ acknowledgedUncovered: period.uncoveredCount })}
          data-testid="close-submit"
        >
          <Lock aria-hidden size={17} /> {t(close.isPending ? 'close.closing' : 'close.submit')}
        </button>
      </div>
      {period.state === 'running' && <p className="quiet">{t('close.notOver')}</p>}
    </section>
  );
}

function Reopen({ period }: { period: Period }) {
  const { t } = useFormat();
  const reopen = useStep(period, 'reopen', t('close.reopened'));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    reopen.mutate({ reason: formText(new FormData(event.currentTarget), 'reason') });
  };
  return (
    <details className="panel">
      <summary>{t('close.reopen')}</summary>
      <form className="stack" onSubmit={submit}>
        <p className="quiet">{t('close.reopen.text')}</p>
        <TextField label={t('close.reopen.reason')} name="reason" required maxLength={1000} />
        <StepProblem steps={[reopen]} />
        <div>
          <button type="submit" className="button" disabled={reopen.isPending} data-testid="close-reopen">
            <LockOpen aria-hidden size={17} /> {t('close.reopen')}
          </button>
        </div>
      </form>
    </details>
  );
}

function StepProblem({ steps }: { steps: UseMutationResult<Period, Error, object>[] }) {
  const failed = steps.find(({ isError }) => isError);
  return failed ? <Problem error={failed.error} /> : null;
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { shortDay } from '../time.ts';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

type Period = { validFrom: string; validTo: string | null; createdBy: string };

/** An allowance or exemption with its days; its last day is set with a reason. */
export function PeriodEntry({
  period,
  endPath,
  children,
}: {
  period: Period;
  endPath: string;
  children: ReactNode;
}) {
  const { t } = useFormat();
  const { validFrom, validTo, createdBy } = period;
  const from = shortDay(validFrom);
  return (
    <li>
      {validTo === null
        ? t('history.from', { date: from })
        : t('history.period', { from, to: shortDay(validTo) })}
      : {children} <small className="quiet">{createdBy}</small>
      <EndForm path={endPath} validFrom={validFrom} />
    </li>
  );
}

function EndForm({ path, validFrom }: { path: string; validFrom: string }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (body: { validTo: string; reason: string }) => post(path, body),
    onSuccess: async () => {
      say(t('history.saved'));
      await queries.invalidateQueries({ queryKey: ['history'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    end.mutate({ validTo: formText(form, 'validTo'), reason: formText(form, 'reason') });
  };
  return (
    <details>
      <summary>{t('history.end')}</summary>
      <form onSubmit={submit} className="stack" aria-label={t('history.end')}>
        <TextField label={t('history.validTo')} name="validTo" type="date" min={validFrom} required />
        <TextField label={t('history.endReason')} name="reason" maxLength={500} required />
        {end.isError && <Problem error={end.error} />}
        <button type="submit" className="button button-small" disabled={end.isPending}>
          {t('action.save')}
        </button>
      </form>
    </details>
  );
}

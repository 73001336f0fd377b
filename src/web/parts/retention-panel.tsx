import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FileCheck2 } from 'lucide-react';
import type { FormEvent } from 'react';
import { retentionClasses, retentionLimits, type RetentionDays } from '../../domain/retention.ts';
import type { Retention } from '../../http/contracts/retention.ts';
import { put } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { retentionQuery } from '../queries.ts';
import { longDay } from '../time.ts';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

const names = [...retentionClasses, 'heldAfterSettled'] as const;

/** How long what is kept of people is kept, and what was deleted when its days were over. */
export function RetentionPanel() {
  const { t } = useFormat();
  const retention = useQuery(retentionQuery);
  return (
    <section className="panel panel-narrow" data-testid="retention">
      <p className="quiet">{t('retention.about')}</p>
      <Loaded query={retention}>
        {(data) => (
          <>
            <RetentionForm key={JSON.stringify(data.days)} retention={data} />
            <Certificates certificates={data.certificates} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function RetentionForm({ retention: { days, defaults } }: { retention: Retention }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (next: RetentionDays) => put('/api/retention', next),
    onSuccess: async () => {
      say(t('retention.saved'));
      await queries.invalidateQueries({ queryKey: retentionQuery.queryKey });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = names.map((name) => [name, Number(formText(form, name))]);
    change.mutate(Object.fromEntries(chosen) as RetentionDays);
  };
  return (
    <form onSubmit={submit} className="stack">
      {names.map((name) => (
        <TextField
          key={name}
          label={`${t(`retention.${name}`)} (${t('retention.days')})`}
          hint={`${t(`retention.${name}.why`)} ${t('retention.default', { days: String(defaults[name]) })}`}
          name={name}
          type="number"
          min={retentionLimits.least}
          max={retentionLimits.most}
          defaultValue={days[name]}
          required
          testId={`retention-${name}`}
        />
      ))}
      {change.isError && <Problem error={change.error} />}
      <button
        type="submit"
        className="button button-primary"
        disabled={change.isPending}
        data-testid="retention-save"
      >
        {t('action.saveChanges')}
      </button>
    </form>
  );
}

function Certificates({ certificates }: Pick<Retention, 'certificates'>) {
  const { t, language } = useFormat();
  return (
    <>
      <h3>{t('retention.certificates')}</h3>
      {certificates.length === 0 && <p className="quiet">{t('retention.certificates.none')}</p>}
      <ul className="consents">
        {certificates.map(({ id, date, digest, classes }) => (
          <li key={id} className="consent">
            <FileCheck2 aria-hidden size={18} />
            <small>
              {t('retention.certificate', {
                date: longDay(date, language),
                digest: digest.slice(0, 12),
                what: classes
                  .map((it) => `${it.count} × ${t(`retention.${it.class}`).toLocaleLowerCase()}`)
                  .join('; '),
              })}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

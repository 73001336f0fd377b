import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import type { FormEvent } from 'react';
import { post, remove } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import type { EmployeeDetail } from '../queries.ts';
import type { Consent } from '../types.ts';
import { DeletionCertificates } from './deletion-certificates.tsx';
import { SelectField, TextField } from './field.tsx';
import { sayProblem } from './notice.tsx';
import { Problem } from './states.tsx';

/** Why this person's face may be processed. Without it no photo is taken in. */
export function ConsentSection({ employee, editable }: { employee: EmployeeDetail; editable: boolean }) {
  const { t } = useFormat();
  const given = employee.consents ?? [];
  const valid = given.some(({ withdrawnAt }) => withdrawnAt === null);
  return (
    <section data-testid="consents">
      <h3>
        <span className="step-number">1</span> {t('consent.title')}
      </h3>
      {given.length > 0 && (
        <ul className="consents">
          {given.map((consent) => (
            <ConsentRow key={consent.id} consent={consent} employeeId={employee.id} editable={editable} />
          ))}
        </ul>
      )}
      {editable && given.some(({ withdrawnAt }) => withdrawnAt !== null) && (
        <DeletionCertificates employeeId={employee.id} />
      )}
      {!valid && employee.enrolment === 'noConsent' && (
        <>
          <p className="quiet">{t('consent.about')}</p>
          {editable && <ConsentForm employeeId={employee.id} />}
        </>
      )}
    </section>
  );
}

function useRefresh(employeeId: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['employee', employeeId] }),
      queries.invalidateQueries({ queryKey: ['employees'] }),
      queries.invalidateQueries({ queryKey: ['photos', employeeId] }),
    ]);
}

function ConsentRow({
  consent,
  employeeId,
  editable,
}: {
  consent: Consent;
  employeeId: string;
  editable: boolean;
}) {
  const { t, dayAndClock } = useFormat();
  const refresh = useRefresh(employeeId);
  const withdraw = useMutation({
    mutationFn: () => remove(`/api/employees/${employeeId}/consents/${consent.id}`),
    onError: sayProblem,
    onSettled: refresh,
  });
  return (
    <li className={consent.withdrawnAt ? 'consent consent-withdrawn' : 'consent'}>
      <ShieldCheck aria-hidden size={18} />
      <div>
        <strong>{t(`consent.${consent.kind}`)}</strong>
        <small>
          {t('consent.recorded', {
            version: consent.textVersion,
            name: consent.recordedBy,
            time: dayAndClock(consent.recordedAt),
          })}
          {consent.withdrawnAt && (
            <> · {t('consent.withdrawn', { time: dayAndClock(consent.withdrawnAt) })}</>
          )}
        </small>
      </div>
      {editable && !consent.withdrawnAt && (
        <button
          type="button"
          className="button button-small"
          disabled={withdraw.isPending}
          onClick={() => withdraw.mutate()}
        >
          {t('consent.withdraw')}
        </button>
      )}
    </li>
  );
}

function ConsentForm({ employeeId }: { employeeId: string }) {
  const { t } = useFormat();
  const refresh = useRefresh(employeeId);
  const record = useMutation({
    mutationFn: (consent: { kind: string; textVersion: string }) =>
      post(`/api/employees/${employeeId}/consents`, consent),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    record.mutate({ kind: formText(form, 'kind'), textVersion: formText(form, 'textVersion').trim() });
  };
  return (
    <form onSubmit={submit} className="stack">
      <div className="pair">
        <SelectField label={t('consent.kind')} name="kind" testId="consent-kind">
          <option value="consent">{t('consent.consent')}</option>
          <option value="notice">{t('consent.notice')}</option>
        </SelectField>
        <TextField
          label={t('consent.version')}
          hint={t('consent.version.hint')}
          name="textVersion"
          maxLength={40}
          required
          testId="consent-version"
        />
      </div>
      {record.isError && <Problem error={record.error} />}
      <button
        type="submit"
        className="button button-primary"
        disabled={record.isPending}
        data-testid="consent-save"
      >
        {t('consent.record')}
      </button>
    </form>
  );
}

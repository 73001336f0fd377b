import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { FormEvent } from 'react';
import type {
  Credential,
  CredentialAssignment,
  UnknownCredential,
} from '../../http/contracts/credentials.ts';
import { post, remove } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { credentialsQuery, employeesQuery, unknownCredentialsQuery } from '../queries.ts';
import { dayOf } from '../time.ts';
import { SelectField, TextField } from './field.tsx';
import { say, sayProblem } from './notice.tsx';
import { OwnFaces } from './own-faces.tsx';
import { Loaded, Problem } from './states.tsx';

const nobody = 'nobody';

/** Badges and faces that cameras and readers know themselves: whose they are is said once. */
export function CredentialsPanel() {
  const { t } = useFormat();
  const known = useQuery(credentialsQuery);
  const unknown = useQuery(unknownCredentialsQuery);
  const faces = [...(known.data ?? []), ...(unknown.data ?? [])].filter(({ kind }) => kind === 'face');
  return (
    <section className="panel" data-testid="credentials">
      <header className="panel-head">
        <h2>{t('credentials.title')}</h2>
      </header>
      <p className="quiet">{t('credentials.about')}</p>
      <Loaded query={unknown}>
        {(items) =>
          items.length === 0 ? (
            <p className="quiet">{t('credentials.unknown.none')}</p>
          ) : (
            <div className="stack">
              {items.map((item) => (
                <UnknownRow key={`${item.camera.id} ${item.kind} ${item.token}`} item={item} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Loaded query={known}>
        {(items) => (
          <ul className="plain-list">
            {items.map((item) => (
              <KnownRow key={item.id} item={item} />
            ))}
          </ul>
        )}
      </Loaded>
      <OwnFaces cameraIds={new Set(faces.map(({ camera }) => camera.id))} />
    </section>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['credentials'] });
}

function UnknownRow({ item }: { item: UnknownCredential }) {
  const { t, timeZone, dayAndClock } = useFormat();
  const employees = useQuery(employeesQuery);
  const refresh = useRefresh();
  const { camera, kind, token, uses, firstAt, lastAt } = item;
  const assign = useMutation({
    mutationFn: (body: CredentialAssignment) => post('/api/credentials', body),
    onSuccess: () => {
      say(t('credentials.saved', { token }));
      return refresh();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = formText(form, 'employeeId');
    const employeeId = chosen === nobody ? null : chosen;
    assign.mutate({ cameraId: camera.id, kind, token, employeeId, validFrom: formText(form, 'validFrom') });
  };
  return (
    <form onSubmit={submit} className="code-fields" data-testid="credential-unknown">
      <div>
        <b>{token}</b> · {t(`credentials.kind.${kind}`)}
        <small className="quiet">
          {camera.name} · {t('credentials.uses', { uses, time: dayAndClock(lastAt) })}
        </small>
      </div>
      <SelectField label={t('credentials.holder')} name="employeeId" defaultValue="" required>
        <option value="">{t('imports.codes.choose')}</option>
        <option value={nobody}>{t('imports.codes.nobody')}</option>
        {employees.data?.map((person) => (
          <option key={person.id} value={person.id}>
            {person.fullName} ({person.code})
          </option>
        ))}
      </SelectField>
      <TextField
        label={t('credentials.validFrom')}
        name="validFrom"
        type="date"
        required
        defaultValue={dayOf(firstAt, timeZone)}
      />
      <button type="submit" className="button" disabled={assign.isPending} data-testid="credential-save">
        {t('action.save')}
      </button>
      {assign.isError && <Problem error={assign.error} />}
    </form>
  );
}

function KnownRow({ item }: { item: Credential }) {
  const { t } = useFormat();
  const refresh = useRefresh();
  const drop = useMutation({
    mutationFn: () => remove(`/api/credentials/${item.id}`),
    onError: sayProblem,
    onSettled: refresh,
  });
  return (
    <li data-testid="credential-known">
      <b>{item.token}</b> · {t(`credentials.kind.${item.kind}`)} · {item.camera.name}:{' '}
      {item.employee?.fullName ?? t('imports.codes.nobody')}
      <small className="quiet">{t('credentials.since', { date: item.validFrom })}</small>
      <button
        type="button"
        className="icon-button"
        title={t('credentials.remove')}
        disabled={drop.isPending}
        onClick={() => drop.mutate()}
      >
        <Trash2 aria-hidden size={15} />
        <span className="sr-only">{t('credentials.remove')}</span>
      </button>
    </li>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, KeyRound } from 'lucide-react';
import type { FormEvent } from 'react';
import { post, remove } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { tokensQuery } from '../queries.ts';
import type { ApiToken, ApiTokenCreated } from '../types.ts';
import { SelectField, TextField } from './field.tsx';
import { say, sayProblem } from './notice.tsx';
import { RoleOptions } from './role-options.tsx';
import { Loaded, Problem } from './states.tsx';

/** Keys for scripts. A token is shown once, when it is made. */
export function TokensPanel() {
  const { t } = useFormat();
  const queries = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const create = useMutation({
    mutationFn: (request: { name: string; role: string }) => post<ApiTokenCreated>('/api/tokens', request),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({ name: formText(form, 'name').trim(), role: formText(form, 'role') });
    event.currentTarget.reset();
  };
  return (
    <section className="panel">
      <p className="quiet">{t('tokens.about')}</p>
      <form onSubmit={submit} className="inline-form">
        <TextField label={t('tokens.name')} name="name" maxLength={80} required testId="token-name" />
        <SelectField label={t('account.role')} name="role" defaultValue="viewer" testId="token-role">
          <RoleOptions />
        </SelectField>
        <button
          type="submit"
          className="button button-primary"
          disabled={create.isPending}
          data-testid="token-create"
        >
          <KeyRound aria-hidden size={16} /> {t('tokens.create')}
        </button>
      </form>
      {create.isError && <Problem error={create.error} />}
      {create.data && <NewToken token={create.data.token} />}
      <Loaded query={tokens}>
        {(items) => (
          <ul className="rows">
            {items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function NewToken({ token }: { token: string }) {
  const { t } = useFormat();
  const copy = () => void navigator.clipboard.writeText(token).then(() => say(t('tokens.copied')));
  return (
    <div className="hint-panel" role="status">
      <strong>{t('tokens.once')}</strong>
      <p className="secret">
        <code data-testid="token-secret">{token}</code>
        <button type="button" className="icon-button" title={t('tokens.copy')} onClick={copy}>
          <Copy aria-hidden size={16} />
          <span className="sr-only">{t('tokens.copy')}</span>
        </button>
      </p>
    </div>
  );
}

function TokenRow({ token }: { token: ApiToken }) {
  const { t, dayAndClock } = useFormat();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => remove(`/api/tokens/${token.id}`),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <li className={token.revokedAt ? 'row-off' : ''}>
      <div>
        <strong>{token.name}</strong>
        <small className="quiet">
          {t(`role.${token.role}`)} ·{' '}
          {t('tokens.by', { name: token.createdBy, time: dayAndClock(token.createdAt) })}
          {' · '}
          {token.lastUsedAt ? t('tokens.used', { time: dayAndClock(token.lastUsedAt) }) : t('tokens.unused')}
        </small>
      </div>
      {token.revokedAt ? (
        <span className="chip tone-off">{t('tokens.revoked')}</span>
      ) : (
        <button
          type="button"
          className="button button-small"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t('tokens.revoke')}
        </button>
      )}
    </li>
  );
}

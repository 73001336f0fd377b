import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { useI18n } from '../i18n.ts';
import { Entrance } from '../parts/entrance.tsx';
import { TextField } from '../parts/field.tsx';
import { Problem } from '../parts/states.tsx';
import { meQuery, setupQuery } from '../queries.ts';
import type { SetupRequest } from '../types.ts';

/** First start: the one-time link of the terminal makes the first administrator. */
export function SetupPage() {
  const { t } = useI18n();
  const [search] = useSearchParams();
  const setup = useQuery(setupQuery);
  const token = search.get('token') ?? '';
  const closed = setup.data?.needed === false;
  return (
    <Entrance title={t('setup.title')} lead={t(closed ? 'setup.closed' : 'setup.lead')}>
      {closed || token === '' ? (
        <div className="stack">
          {!closed && <div className="hint-panel">{t('setup.noToken')}</div>}
          <Link href="/login" className="button button-primary button-large">
            {t('setup.toLogin')}
          </Link>
        </div>
      ) : (
        <SetupForm token={token} />
      )}
    </Entrance>
  );
}

function SetupForm({ token }: { token: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [mismatch, setMismatch] = useState(false);
  const setup = useMutation({
    mutationFn: (request: SetupRequest) => post('/api/setup', request),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      navigate('/', { replace: true });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = formText(form, 'password');
    const differs = password !== formText(form, 'repeat');
    setMismatch(differs);
    if (differs) return;
    setup.mutate({
      token,
      password,
      username: formText(form, 'username').trim(),
      displayName: formText(form, 'displayName').trim(),
      officeName: formText(form, 'officeName').trim(),
    });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextField
        label={t('setup.officeName')}
        name="officeName"
        required
        maxLength={200}
        testId="setup-office"
      />
      <TextField
        label={t('setup.displayName')}
        name="displayName"
        autoComplete="name"
        required
        maxLength={120}
        testId="setup-display-name"
      />
      <TextField
        label={t('login.username')}
        hint={t('setup.username.hint')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        testId="setup-username"
      />
      <TextField
        label={t('login.password')}
        hint={t('setup.password.hint')}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        testId="setup-password"
      />
      <TextField
        label={t('setup.repeat')}
        problem={mismatch ? t('setup.mismatch') : undefined}
        name="repeat"
        type="password"
        autoComplete="new-password"
        required
        testId="setup-repeat"
      />
      {setup.isError && <Problem error={setup.error} />}
      <button
        type="submit"
        className="button button-primary button-large"
        disabled={setup.isPending}
        data-testid="setup-submit"
      >
        <KeyRound aria-hidden size={18} /> {t('setup.submit')}
      </button>
    </form>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import type { FormEvent } from 'react';
import { post } from '../api.ts';
import { useI18n } from '../i18n.ts';
import { Entrance } from '../parts/entrance.tsx';
import { TextField } from '../parts/field.tsx';
import { formText } from '../form.ts';
import { Problem } from '../parts/states.tsx';
import { meQuery, setupQuery } from '../queries.ts';

export function LoginPage() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const setup = useQuery(setupQuery);
  const login = useMutation({
    mutationFn: (who: { username: string; password: string }) => post('/api/session', who),
    onSuccess: () => queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({ username: formText(form, 'username').trim(), password: formText(form, 'password') });
  };
  return (
    <Entrance title={t('login.title')} lead={t('login.lead')}>
      {setup.data?.needed && (
        <div className="hint-panel">
          <strong>{t('login.setupNeeded')}</strong>
          <p>{t('login.setupNeeded.text')}</p>
        </div>
      )}
      <form onSubmit={submit} className="stack">
        <TextField
          label={t('login.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          testId="login-username"
        />
        <TextField
          label={t('login.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          testId="login-password"
        />
        {login.isError && <Problem error={login.error} />}
        <button
          type="submit"
          className="button button-primary button-large"
          disabled={login.isPending}
          data-testid="login-submit"
        >
          <LogIn aria-hidden size={18} /> {t('login.submit')}
        </button>
      </form>
    </Entrance>
  );
}

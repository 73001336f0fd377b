import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Account, Role } from '../../http/contracts/accounts.ts';
import { patch, post } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat, useMe } from '../me.ts';
import { accountsQuery } from '../queries.ts';
import type { AccountCreate, AccountPatch } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { say, sayProblem } from './notice.tsx';
import { RoleOptions } from './role-options.tsx';
import { Loaded, Problem } from './states.tsx';

/** Who may sign in, and as what. */
export function AccountsPanel() {
  const { t } = useFormat();
  const accounts = useQuery(accountsQuery);
  const [editing, setEditing] = useState<Account | 'new' | null>(null);
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{t('system.accounts')}</h2>
        <button
          type="button"
          className="button button-small"
          onClick={() => setEditing('new')}
          data-testid="account-add"
        >
          <UserPlus aria-hidden size={15} /> {t('account.add')}
        </button>
      </header>
      <Loaded query={accounts}>
        {(items) => (
          <ul className="rows">
            {items.map((account) => (
              <AccountRow key={account.id} account={account} onEdit={() => setEditing(account)} />
            ))}
          </ul>
        )}
      </Loaded>
      {editing && (
        <AccountDialog account={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function AccountRow({ account, onEdit }: { account: Account; onEdit: () => void }) {
  const { t } = useFormat();
  const me = useMe();
  const queries = useQueryClient();
  const toggle = useMutation({
    mutationFn: () => patch(`/api/accounts/${account.id}`, { disabled: account.disabledAt === null }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['accounts'] }),
  });
  return (
    <li className={account.disabledAt ? 'row-off' : ''}>
      <div>
        <strong>{account.displayName}</strong>
        <small className="quiet">
          {account.username} · {t(`role.${account.role}`)}
          {account.disabledAt && <> · {t('account.disabled')}</>}
        </small>
      </div>
      <button type="button" className="button button-small" onClick={onEdit}>
        {t('action.edit')}
      </button>
      {account.id !== me.id && (
        <button
          type="button"
          className="button button-small"
          disabled={toggle.isPending}
          onClick={() => toggle.mutate()}
        >
          {t(account.disabledAt ? 'account.enable' : 'account.disable')}
        </button>
      )}
    </li>
  );
}

function AccountDialog({ account, onClose }: { account: Account | null; onClose: () => void }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: (whole: AccountCreate) => {
      const { password, ...rest } = whole;
      const change: AccountPatch = password === '' ? rest : whole;
      return account ? patch(`/api/accounts/${account.id}`, change) : post('/api/accounts', whole);
    },
    onSuccess: async () => {
      say(t('account.saved'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['accounts'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    saving.mutate({
      username: formText(form, 'username').trim(),
      displayName: formText(form, 'displayName').trim(),
      role: formText(form, 'role') as Role,
      password: formText(form, 'password'),
    });
  };
  return (
    <Dialog title={t(account ? 'account.edit' : 'account.add')} onClose={onClose} testId="account-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <TextField
            label={t('setup.displayName')}
            name="displayName"
            defaultValue={account?.displayName}
            maxLength={120}
            required
            testId="account-name"
          />
          <div className="pair">
            <TextField
              label={t('login.username')}
              name="username"
              defaultValue={account?.username}
              autoCapitalize="none"
              autoComplete="off"
              required
              testId="account-username"
            />
            <SelectField
              label={t('account.role')}
              name="role"
              defaultValue={account?.role ?? 'viewer'}
              testId="account-role"
            >
              <RoleOptions />
            </SelectField>
          </div>
          <TextField
            label={t(account ? 'account.newPassword' : 'login.password')}
            hint={t(account ? 'account.newPassword.hint' : 'setup.password.hint')}
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            required={!account}
            testId="account-password"
          />
          <p className="quiet">{t('account.roles')}</p>
          {saving.isError && <Problem error={saving.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={saving.isPending}
            data-testid="account-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

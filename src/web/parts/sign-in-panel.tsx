import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { SignIn } from '../../http/contracts/imports.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { signInsQuery } from '../queries.ts';
import { dayOf, shortDay } from '../time.ts';
import { say } from './notice.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { Loaded } from './states.tsx';

/** Who was signed in by hand, by whom and why; each can be withdrawn. */
export function SignInPanel() {
  const { t } = useFormat();
  const signIns = useQuery(signInsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <section className="panel" data-testid="sign-ins">
      <header className="panel-head">
        <h2>{t('signIn.title')}</h2>
        <button
          type="button"
          className="button button-small"
          onClick={() => setAdding(true)}
          data-testid="sign-in-add"
        >
          <Plus aria-hidden size={15} /> {t('signIn.add')}
        </button>
      </header>
      <p className="quiet">{t('signIn.about')}</p>
      <Loaded query={signIns}>
        {(items) =>
          items.length === 0 ? (
            <p className="quiet">{t('signIn.none')}</p>
          ) : (
            <ul className="plain-list">
              {items.map((it) => (
                <SignedIn key={it.id} signIn={it} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <SignInDialog onClose={() => setAdding(false)} />}
    </section>
  );
}

function SignedIn({ signIn }: { signIn: SignIn }) {
  const { t, clock, dayAndClock, timeZone } = useFormat();
  const { employee, at, direction, by, reason, enteredAt, withdrawn } = signIn;
  return (
    <li data-testid="sign-in" data-withdrawn={withdrawn !== null}>
      <b>{employee.fullName}</b>{' '}
      <span className="time">
        {shortDay(dayOf(at, timeZone))} {clock(at)}
      </span>{' '}
      {t(`signIn.direction.${direction === 'both' ? 'inside' : direction}`)} · “{reason}”
      <small className="quiet">
        {by}, {dayAndClock(enteredAt)}
      </small>
      {withdrawn === null ? (
        <Withdraw signIn={signIn} />
      ) : (
        <small className="quiet">
          {t('signIn.withdrawn', {
            by: withdrawn.by,
            time: dayAndClock(withdrawn.at),
            reason: withdrawn.reason,
          })}
        </small>
      )}
    </li>
  );
}

function Withdraw({ signIn }: { signIn: SignIn }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: (reason: string) => post(`/api/sign-ins/${signIn.id}/withdraw`, { reason }),
    onSuccess: async () => {
      say(t('signIn.withdraw.done'));
      setAsking(false);
      await queries.invalidateQueries();
    },
  });
  return (
    <>
      <button type="button" className="link-button" onClick={() => setAsking(true)}>
        <Undo2 aria-hidden size={14} /> {t('signIn.withdraw')}
      </button>
      {asking && (
        <ReasonDialog
          title={t('signIn.withdraw.title')}
          text={t('signIn.withdraw.text')}
          action={t('signIn.withdraw')}
          busy={withdraw.isPending}
          error={withdraw.error}
          onReason={(reason) => withdraw.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

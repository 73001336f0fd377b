import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { ExcusalView } from '../../http/contracts/rules.ts';
import { post } from '../api.ts';
import { datesOf, partText } from '../excusals.ts';
import { formText } from '../form.ts';
import { tryText } from '../i18n.ts';
import { useFormat, useRights } from '../me.ts';
import { shortDay } from '../time.ts';
import type { ExcusalState } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { ExcusalPapers } from './excusal-papers.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

type Verb = 'approve' | 'refuse' | 'cancel';
const offered: Record<ExcusalState, Verb[]> = {
  requested: ['approve', 'refuse', 'cancel'],
  approved: ['cancel'],
  refused: [],
  cancelled: [],
};
const tones: Record<ExcusalState, string> = {
  requested: 'notYet',
  approved: 'in',
  refused: 'absent',
  cancelled: 'off',
};

/** One excusal: who, when, why, what was decided, and what it took back. */
export function ExcusalCard({ excusal, name }: { excusal: ExcusalView; name: string }) {
  const { t } = useFormat();
  const rights = useRights();
  const [verb, setVerb] = useState<Verb | null>(null);
  const kind = t(`excusal.kind.${excusal.kind}`);
  const what = `${name}, ${kind}, ${datesOf(excusal)}`;
  return (
    <li className="panel excusal" aria-label={what} data-state={excusal.state} data-testid="excusal">
      <div className="excusal-head">
        <div>
          <strong>{name}</strong> · {kind}
          <div className="quiet">
            {datesOf(excusal)} · {partText(t, excusal.part)}
            {excusal.travelBufferMinutes > 0 && (
              <> · {t('excusal.bufferShort', { minutes: excusal.travelBufferMinutes })}</>
            )}
            {excusal.doesNotReturn && <> · {t('excusal.doesNotReturnShort')}</>}
          </div>
        </div>
        <span className={`chip tone-${tones[excusal.state]}`}>{t(`excusal.state.${excusal.state}`)}</span>
      </div>
      {excusal.note && <p>{excusal.note}</p>}
      <Decision excusal={excusal} />
      <Withdrawn excusal={excusal} />
      <ExcusalPapers excusal={excusal} />
      {rights.manages && offered[excusal.state].length > 0 && (
        <div className="excusal-actions">
          {offered[excusal.state].map((it) => (
            <button
              key={it}
              type="button"
              className={it === 'approve' ? 'button button-primary button-small' : 'button button-small'}
              aria-label={`${t(`excusal.${it}`)}: ${what}`}
              onClick={() => setVerb(it)}
              data-testid={`excusal-${it}`}
            >
              {t(`excusal.${it}`)}
            </button>
          ))}
        </div>
      )}
      {verb && <DecisionDialog excusal={excusal} what={what} verb={verb} onClose={() => setVerb(null)} />}
    </li>
  );
}

function Decision({ excusal }: { excusal: ExcusalView }) {
  const { t, dayAndClock } = useFormat();
  const { requestedBy, requestedAt, decidedBy, decidedAt, decisionNote } = excusal;
  return (
    <p className="quiet">
      {t('excusal.requestedBy', { name: requestedBy, time: dayAndClock(requestedAt) })}
      {decidedBy !== null && decidedAt !== null && (
        <>
          {' '}
          {t('excusal.decidedBy', { name: decidedBy, time: dayAndClock(decidedAt) })}
          {decisionNote && <> “{decisionNote}”</>}
        </>
      )}
    </p>
  );
}

/** Entered later than its days: says what was taken back because of it. */
function Withdrawn({ excusal }: { excusal: ExcusalView }) {
  const { t } = useFormat();
  if (excusal.withdrawn.length === 0) return null;
  return (
    <p className="excusal-withdrawn" role="note" data-testid="excusal-withdrawn">
      {t('excusal.withdrawn')}{' '}
      {excusal.withdrawn
        .map(({ workDate, sessionKey, kind }) =>
          [
            shortDay(workDate),
            sessionKey && tryText(t, `session.${sessionKey}`, sessionKey),
            tryText(t, `finding.${kind}`, kind),
          ]
            .filter(Boolean)
            .join(' '),
        )
        .join('; ')}
    </p>
  );
}

function DecisionDialog({
  excusal,
  what,
  verb,
  onClose,
}: {
  excusal: ExcusalView;
  what: string;
  verb: Verb;
  onClose: () => void;
}) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (note: string) => post(`/api/excusals/${excusal.id}/${verb}`, { note }),
    onSuccess: async () => {
      say(t(`excusal.done.${verb}`));
      onClose();
      await queries.invalidateQueries({ queryKey: ['excusals'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    decide.mutate(formText(new FormData(event.currentTarget), 'note'));
  };
  return (
    <Dialog title={t(`excusal.${verb}`)} onClose={onClose} testId="excusal-decision">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <p>{what}</p>
          <TextField label={t('excusal.decisionNote')} name="note" maxLength={1000} />
          {decide.isError && <Problem error={decide.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.close')}
          </button>
          <button
            type="submit"
            className={verb === 'approve' ? 'button button-primary' : 'button button-danger'}
            disabled={decide.isPending}
            data-testid="excusal-decide"
          >
            {t(`excusal.confirm.${verb}`)}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

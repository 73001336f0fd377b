import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { DayRecordWhy } from '../../http/contracts/attendance.ts';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { dayOf, instantAt, shiftDay } from '../time.ts';
import type { CorrectionCreate } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

const kinds = ['setArrival', 'setDeparture', 'withdrawCandidate', 'confirmProof', 'dismissProof'] as const;
type Kind = (typeof kinds)[number];

/** A time of the day, or of the next when a session that runs past midnight ends then. */
function timeOf(form: FormData, why: DayRecordWhy, timeZone: string): string {
  const time = formText(form, 'time');
  const session = why.sessions.find(({ key }) => key === formText(form, 'sessionKey'));
  const overnight = session !== undefined && dayOf(session.end, timeZone) > why.workDate;
  const at = instantAt(why.workDate, time, timeZone);
  const nextDay = overnight && Date.parse(at) < Date.parse(session.start) - halfDayMs;
  return nextDay ? instantAt(shiftDay(why.workDate, 1), time, timeZone) : at;
}

const halfDayMs = 12 * 3_600_000;

function correctionOf(form: FormData, kind: Kind, why: DayRecordWhy, timeZone: string): CorrectionCreate {
  const reason = formText(form, 'reason');
  const sessionKey = formText(form, 'sessionKey');
  if (kind === 'setArrival' || kind === 'setDeparture')
    return { kind, sessionKey, at: timeOf(form, why, timeZone), reason };
  if (kind !== 'withdrawCandidate') return { kind, proofId: formText(form, 'proofId'), reason };
  const [candidate = '', session = ''] = formText(form, 'candidate').split(' ');
  type Candidate = Extract<CorrectionCreate, { kind: 'withdrawCandidate' }>['candidate'];
  return { kind, candidate: candidate as Candidate, sessionKey: session === '' ? null : session, reason };
}

/** A decision about a day, always with a reason. */
export function CorrectionDialog({ why, onClose }: { why: DayRecordWhy; onClose: () => void }) {
  const { t, timeZone } = useFormat();
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('setArrival');
  const { employee, workDate } = why;
  const save = useMutation({
    mutationFn: (body: CorrectionCreate) => post(`/api/records/${employee.id}/${workDate}/corrections`, body),
    onSuccess: async () => {
      say(t('correction.saved'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['corrections', employee.id, workDate] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(correctionOf(new FormData(event.currentTarget), kind, why, timeZone));
  };
  return (
    <Dialog title={t('correction.add')} onClose={onClose} testId="correction-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <SelectField
            label={t('correction.what')}
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
          >
            {kinds.map((it) => (
              <option key={it} value={it}>
                {t(`correction.kind.${it}`)}
              </option>
            ))}
          </SelectField>
          {(kind === 'setArrival' || kind === 'setDeparture') && <TimeFields why={why} />}
          {kind === 'withdrawCandidate' && <CandidateField why={why} />}
          {(kind === 'confirmProof' || kind === 'dismissProof') && <ProofField why={why} />}
          <TextField label={t('correction.reason')} name="reason" required maxLength={1000} />
          {save.isError && <Problem error={save.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={save.isPending}
            data-testid="correction-save"
          >
            {t('correction.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function TimeFields({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  return (
    <div className="pair">
      <SelectField label={t('correction.session')} name="sessionKey" required>
        {why.sessions.map(({ key }) => (
          <option key={key} value={key}>
            {tryText(t, `session.${key}`, key)}
          </option>
        ))}
      </SelectField>
      <TextField label={t('correction.time')} name="time" type="time" required />
    </div>
  );
}

function CandidateField({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  const open = why.findings.filter(({ state }) => state !== 'withdrawn');
  if (open.length === 0) return <p className="quiet">{t('correction.nothingToWithdraw')}</p>;
  return (
    <SelectField label={t('correction.candidate')} name="candidate" required>
      {open.map(({ id, kind, sessionKey }) => (
        <option key={id} value={`${kind} ${sessionKey}`}>
          {sessionKey === '' ? t('correction.wholeDay') : tryText(t, `session.${sessionKey}`, sessionKey)}:{' '}
          {tryText(t, `finding.${kind}`, kind)}
        </option>
      ))}
    </SelectField>
  );
}

function ProofField({ why }: { why: DayRecordWhy }) {
  const { t, seconds } = useFormat();
  if (why.sightings.length + why.punches.length === 0) return <p className="quiet">{t('why.noSightings')}</p>;
  return (
    <SelectField label={t('correction.proof')} name="proofId" required>
      {why.sightings.map(({ id, at, camera, outcome }) => (
        <option key={id} value={id}>
          {seconds(at)} · {camera.name} · {t(`sighting.${outcome}`)}
        </option>
      ))}
      {why.punches.map(({ id, at, direction }) => (
        <option key={id} value={id}>
          {seconds(at)} · {t('why.punches')} · {t(`punch.direction.${direction}`)}
        </option>
      ))}
    </SelectField>
  );
}

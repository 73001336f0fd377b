import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { excusalKinds } from '../../domain/types/schedule.ts';
import type { ExcusalView } from '../../http/contracts/rules.ts';
import { post } from '../api.ts';
import { formText } from '../form.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { employeesQuery, schedulesQuery } from '../queries.ts';
import type { ExcusalCreate, ExcusalPart } from '../types.ts';
import { Dialog } from './dialog.tsx';
import { sendPaper } from './excusal-papers.tsx';
import { CheckField, SelectField, TextField } from './field.tsx';
import { FileField } from './file-field.tsx';
import { say, sayProblem } from './notice.tsx';
import { Problem } from './states.tsx';

type PartKind = ExcusalPart['kind'];
const partKinds: PartKind[] = ['day', 'sessions', 'times'];

function partOf(form: FormData, kind: PartKind): ExcusalPart {
  if (kind === 'day') return { kind };
  if (kind === 'times') return { kind, start: formText(form, 'start'), end: formText(form, 'end') };
  return { kind, keys: form.getAll('sessions').map(String) };
}

function excusalOf(form: FormData, kind: PartKind): ExcusalCreate {
  const firstDate = formText(form, 'firstDate');
  return {
    employeeId: formText(form, 'employeeId'),
    kind: formText(form, 'kind') as ExcusalCreate['kind'],
    firstDate,
    lastDate: formText(form, 'lastDate') || firstDate,
    part: partOf(form, kind),
    travelBufferMinutes: kind === 'times' ? Number(formText(form, 'travelBufferMinutes')) : 0,
    doesNotReturn: kind !== 'day' && formText(form, 'doesNotReturn') === 'on',
    note: formText(form, 'note'),
  };
}

/** Asks for an excusal, with a paper if there is one. It counts once somebody else approves it. */
export function ExcusalDialog({ onClose }: { onClose: () => void }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [kind, setKind] = useState<PartKind>('day');
  const request = useMutation({
    mutationFn: (form: FormData) => post<ExcusalView>('/api/excusals', excusalOf(form, kind)),
    onSuccess: async ({ id }, form) => {
      const paper = form.get('paper');
      // The request stands even when its paper is refused; it can be attached from the list.
      if (paper instanceof File && paper.size > 0) await sendPaper(id, paper).catch(sayProblem);
      say(t('excusal.requested'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['excusals'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    request.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={t('excusal.add')} onClose={onClose} testId="excusal-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <WhoAndWhen />
          <PartFields kind={kind} onKind={setKind} />
          <TextField label={t('excusal.note')} name="note" maxLength={1000} />
          <FileField label={t('excusal.attach')} name="paper" accept="application/pdf,image/jpeg,image/png" />
          {request.isError && <Problem error={request.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={request.isPending}
            data-testid="excusal-send"
          >
            {t('excusal.send')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function WhoAndWhen() {
  const { t, today } = useFormat();
  const employees = useQuery(employeesQuery);
  const [firstDate, setFirstDate] = useState(today);
  return (
    <>
      <SelectField label={t('excusal.person')} name="employeeId" required defaultValue="">
        <option value="" disabled>
          {t('excusal.choosePerson')}
        </option>
        {employees.data?.map(({ id, fullName, code }) => (
          <option key={id} value={id}>
            {fullName} ({code})
          </option>
        ))}
      </SelectField>
      <SelectField label={t('excusal.kind')} name="kind" defaultValue="leave">
        {excusalKinds.map((it) => (
          <option key={it} value={it}>
            {t(`excusal.kind.${it}`)}
          </option>
        ))}
      </SelectField>
      <div className="pair">
        <TextField
          label={t('excusal.firstDate')}
          name="firstDate"
          type="date"
          required
          value={firstDate}
          onChange={(event) => setFirstDate(event.target.value)}
        />
        <TextField label={t('excusal.lastDate')} name="lastDate" type="date" min={firstDate} />
      </div>
    </>
  );
}

function PartFields({ kind, onKind }: { kind: PartKind; onKind: (kind: PartKind) => void }) {
  const { t } = useFormat();
  return (
    <>
      <SelectField
        label={t('excusal.part')}
        value={kind}
        onChange={(event) => onKind(event.target.value as PartKind)}
      >
        {partKinds.map((it) => (
          <option key={it} value={it}>
            {t(`excusal.part.${it}`)}
          </option>
        ))}
      </SelectField>
      {kind === 'sessions' && <SessionFields />}
      {kind === 'times' && (
        <>
          <div className="pair">
            <TextField label={t('excusal.start')} name="start" type="time" required />
            <TextField label={t('excusal.end')} name="end" type="time" required />
          </div>
          <TextField
            label={t('excusal.buffer')}
            hint={t('excusal.buffer.hint')}
            name="travelBufferMinutes"
            type="number"
            min={0}
            max={720}
            defaultValue={0}
          />
        </>
      )}
      {kind !== 'day' && (
        <CheckField
          label={t('excusal.doesNotReturn')}
          hint={t('excusal.doesNotReturn.hint')}
          name="doesNotReturn"
        />
      )}
    </>
  );
}

/** The sessions of all schedules: the server says when the person's own day has no such session. */
function SessionFields() {
  const { t } = useFormat();
  const schedules = useQuery(schedulesQuery);
  const sessions = schedules.data?.flatMap(({ versions }) =>
    versions.flatMap((it) => it.definition.sessions),
  );
  const keys = [...new Set(sessions?.map(({ key }) => key))];
  return (
    <fieldset>
      <legend>{t('excusal.sessions')}</legend>
      {keys.map((key) => (
        <CheckField key={key} label={tryText(t, `session.${key}`, key)} name="sessions" value={key} />
      ))}
    </fieldset>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { ScheduleAssignmentView } from '../../http/contracts/schedule-book.ts';
import { list, post } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { shortDay } from '../time.ts';
import { AssignmentDialog } from './assignment-dialog.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';
import { WhatIfPreview } from './what-if-preview.tsx';

/** Who keeps a schedule, and from when to when. */
export function AssignmentList({ scheduleId }: { scheduleId: string }) {
  const { t } = useFormat();
  const rights = useRights();
  const [opened, setOpened] = useState<ScheduleAssignmentView | 'new' | null>(null);
  const assignments = useQuery({
    queryKey: ['schedules', 'assignments'],
    queryFn: () => list<ScheduleAssignmentView>('/api/schedule-assignments'),
  });
  const items = (assignments.data ?? []).filter((it) => it.scheduleId === scheduleId);
  return (
    <div className="assignments" data-testid="schedule-assignments">
      {items.length > 0 && <span className="quiet">{t('assignment.title')}</span>}
      <ul>
        {items.map((it) => (
          <li key={it.id}>
            <Told assignment={it} />{' '}
            {rights.manages && (
              <button
                type="button"
                className="link-button"
                aria-label={`${t('assignment.end')}: ${it.target.name || t('override.everyone')}`}
                onClick={() => setOpened(it)}
              >
                {t('assignment.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {rights.manages && (
        <button
          type="button"
          className="button button-small"
          onClick={() => setOpened('new')}
          data-testid="assignment-add"
        >
          <UserPlus aria-hidden size={15} /> {t('assignment.add')}
        </button>
      )}
      {opened === 'new' && <AssignmentDialog scheduleId={scheduleId} onClose={() => setOpened(null)} />}
      {opened && opened !== 'new' && <EndDialog assignment={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function Told({ assignment: { target, validFrom, validTo } }: { assignment: ScheduleAssignmentView }) {
  const { t } = useFormat();
  const name = target.name || t('override.everyone');
  const from = shortDay(validFrom);
  return validTo === null
    ? t('assignment.from', { name, from })
    : t('assignment.between', { name, from, to: shortDay(validTo) });
}

/** The last day on which people keep a schedule, with what that would change. */
function EndDialog({ assignment, onClose }: { assignment: ScheduleAssignmentView; onClose: () => void }) {
  const { t, today } = useFormat();
  const queries = useQueryClient();
  const [validTo, setValidTo] = useState(assignment.validTo ?? today);
  const ending = useMutation({
    mutationFn: () => post(`/api/schedule-assignments/${assignment.id}/end`, { validTo }),
    onSuccess: async () => {
      say(t('assignment.ended'));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ending.mutate();
  };
  return (
    <Dialog title={t('assignment.end')} onClose={onClose} testId="assignment-end">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <p>
            <Told assignment={assignment} />
          </p>
          <TextField
            label={t('assignment.lastDay')}
            hint={t('assignment.lastDay.hint')}
            type="date"
            required
            min={assignment.validFrom}
            value={validTo}
            onChange={(event) => setValidTo(event.target.value)}
            testId="assignment-last"
          />
          <WhatIfPreview
            change={
              validTo === '' ? null : { kind: 'scheduleUnassign', id: assignment.id, body: { validTo } }
            }
          />
          {ending.isError && <Problem error={ending.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={ending.isPending}>
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

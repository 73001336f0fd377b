import { PencilLine, UserCheck } from 'lucide-react';
import { useState } from 'react';
import type { DayRecordWhy, Punch } from '../../http/contracts/attendance.ts';
import { useFormat, useRights } from '../me.ts';
import { SignInDialog } from './sign-in-dialog.tsx';

/** Evidence that no camera gave, each with where it is written or who says so; and a way to sign the person in. */
export function WhyPunches({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  const rights = useRights();
  const [adding, setAdding] = useState(false);
  if (why.punches.length === 0 && !rights.manages) return null;
  return (
    <section data-testid="why-punches">
      <h3>{t('why.punches')}</h3>
      <ul className="plain-list">
        {why.punches.map((punch) => (
          <PunchItem key={punch.id} punch={punch} />
        ))}
      </ul>
      {rights.manages && (
        <button type="button" className="button" onClick={() => setAdding(true)} data-testid="sign-in-add">
          <UserCheck aria-hidden size={16} /> {t('signIn.add')}
        </button>
      )}
      {adding && (
        <SignInDialog employee={why.employee} date={why.workDate} onClose={() => setAdding(false)} />
      )}
    </section>
  );
}

function PunchItem({ punch }: { punch: Punch }) {
  const { t, seconds } = useFormat();
  return (
    <li data-testid="why-punch">
      {punch.source === 'signIn' && <PencilLine aria-hidden size={14} />}{' '}
      <b className="time">{seconds(punch.at)}</b> {t(`punch.direction.${punch.direction}`)}
      {punch.door !== null && ` · ${punch.door}`}
      <small className="quiet">
        {punch.source === 'file'
          ? t('why.punch.file', { terminal: punch.terminal, file: punch.file, row: punch.row })
          : t('why.punch.signIn', { by: punch.by, reason: punch.reason })}
      </small>
    </li>
  );
}

import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Period } from '../../http/contracts/periods.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { shortDay } from '../time.ts';
import { WhyDrawer } from './why-drawer.tsx';

type Blocker = Period['blockers'][number];

/** Where each kind of open question is answered. */
const answeredAt: Record<Blocker['kind'], string> = {
  openReview: '/reviews',
  unconfirmedHoliday: '/schedules',
  pendingExcusal: '/excusals',
  provisionalDay: '/system',
  openDispute: '/alerts',
};

/** What has to be answered before the month can be closed, with the way there. */
export function CloseChecklist({ period }: { period: Period }) {
  const { t } = useFormat();
  const unseen = period.blockerCount - period.blockers.length;
  return (
    <section className="panel" data-testid="close-checklist">
      <header className="panel-head">
        <h2>{t('close.checklist')}</h2>
      </header>
      {period.blockerCount === 0 ? (
        <p className="close-clear">
          <CircleCheck aria-hidden size={18} /> {t('close.checklist.clear')}
        </p>
      ) : (
        <ul>
          {period.blockers.map((blocker, index) => (
            <li key={index}>
              <Link href={answeredAt[blocker.kind]}>{t(`close.blocker.${blocker.kind}`)}</Link>
              <Details blocker={blocker} />
            </li>
          ))}
          {unseen > 0 && <li className="quiet">{t('close.andMore', { count: unseen })}</li>}
        </ul>
      )}
    </section>
  );
}

function Details({ blocker: { employee, date, name } }: { blocker: Blocker }) {
  const facts = [employee && `${employee.fullName} (${employee.code})`, date && shortDay(date), name];
  const known = facts.filter((fact) => fact !== null);
  return known.length === 0 ? null : <span className="quiet"> · {known.join(' · ')}</span>;
}

/** Sessions the evidence did not suffice for: nobody is accused of them, and whoever closes has seen them. */
export function CloseUncovered({ period }: { period: Period }) {
  const { t } = useFormat();
  const [open, setOpen] = useState<{ employeeId: string; date: string } | null>(null);
  if (period.uncoveredCount === 0) return null;
  const unseen = period.uncoveredCount - period.uncovered.length;
  return (
    <section className="panel">
      <details className="close-uncovered">
        <summary>{t('close.uncovered', { count: period.uncoveredCount })}</summary>
        <p className="quiet">{t('close.uncovered.text')}</p>
        <ul>
          {period.uncovered.map(({ employee, date, sessionKey }) => (
            <li key={`${employee.id} ${date} ${sessionKey}`}>
              <button
                type="button"
                className="link-button"
                onClick={() => setOpen({ employeeId: employee.id, date })}
              >
                {employee.fullName} · {shortDay(date)} · {tryText(t, `session.${sessionKey}`, sessionKey)}
              </button>
            </li>
          ))}
          {unseen > 0 && <li className="quiet">{t('close.andMore', { count: unseen })}</li>}
        </ul>
      </details>
      {open && <WhyDrawer {...open} onClose={() => setOpen(null)} />}
    </section>
  );
}

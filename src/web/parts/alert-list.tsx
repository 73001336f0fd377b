import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Alert } from '../../http/contracts/attendance.ts';
import { post } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { AlertSubject } from './alert-subject.tsx';
import { sayProblem } from './notice.tsx';

const icons = { info: Info, warning: TriangleAlert, critical: CircleAlert };

/** Alerts, newest first, each with what it says and a way to mark it as seen. */
export function AlertList({ alerts, compact = false }: { alerts: Alert[]; compact?: boolean }) {
  return (
    <ul className={compact ? 'alerts alerts-compact' : 'alerts'}>
      {alerts.map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const { t, dayAndClock } = useFormat();
  const rights = useRights();
  const queries = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: () => post(`/api/alerts/${alert.id}/acknowledge`),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const Icon = icons[alert.severity];
  const closed = alert.acknowledgedAt !== null || alert.withdrawnAt !== null;
  return (
    <li
      className={`alert alert-${alert.severity}${closed ? ' alert-closed' : ''}`}
      data-testid="alert"
      data-kind={alert.kind}
    >
      <Icon aria-hidden size={18} />
      <div className="alert-text">
        <p>{alert.text}</p>
        <small>
          <span className="time">{dayAndClock(alert.at)}</span> · {t(`alertKind.${alert.kind}`)}
          <AlertSubject alert={alert} />
          {alert.withdrawnAt && <> · {t('alert.withdrawn')}</>}
          {alert.acknowledgedBy && <> · {t('alert.acknowledgedBy', { name: alert.acknowledgedBy })}</>}
        </small>
      </div>
      {!closed && rights.oversees && (
        <button
          type="button"
          className="icon-button"
          title={t('alert.acknowledge')}
          disabled={acknowledge.isPending}
          onClick={() => acknowledge.mutate()}
        >
          <Check aria-hidden size={17} />
          <span className="sr-only">{t('alert.acknowledge')}</span>
        </button>
      )}
    </li>
  );
}

import { useQuery } from '@tanstack/react-query';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { auditQuery } from '../queries.ts';
import { Empty, Loaded } from './states.tsx';

const most = 200;

/** Who did or read what. Nobody can change it. */
export function AuditPanel() {
  const { t, dayAndClock } = useFormat();
  const audit = useQuery(auditQuery(most));
  return (
    <section className="panel">
      <p className="quiet">{t('audit.about')}</p>
      <Loaded query={audit}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('audit.none')} />
          ) : (
            <div className="table-scroll" role="region" aria-label={t('system.audit')} tabIndex={0}>
              <table className="table table-tight">
                <thead>
                  <tr>
                    <th>{t('audit.at')}</th>
                    <th>{t('audit.actor')}</th>
                    <th>{t('audit.action')}</th>
                    <th>{t('audit.subject')}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((entry) => (
                    <tr key={entry.id}>
                      <td className="time">{dayAndClock(entry.at)}</td>
                      <td>{entry.actor}</td>
                      <td>{tryText(t, `audit.${entry.action}`, entry.action)}</td>
                      <td className="audit-subject" title={JSON.stringify(entry.detail)}>
                        {entry.subject}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </section>
  );
}

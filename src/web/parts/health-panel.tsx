import { useQuery } from '@tanstack/react-query';
import type { HealthDetail } from '../../http/contracts/operations.ts';
import { tryText } from '../i18n.ts';
import type { Translate } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { healthQuery } from '../queries.ts';
import { Loaded } from './states.tsx';

/** Is everything running: database, queue, recognition, processes. */
export function HealthPanel() {
  const health = useQuery(healthQuery);
  return (
    <Loaded query={health}>
      {(data) => (
        <>
          <HealthFacts health={data} />
          <div className="two-columns">
            <Processes health={data} />
            <Queues health={data} />
          </div>
        </>
      )}
    </Loaded>
  );
}

function HealthFacts({ health }: { health: HealthDetail }) {
  const { t, dayAndClock } = useFormat();
  const { database, recognition } = health;
  const facts: [string, string, boolean][] = [
    [t('health.service'), t(health.ok ? 'health.ok' : 'health.notOk'), health.ok],
    [
      t('health.database'),
      `PostgreSQL ${database.version} · ${t(database.embedded ? 'health.embedded' : 'health.external')}`,
      database.ok,
    ],
    [t('health.queue'), t(`health.queue.${health.queue}`), true],
    [
      t('health.recognition'),
      recognition.backend === null
        ? t('health.noRecognition')
        : [recognition.backend, recognition.model].filter(Boolean).join(' · '),
      recognition.backend !== null,
    ],
    [
      t('health.version'),
      t('health.versionSince', { version: health.version, time: dayAndClock(health.startedAt) }),
      true,
    ],
  ];
  return (
    <dl className="facts" data-testid="health">
      {facts.map(([name, value, good]) => (
        <div key={name} className={good ? 'light-good' : 'light-problem'}>
          <dt>
            <i aria-hidden /> {name}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Processes({ health }: { health: HealthDetail }) {
  const { t, dayAndClock, seconds } = useFormat();
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{t('health.processes')}</h2>
      </header>
      <table className="table table-tight">
        <thead>
          <tr>
            <th>{t('health.role')}</th>
            <th>{t('health.seen')}</th>
            <th>{t('health.started')}</th>
            <th className="number">MB</th>
          </tr>
        </thead>
        <tbody>
          {health.processes.map((process) => (
            <tr key={`${process.host} ${process.pid}`} data-testid={`process-${process.role}`}>
              <th scope="row" className={process.alive ? 'light-good' : 'light-problem'}>
                <i aria-hidden /> {rolesOf(process.role, t)}
                <small>
                  {process.host} · {process.pid} · {t(process.alive ? 'health.alive' : 'health.silent')}
                </small>
              </th>
              <td className="time">{seconds(process.seenAt)}</td>
              <td className="time">{dayAndClock(process.startedAt)}</td>
              <td className="number">{process.rssMb === null ? '–' : Math.round(process.rssMb)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** One process may have several roles: `alerts+reports`. */
function rolesOf(roles: string, t: Translate): string {
  return roles
    .split('+')
    .map((role) => tryText(t, `worker.${role}`, role))
    .join(', ');
}

function Queues({ health }: { health: HealthDetail }) {
  const { t } = useFormat();
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{t('health.queues')}</h2>
      </header>
      <table className="table table-tight">
        <thead>
          <tr>
            <th>{t('health.queue')}</th>
            <th className="number">{t('health.waiting')}</th>
            <th className="number">{t('health.active')}</th>
            <th className="number">{t('health.delayed')}</th>
            <th className="number">{t('health.failed')}</th>
          </tr>
        </thead>
        <tbody>
          {health.queues.map(({ name, waiting, active, delayed, failed }) => (
            <tr key={name}>
              <th scope="row">{tryText(t, `queue.${name}`, name)}</th>
              <td className="number">{waiting}</td>
              <td className="number">{active}</td>
              <td className="number">{delayed}</td>
              <td className="number">{failed > 0 ? <b className="attention">{failed}</b> : 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

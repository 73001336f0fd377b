import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PartyPopper } from 'lucide-react';
import { post, remove } from '../api.ts';
import { tryText } from '../i18n.ts';
import { useFormat, useRights } from '../me.ts';
import { failedJobsQuery } from '../queries.ts';
import type { FailedJob } from '../types.ts';
import { sayProblem } from './notice.tsx';
import { Empty, Loaded } from './states.tsx';

/** Jobs that failed for good: nothing is lost, each can be tried again or dropped. */
export function FailedJobsPanel() {
  const { t } = useFormat();
  const jobs = useQuery(failedJobsQuery);
  return (
    <Loaded query={jobs}>
      {(items) =>
        items.length === 0 ? (
          <Empty
            title={t('jobs.none')}
            text={t('jobs.none.text')}
            icon={<PartyPopper aria-hidden size={26} />}
          />
        ) : (
          <section className="panel">
            <p className="quiet">{t('jobs.about')}</p>
            <ul className="jobs">
              {items.map((job) => (
                <JobRow key={`${job.queue} ${job.jobId}`} job={job} />
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  );
}

function JobRow({ job }: { job: FailedJob }) {
  const { t, dayAndClock } = useFormat();
  const rights = useRights();
  const queries = useQueryClient();
  const path = `/api/queues/${encodeURIComponent(job.queue)}/failed/${encodeURIComponent(job.jobId)}`;
  const act = useMutation({
    mutationFn: (again: boolean) => (again ? post(`${path}/retry`) : remove(path)),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['failed-jobs'] }),
  });
  return (
    <li className="job" data-testid="failed-job">
      <div>
        <strong>{tryText(t, `queue.${job.queue}`, job.queue)}</strong>
        <small className="quiet">
          {job.jobId} · {t('jobs.attempts', { count: job.attempts })}
          {job.failedAt && <> · {dayAndClock(job.failedAt)}</>}
        </small>
        <p>{job.error}</p>
        <details>
          <summary>{t('jobs.payload')}</summary>
          <pre>{JSON.stringify(job.payload, null, 2)}</pre>
        </details>
      </div>
      {rights.administers && (
        <div className="job-actions">
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            onClick={() => act.mutate(true)}
          >
            {t('jobs.retry')}
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            onClick={() => act.mutate(false)}
          >
            {t('jobs.drop')}
          </button>
        </div>
      )}
    </li>
  );
}

import type { UseQueryResult } from '@tanstack/react-query';
import { CloudOff, Inbox, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { useI18n } from '../i18n.ts';
import { Brand } from './brand.tsx';

/** The whole page while it is not yet known who is here. */
export function Splash() {
  return (
    <div className="splash" aria-busy="true">
      <Brand />
    </div>
  );
}

/** What went wrong, and what to do about it. */
export function Problem({ error }: { error: unknown }) {
  const { t } = useI18n();
  const known = error instanceof ApiError ? error : null;
  return (
    <div className="problem" role="alert" data-testid="problem" data-code={known?.code}>
      <strong>{known?.message ?? t('error.internal')}</strong>
      <p>{known ? known.hint : t('error.internal.hint')}</p>
      {known && known.issues.length > 0 && (
        <ul>
          {known.issues.map((issue) => (
            <li key={issue.path + issue.message}>
              <b>{issue.path}</b>: {issue.message}
            </li>
          ))}
        </ul>
      )}
      {known?.requestId && known.status >= 500 && (
        <small>{t('state.requestId', { requestId: known.requestId })}</small>
      )}
    </div>
  );
}

/** A part of the page that could not be read, with another try. */
export function Failure({ error, onRetry, page }: { error: unknown; onRetry: () => void; page?: boolean }) {
  const { t } = useI18n();
  return (
    <div className={page ? 'failure failure-page' : 'failure'}>
      <CloudOff aria-hidden size={28} />
      <Problem error={error} />
      <button type="button" className="button" onClick={onRetry}>
        <RotateCw aria-hidden size={16} /> {t('state.retry')}
      </button>
    </div>
  );
}

/** Nothing here yet: says so, and what to do next. */
export function Empty({
  title,
  text,
  icon,
  children,
}: {
  title: string;
  text?: string;
  icon?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">{icon ?? <Inbox aria-hidden size={26} />}</span>
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

/** Grey shapes where content will be. */
export function Skeleton({ rows = 4, kind = 'row' }: { rows?: number; kind?: 'row' | 'card' | 'picture' }) {
  const { t } = useI18n();
  return (
    <div className={`skeletons skeletons-${kind}`} role="status">
      <span className="sr-only">{t('state.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={`skeleton skeleton-${kind}`} />
      ))}
    </div>
  );
}

/** Shows a query: its skeleton, its failure, or its data. Data once read stays visible while a new reading fails. */
export function Loaded<T>({
  query,
  skeleton,
  children,
}: {
  query: UseQueryResult<T>;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <>{skeleton ?? <Skeleton />}</>;
}

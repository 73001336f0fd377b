import { useQuery } from '@tanstack/react-query';
import { UserRoundCheck, Undo2 } from 'lucide-react';
import { useFormat } from '../me.ts';
import { PageHead } from '../parts/page-head.tsx';
import { ReviewCard } from '../parts/review-card.tsx';
import { ReviewHints } from '../parts/review-hints.tsx';
import { UnknownGroups } from '../parts/unknown-groups.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { reviewsQuery } from '../queries.ts';
import { useReviewDesk } from '../review-desk.ts';
import type { ReviewQueue } from '../../http/contracts/reviews.ts';

/** Faces that recognition left open, one after the other beside the photos of those it could be. */
export function ReviewsPage() {
  const { t } = useFormat();
  const queue = useQuery(reviewsQuery);
  return (
    <>
      <PageHead title={t('nav.reviews')} lead={t('review.lead')} />
      <Loaded query={queue} skeleton={<Skeleton kind="card" rows={2} />}>
        {(data) => <Desk queue={data} />}
      </Loaded>
    </>
  );
}

function Desk({ queue }: { queue: ReviewQueue }) {
  const { t } = useFormat();
  const desk = useReviewDesk(queue.items);
  const { current } = desk;
  return (
    <>
      <p className="review-count" data-testid="review-count" data-open={queue.open}>
        {t('review.open', { count: queue.open })}
        {queue.own > 0 && <span className="quiet"> {t('review.own', { count: queue.own })}</span>}
        {desk.canUndo && (
          <button type="button" className="button button-small" onClick={desk.undo} data-testid="review-undo">
            <Undo2 aria-hidden size={15} /> {t('review.undo')} <kbd>U</kbd>
          </button>
        )}
      </p>
      {current === null ? (
        <Empty
          title={t('review.none')}
          text={t('review.none.text')}
          icon={<UserRoundCheck aria-hidden size={26} />}
        />
      ) : (
        <ReviewCard
          key={current.id}
          review={current}
          choice={desk.choice}
          busy={desk.busy}
          onChoose={desk.choose}
          onConfirm={desk.confirm}
        />
      )}
      {current !== null && <ReviewHints />}
      {queue.unknown.length > 0 && <UnknownGroups groups={queue.unknown} />}
    </>
  );
}

import { Clock3, Eye } from 'lucide-react';
import { useState } from 'react';
import type { TodayCard } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import { PresenceChip } from './chip.tsx';
import { Portrait } from './portrait.tsx';

/** What must change for the card to say "look here" for a moment. */
function newsOf(card: TodayCard): string {
  return [card.presence, card.outcome, card.arrivalAt, card.departureAt, card.lastSighting?.id].join(' ');
}

/** One person today: who, how they stand, since when, and where they were last seen. */
export function PersonCard({ card, onWhy }: { card: TodayCard; onWhy: () => void }) {
  const { t } = useFormat();
  const { employee, presence } = card;
  const news = newsOf(card);
  const [firstNews] = useState(news);
  return (
    <article
      className={`person-card edge-${presence}`}
      data-testid={`card-${employee.code}`}
      data-presence={presence}
      data-outcome={card.outcome}
    >
      {news !== firstNews && <span key={news} className="flash" aria-hidden />}
      <div className="person-top">
        <Portrait name={employee.fullName} photoId={employee.portraitPhotoId} />
        <div className="person-name">
          <h3>{employee.fullName}</h3>
          <span>{employee.code}</span>
        </div>
      </div>
      <div className="person-state">
        <PresenceChip presence={presence} />
        {presence === 'late' && card.lateMinutes > 0 && (
          <span className="person-minutes">{t('today.lateMinutes', { minutes: card.lateMinutes })}</span>
        )}
        {card.provisional && presence === 'insufficientEvidence' && (
          <span className="person-minutes">{t('record.provisional')}</span>
        )}
      </div>
      <PersonTimes card={card} onWhy={onWhy} />
    </article>
  );
}

function PersonTimes({ card, onWhy }: { card: TodayCard; onWhy: () => void }) {
  const { t, clock } = useFormat();
  const { employee, lastSighting } = card;
  return (
    <div className="person-foot">
      <dl className="person-times">
        <div>
          <dt>{t('today.arrived')}</dt>
          <dd className="time">{card.arrivalAt ? clock(card.arrivalAt) : '–'}</dd>
        </div>
        <div>
          <dt>{t('today.left')}</dt>
          <dd className="time">{card.departureAt ? clock(card.departureAt) : '–'}</dd>
        </div>
        <div className="person-last">
          <dt className="sr-only">{t('today.lastSeen')}</dt>
          <dd>
            {lastSighting ? (
              <>
                <Eye aria-hidden size={14} /> {lastSighting.cameraName}
                <span className="time">{clock(lastSighting.at)}</span>
              </>
            ) : (
              <>
                <Clock3 aria-hidden size={14} /> {t('today.notSeen')}
              </>
            )}
          </dd>
        </div>
      </dl>
      <button
        type="button"
        className="why-link"
        onClick={onWhy}
        data-testid={`why-${employee.code}`}
        aria-label={t('why.of', { name: employee.fullName })}
      >
        {t('why.button')}
      </button>
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { Review } from '../../http/contracts/reviews.ts';
import { useFormat } from '../me.ts';
import { employeesQuery } from '../queries.ts';
import { sameChoice, type Choice } from '../reviews.ts';
import { Doubts } from './doubts.tsx';

type ReviewCardProps = {
  review: Review;
  choice: Choice | null;
  busy: boolean;
  onChoose: (choice: Choice) => void;
  onConfirm: () => void;
};

const verdicts = [
  ['nobody', '0'],
  ['notFace', 'X'],
  ['unclear', 'C'],
] as const;

/** One open face beside those it could be: choose, then confirm. */
export function ReviewCard({ review, choice, busy, onChoose, onConfirm }: ReviewCardProps) {
  const { t, dayAndClock } = useFormat();
  return (
    <section className="panel review" aria-label={t('review.face')} data-testid="review" data-id={review.id}>
      <figure className="review-seen">
        <FacePicture url={review.picture} alt={t('evidence.alt', { camera: review.camera.name })} />
        <figcaption>
          <strong>{dayAndClock(review.at)}</strong>
          <span>
            {review.camera.name}, {review.door.name}
          </span>
          <span className="quiet">{t(`direction.${review.direction}`)}</span>
        </figcaption>
      </figure>
      <div className="review-choices">
        <h2>{t('review.whoIsIt')}</h2>
        <Doubts doubts={review.doubts} />
        {review.doubts.includes('not_live') && (
          <small>{t('doubt.not_live.hint', { verdict: t('review.verdict.notFace') })}</small>
        )}
        <ol className="review-candidates">
          {review.candidates.map((candidate, i) => (
            <li key={candidate.employee.id}>
              <Candidate
                candidate={candidate}
                number={i + 1}
                chosen={choice}
                onChoose={() => onChoose({ verdict: 'employee', employeeId: candidate.employee.id })}
              />
            </li>
          ))}
        </ol>
        <div className="review-verdicts">
          {verdicts.map(([verdict, key]) => (
            <button
              key={verdict}
              type="button"
              data-choice
              className="button"
              aria-pressed={sameChoice(choice, { verdict })}
              onClick={() => onChoose({ verdict })}
              data-testid={`review-${verdict}`}
            >
              <kbd>{key}</kbd> {t(`review.verdict.${verdict}`)}
            </button>
          ))}
          <SomebodyElse review={review} choice={choice} onChoose={onChoose} />
        </div>
        <button
          type="button"
          data-choice
          className="button button-primary button-large"
          disabled={choice === null || busy}
          onClick={onConfirm}
          data-testid="review-confirm"
        >
          {t('review.confirm')} <kbd>Enter</kbd>
        </button>
      </div>
    </section>
  );
}

function Candidate({
  candidate: { employee, likeness, photos },
  number,
  chosen,
  onChoose,
}: {
  candidate: Review['candidates'][number];
  number: number;
  chosen: Choice | null;
  onChoose: () => void;
}) {
  const { t } = useFormat();
  return (
    <button
      type="button"
      data-choice
      className="review-candidate"
      aria-pressed={sameChoice(chosen, { verdict: 'employee', employeeId: employee.id })}
      onClick={onChoose}
      data-testid={`review-candidate-${number}`}
    >
      <kbd>{number}</kbd>
      <span className="review-photos">
        {photos.map((url) => (
          <FacePicture key={url} url={url} alt={employee.fullName} />
        ))}
        {photos.length === 0 && <FacePicture url={null} alt={employee.fullName} />}
      </span>
      <span>
        <strong>{employee.fullName}</strong>
        <small className="quiet">
          {employee.code}, {t(`review.likeness.${likeness}`)}
        </small>
      </span>
    </button>
  );
}

function SomebodyElse({ review, choice, onChoose }: Pick<ReviewCardProps, 'review' | 'choice' | 'onChoose'>) {
  const { t } = useFormat();
  const employees = useQuery(employeesQuery);
  const offered = new Set(review.candidates.map((it) => it.employee.id));
  const value = choice?.verdict === 'employee' && !offered.has(choice.employeeId) ? choice.employeeId : '';
  return (
    <select
      aria-label={t('review.somebodyElse')}
      value={value}
      onChange={({ target }) =>
        target.value !== '' && onChoose({ verdict: 'employee', employeeId: target.value })
      }
    >
      <option value="">{t('review.somebodyElse')}</option>
      {employees.data
        ?.filter(({ id, enrolment }) => !offered.has(id) && enrolment !== 'noConsent')
        .map(({ id, fullName }) => (
          <option key={id} value={id}>
            {fullName}
          </option>
        ))}
    </select>
  );
}

/** A face, or that its picture is gone. */
export function FacePicture({ url, alt }: { url: string | null; alt: string }) {
  const [gone, setGone] = useState(false);
  if (url === null || gone)
    return (
      <span className="review-gone" role="img" aria-label={alt}>
        <ImageOff aria-hidden size={20} />
      </span>
    );
  return <img src={url} alt={alt} onError={() => setGone(true)} />;
}

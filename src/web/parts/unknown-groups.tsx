import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewQueue } from '../../http/contracts/reviews.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { employeesQuery, reviewsQuery } from '../queries.ts';
import { say, sayProblem } from './notice.tsx';
import { FacePicture } from './review-card.tsx';

type Group = ReviewQueue['unknown'][number];
const groupsShown = 12;
const facesShown = 6;

/** Faces of nobody known, those that look like one person together: somebody new is named once. */
export function UnknownGroups({ groups }: { groups: Group[] }) {
  const { t } = useFormat();
  return (
    <section className="review-unknown" aria-label={t('review.unknown')}>
      <h2>{t('review.unknown')}</h2>
      <p className="quiet">{t('review.unknown.about')}</p>
      <ul>
        {groups.slice(0, groupsShown).map((group) => (
          <UnknownGroup key={group.faces[0]?.id} group={group} />
        ))}
      </ul>
    </section>
  );
}

function UnknownGroup({ group: { faces } }: { group: Group }) {
  const { t, dayAndClock } = useFormat();
  const queries = useQueryClient();
  const employees = useQuery(employeesQuery);
  const [employeeId, setEmployeeId] = useState('');
  const naming = useMutation({
    mutationFn: () =>
      post('/api/reviews/decisions', {
        sightingIds: faces.map((it) => it.id),
        ...{ verdict: 'employee', employeeId },
      }),
    onSuccess: () => say(t('review.unknown.named', { count: faces.length })),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: reviewsQuery.queryKey }),
  });
  return (
    <li className="panel" data-testid="unknown-group">
      <span className="review-photos">
        {faces.slice(0, facesShown).map((face) => (
          <FacePicture
            key={face.id}
            url={face.picture}
            alt={t('evidence.alt', { camera: face.camera.name })}
          />
        ))}
      </span>
      <p>
        {t('review.unknown.count', { count: faces.length })}{' '}
        <span className="quiet">{faces[0] && dayAndClock(faces[0].at)}</span>
      </p>
      <div className="review-verdicts">
        <select
          aria-label={t('review.whoIsIt')}
          value={employeeId}
          onChange={({ target }) => setEmployeeId(target.value)}
        >
          <option value="">{t('review.whoIsIt')}</option>
          {employees.data
            ?.filter((it) => it.enrolment !== 'noConsent')
            .map(({ id, fullName }) => (
              <option key={id} value={id}>
                {fullName}
              </option>
            ))}
        </select>
        <button
          type="button"
          className="button"
          disabled={employeeId === '' || naming.isPending}
          onClick={() => naming.mutate()}
        >
          {t('review.unknown.name')}
        </button>
      </div>
    </li>
  );
}

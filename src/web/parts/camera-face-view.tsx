import { useQuery } from '@tanstack/react-query';
import type { CameraFaces } from '../../http/contracts/cameras.ts';
import { useFormat } from '../me.ts';
import { cameraFacesQuery } from '../queries.ts';

/** Reasons shown; the rest are too rare to matter. */
const mostReasons = 4;
const leastShare = 0.01;

const percent = (share: number) => Math.round(share * 100);

/** How well faces can be told at a camera: the share that could be used, why others could not, what would help. */
export function CameraFaceView({ cameraId }: { cameraId: string }) {
  const { t } = useFormat();
  const { data } = useQuery(cameraFacesQuery);
  const view = data?.find((it) => it.cameraId === cameraId);
  if (!view) return null;
  return (
    <section className="face-view" data-testid="camera-faces" data-verdict={view.verdict}>
      <div className="coverage-head">
        <span>{t('faces.title', { days: view.days })}</span>
        <b>{view.usableShare === null ? '–' : `${percent(view.usableShare)}%`}</b>
      </div>
      <FaceReasons view={view} />
      {view.verdict === 'tooFew' && <p className="quiet">{t('faces.tooFew', { count: view.seen })}</p>}
      {view.verdict === 'good' && <p className="quiet">{t('faces.good')}</p>}
      {view.advice.map((advice) => (
        <p key={advice} className="face-advice">
          {t(`faces.advice.${advice}`)}
        </p>
      ))}
    </section>
  );
}

function FaceReasons({ view }: { view: CameraFaces }) {
  const { t } = useFormat();
  const shown = view.reasons.filter(({ share }) => share >= leastShare).slice(0, mostReasons);
  if (view.verdict === 'tooFew' || shown.length === 0) return null;
  return (
    <ul className="face-reasons" aria-label={t('faces.reasons')}>
      {shown.map(({ reason, share }) => (
        <li key={reason}>
          <span>{t(`faces.reason.${reason}`)}</span>
          <span className="face-bar" aria-hidden>
            <i style={{ width: `${percent(share)}%` }} />
          </span>
          <b>{percent(share)}%</b>
        </li>
      ))}
    </ul>
  );
}

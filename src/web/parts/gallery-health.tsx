import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ImageOff, ScanFace } from 'lucide-react';
import type { GalleryFindingView } from '../../http/contracts/gallery-health.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { galleryHealthQuery } from '../queries.ts';
import { say, sayProblem } from './notice.tsx';
import { Portrait } from './portrait.tsx';

const shownAtMost = 20;

/** The references of everybody that wait for an officer; nothing when there are none. */
export function GalleryHealthPanel({ onOpen }: { onOpen: (employeeId: string) => void }) {
  const { t } = useFormat();
  const { data = [] } = useQuery(galleryHealthQuery());
  if (data.length === 0) return null;
  return (
    <details className="panel" data-testid="gallery-health">
      <summary>
        <strong>
          {t('galleryHealth.title')} ({data.length})
        </strong>
      </summary>
      <p className="quiet">{t('galleryHealth.about')}</p>
      <FindingList findings={data.slice(0, shownAtMost)} onOpen={onOpen} />
      {data.length > shownAtMost && (
        <p className="quiet">{t('galleryHealth.more', { count: data.length - shownAtMost })}</p>
      )}
    </details>
  );
}

/** What was found about one person's references, decided or not. */
export function GalleryHealthSection({ employeeId }: { employeeId: string }) {
  const { t } = useFormat();
  const { data = [] } = useQuery(galleryHealthQuery(employeeId));
  if (data.length === 0) return null;
  return (
    <section data-testid="gallery-health-person">
      <h3>{t('galleryHealth.title')}</h3>
      <FindingList findings={data} />
    </section>
  );
}

type ListProps = { findings: GalleryFindingView[]; onOpen?: (employeeId: string) => void };

function FindingList({ findings, onOpen }: ListProps) {
  return (
    <ul className="consents">
      {findings.map((finding) => (
        <FindingRow key={finding.id} finding={finding} onOpen={onOpen} />
      ))}
    </ul>
  );
}

function FindingRow({ finding, onOpen }: { finding: GalleryFindingView; onOpen: ListProps['onOpen'] }) {
  const { t, dayAndClock } = useFormat();
  const { kind, employee, like, photoId, setAside, decidedBy, decidedAt, ageDays } = finding;
  const years = String(Math.floor((ageDays ?? 0) / 365));
  return (
    <li className="consent" data-testid={`finding-${kind}`}>
      {photoId === null ? (
        <ScanFace aria-hidden size={18} />
      ) : (
        <Portrait name={employee.fullName} photoId={photoId} />
      )}
      <div>
        {onOpen && (
          <button type="button" className="link-button" onClick={() => onOpen(employee.id)}>
            {employee.fullName} ({employee.code})
          </button>
        )}
        <strong>{t(`galleryHealth.${kind}`, { other: like?.fullName ?? '', years })}</strong>
        {setAside && (
          <span className="chip tone-absent">
            <ImageOff aria-hidden size={13} /> {t('galleryHealth.setAside')}
          </span>
        )}
        <small>
          {decidedBy !== null && decidedAt !== null
            ? t('galleryHealth.decided', { name: decidedBy, time: dayAndClock(decidedAt) })
            : t(`galleryHealth.${kind}.todo`)}
        </small>
      </div>
      {decidedBy === null && <Decisions finding={finding} />}
    </li>
  );
}

type Decision = 'keep' | 'remove' | 'lookAlikes';

function decisionsOf({ kind, templateId }: GalleryFindingView): Decision[] {
  if (kind === 'alike') return ['lookAlikes'];
  return templateId === null ? ['keep'] : ['remove', 'keep'];
}

function Decisions({ finding }: { finding: GalleryFindingView }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (decision: Decision) => post(`/api/gallery-health/${finding.id}/decision`, { decision }),
    onSuccess: () => say(t('galleryHealth.done')),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['gallery-health'] }),
  });
  return (
    <div className="chips">
      {decisionsOf(finding).map((decision) => (
        <button
          key={decision}
          type="button"
          className="button button-small"
          disabled={decide.isPending}
          onClick={() => decide.mutate(decision)}
          data-testid={`finding-${decision}`}
        >
          {t(`galleryHealth.${decision}`)}
        </button>
      ))}
    </div>
  );
}

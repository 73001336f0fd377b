import type { Sighting } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import { Doubts } from './doubts.tsx';
import { EvidencePicture } from './evidence-picture.tsx';

/** One sighting: its picture, when and where, who it is or could be. */
export function EvidenceItem({ sighting, named = false }: { sighting: Sighting; named?: boolean }) {
  const { t, seconds } = useFormat();
  const { outcome, employee, candidates } = sighting;
  return (
    <li className="evidence-item" data-testid="sighting" data-outcome={outcome}>
      <EvidencePicture sighting={sighting} />
      <div>
        {named && <strong>{employee?.fullName ?? t(`sightingWho.${outcome}`)}</strong>}
        <span>
          <b className="time">{seconds(sighting.at)}</b> {sighting.camera.name}
        </span>
        <small>
          {t(`direction.${sighting.direction}`)} · {t(`sighting.${outcome}`)}
        </small>
        {sighting.device && (
          <small data-testid="sighting-device">
            {t(`sighting.device.${sighting.device.kind}`, { token: sighting.device.token })}
          </small>
        )}
        {outcome === 'uncertain' && candidates.length > 0 && (
          <small>
            {t('sighting.couldBe', { names: candidates.map((one) => one.employee.fullName).join(', ') })}
          </small>
        )}
        <Doubts doubts={sighting.doubts} />
      </div>
    </li>
  );
}

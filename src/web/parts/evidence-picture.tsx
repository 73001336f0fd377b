import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { Sighting } from '../../http/contracts/attendance.ts';
import { useI18n } from '../i18n.ts';
import { useRights } from '../me.ts';

type Size = { width: number; height: number };

/** A frame kept as evidence, with the face it is about framed. */
export function EvidencePicture({ sighting }: { sighting: Sighting }) {
  const { t } = useI18n();
  const [size, setSize] = useState<Size | null>(null);
  const [gone, setGone] = useState(false);
  const rights = useRights();
  const { bestFrameId, bestBox } = sighting;
  if (!rights.oversees || bestFrameId === null || gone) {
    return (
      <div className="evidence evidence-gone">
        <ImageOff aria-hidden size={20} />
        <span>{t(rights.oversees ? 'evidence.gone' : 'evidence.notForRole')}</span>
      </div>
    );
  }
  return (
    <a className="evidence" href={`/api/evidence/${bestFrameId}`} target="_blank" rel="noreferrer">
      <img
        src={`/api/evidence/${bestFrameId}`}
        alt={t('evidence.alt', { camera: sighting.camera.name })}
        loading="lazy"
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
          setSize({ width, height })
        }
        onError={() => setGone(true)}
      />
      {size && bestBox && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden>
          <rect
            x={bestBox.x}
            y={bestBox.y}
            width={bestBox.width}
            height={bestBox.height}
            rx={size.width / 120}
            className={`face-box face-${sighting.outcome}`}
          />
        </svg>
      )}
    </a>
  );
}

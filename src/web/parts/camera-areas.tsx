import { EyeOff, Focus, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { PictureArea } from '../../domain/picture-area.ts';
import { firstMask, firstZone, mostMasks } from '../areas.ts';
import type { CameraDraft } from '../camera-draft.ts';
import { useI18n } from '../i18n.ts';
import { AreaEditor, type DrawnArea } from './area-editor.tsx';

type Props = {
  draft: Pick<CameraDraft, 'zone' | 'masks'>;
  onChange: (part: Partial<CameraDraft>) => void;
  picture: ReactNode;
};

/** The zone in which faces count and the areas that are blackened, drawn on the picture. */
export function CameraAreas({ draft: { zone, masks }, onChange, picture }: Props) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<string | null>(zone ? 'zone' : null);
  const areas: DrawnArea[] = [
    ...(zone ? [{ key: 'zone', kind: 'zone' as const, label: t('area.zone'), area: zone }] : []),
    ...masks.map((area, i) => ({
      key: `mask-${i}`,
      kind: 'mask' as const,
      label: t('area.mask', { number: i + 1 }),
      area,
    })),
  ];
  const set = (key: string, area: PictureArea) =>
    key === 'zone'
      ? onChange({ zone: area })
      : onChange({ masks: masks.map((mask, i) => (key === `mask-${i}` ? area : mask)) });
  const drop = (key: string) => {
    setChosen(null);
    if (key === 'zone') onChange({ zone: null });
    else onChange({ masks: masks.filter((_, i) => key !== `mask-${i}`) });
  };
  return (
    <div className="camera-areas">
      <AreaEditor areas={areas} chosen={chosen} onChange={set}>
        {picture}
      </AreaEditor>
      <div className="stack">
        <AreaChoice {...{ areas, chosen }} onChoose={setChosen} onDrop={drop} />
        <div className="area-actions">
          {zone === null && (
            <button
              type="button"
              className="button"
              onClick={() => {
                onChange({ zone: firstZone() });
                setChosen('zone');
              }}
              data-testid="zone-add"
            >
              <Focus aria-hidden size={16} /> {t('area.zone.add')}
            </button>
          )}
          {masks.length < mostMasks && (
            <button
              type="button"
              className="button"
              onClick={() => {
                onChange({ masks: [...masks, firstMask(masks.length)] });
                setChosen(`mask-${masks.length}`);
              }}
              data-testid="mask-add"
            >
              <Plus aria-hidden size={16} /> {t('area.mask.add')}
            </button>
          )}
        </div>
        <p className="quiet">{t(zone ? 'area.zone.about' : 'area.zone.none')}</p>
        <p className="quiet">{t('area.mask.about')}</p>
        <p className="quiet" id="area-keys">
          {t('area.keys')}
        </p>
      </div>
    </div>
  );
}

function AreaChoice({
  areas,
  chosen,
  onChoose,
  onDrop,
}: {
  areas: DrawnArea[];
  chosen: string | null;
  onChoose: (key: string) => void;
  onDrop: (key: string) => void;
}) {
  const { t } = useI18n();
  if (areas.length === 0) return null;
  return (
    <ul className="area-list">
      {areas.map(({ key, kind, label, area }) => (
        <li key={key}>
          <button
            type="button"
            aria-pressed={key === chosen}
            onClick={() => onChoose(key)}
            data-testid={`area-${key}`}
          >
            {kind === 'zone' ? <Focus aria-hidden size={16} /> : <EyeOff aria-hidden size={16} />}
            {label}
            <small>{t('area.cornerCount', { count: area.length })}</small>
          </button>
          <button
            type="button"
            className="icon-button"
            onClick={() => onDrop(key)}
            aria-label={t('area.remove', { area: label })}
          >
            <Trash2 aria-hidden size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

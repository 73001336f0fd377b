import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { PictureArea, PicturePoint } from '../../domain/picture-area.ts';
import { addCorner, middleAfter, mostCorners, moveCorner, removeCorner, stepOfKey } from '../areas.ts';
import { useI18n } from '../i18n.ts';

/** One of the areas of a picture; the one that is changed has handles. */
export type DrawnArea = { key: string; kind: 'zone' | 'mask'; label: string; area: PictureArea };

type EditorProps = {
  /** The picture, or what stands for it. */
  children: ReactNode;
  areas: DrawnArea[];
  chosen: string | null;
  onChange: (key: string, area: PictureArea) => void;
};

/** Areas over a picture, drawn with mouse, finger or keys. */
export function AreaEditor({ children, areas, chosen, onChange }: EditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const active = areas.find(({ key }) => key === chosen);
  const zone = areas.find(({ kind }) => kind === 'zone');
  const pointAt = ({ clientX, clientY }: PointerEvent): PicturePoint => {
    const { left, top, width, height } = frame.current!.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  };
  return (
    <div className="area-editor" ref={frame} data-testid="area-editor">
      {children}
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {zone && <path className="area-outside" fillRule="evenodd" d={`M0 0H1V1H0Z ${pathOf(zone.area)}`} />}
        {areas.map(({ key, kind, area }) => (
          <path
            key={key}
            className={`area area-${kind}${key === chosen ? ' area-chosen' : ''}`}
            d={pathOf(area)}
          />
        ))}
      </svg>
      {active && <Handles drawn={active} pointAt={pointAt} onChange={(area) => onChange(active.key, area)} />}
    </div>
  );
}

const pathOf = (area: PictureArea): string => `M${area.map(({ x, y }) => `${x} ${y}`).join('L')}Z`;
const percent = (share: number): string => `${share * 100}%`;

/** A corner to be moved at each corner; between them one to be made. */
function Handles({
  drawn: { area, label },
  pointAt,
  onChange,
}: {
  drawn: DrawnArea;
  pointAt: (event: PointerEvent) => PicturePoint;
  onChange: (area: PictureArea) => void;
}) {
  const { t } = useI18n();
  const group = useRef<HTMLDivElement>(null);
  const dragged = useRef<number | null>(null);
  const focus = (corner: number) =>
    requestAnimationFrame(() =>
      group.current?.querySelector<HTMLElement>(`[data-corner="${corner}"]`)?.focus({ preventScroll: true }),
    );
  const take = (corner: number) => (event: PointerEvent<HTMLButtonElement>) => {
    dragged.current = corner;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent) => {
    if (dragged.current !== null) onChange(moveCorner(area, dragged.current, pointAt(event)));
  };
  const drop = () => (dragged.current = null);
  const press = (corner: number) => (event: KeyboardEvent) => {
    const step = stepOfKey(event.key, event.shiftKey);
    const { x, y } = area[corner]!;
    if (step) onChange(moveCorner(area, corner, { x: x + step.x, y: y + step.y }));
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      onChange(removeCorner(area, corner));
      focus(Math.max(0, corner - 1));
    } else if (event.key === 'Insert' || event.key === '+') {
      onChange(addCorner(area, corner));
      focus(corner + 1);
    } else return;
    event.preventDefault();
  };
  return (
    <div role="group" aria-label={t('area.corners', { area: label })} ref={group}>
      {area.map(({ x, y }, corner) => (
        <button
          // Corners have no identity but their place in the row.
          key={corner}
          type="button"
          className="corner"
          style={{ left: percent(x), top: percent(y) }}
          data-corner={corner}
          data-testid={`corner-${corner}`}
          aria-label={t('area.corner', {
            number: corner + 1,
            count: area.length,
            x: Math.round(x * 100),
            y: Math.round(y * 100),
          })}
          aria-describedby="area-keys"
          onPointerDown={take(corner)}
          onPointerMove={drag}
          onPointerUp={drop}
          onPointerCancel={drop}
          onDoubleClick={() => onChange(removeCorner(area, corner))}
          onKeyDown={press(corner)}
        />
      ))}
      {area.length < mostCorners &&
        area.map((_, corner) => {
          const { x, y } = middleAfter(area, corner);
          return (
            <button
              key={`after-${corner}`}
              type="button"
              tabIndex={-1}
              className="corner corner-new"
              style={{ left: percent(x), top: percent(y) }}
              data-testid={`corner-after-${corner}`}
              aria-label={t('area.addCorner')}
              onClick={() => {
                onChange(addCorner(area, corner));
                focus(corner + 1);
              }}
            />
          );
        })}
    </div>
  );
}

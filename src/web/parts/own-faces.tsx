import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Camera } from '../../http/contracts/cameras.ts';
import { patch } from '../api.ts';
import { useFormat } from '../me.ts';
import { camerasQuery } from '../queries.ts';
import { SelectField } from './field.tsx';
import { sayProblem } from './notice.tsx';

/** Likelihoods to choose from, in percent. */
const choices = [90, 95, 99];

/** Whether the office takes faces that cameras recognised themselves for certain; asked only of cameras that do so. */
export function OwnFaces({ cameraIds }: { cameraIds: ReadonlySet<string> }) {
  const cameras = useQuery(camerasQuery);
  return cameras.data
    ?.filter(({ id }) => cameraIds.has(id))
    .map((camera) => <OwnFacesField key={camera.id} camera={camera} />);
}

function OwnFacesField({ camera }: { camera: Camera }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (ownFacesFrom: number | null) =>
      patch(`/api/cameras/${camera.id}`, { settings: { ...camera.settings, ownFacesFrom } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['cameras'] }),
  });
  const { ownFacesFrom } = camera.settings;
  const percent = ownFacesFrom === null ? '' : String(Math.round(ownFacesFrom * 100));
  const offered = [...new Set([...choices.map(String), ...(percent === '' ? [] : [percent])])].sort();
  return (
    <SelectField
      label={t('credentials.trust', { camera: camera.name })}
      hint={t('credentials.trust.hint')}
      value={percent}
      disabled={change.isPending}
      onChange={({ target: { value } }) => change.mutate(value === '' ? null : Number(value) / 100)}
      testId={`own-faces-${camera.name}`}
    >
      <option value="">{t('credentials.trust.never')}</option>
      {offered.map((value) => (
        <option key={value} value={value}>
          {t('credentials.trust.from', { percent: value })}
        </option>
      ))}
    </SelectField>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Redirect, useLocation } from 'wouter';
import type { Camera } from '../../http/contracts/cameras.ts';
import { useFormat, useRights } from '../me.ts';
import { CameraWizard } from '../parts/camera-wizard.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { camerasQuery, doorsQuery } from '../queries.ts';
import type { Door } from '../types.ts';

/** Adding a camera, or changing one (with an id in the path). */
export function CameraWizardPage({ params }: { params: { id?: string } }) {
  const rights = useRights();
  const cameras = useQuery(camerasQuery);
  const doors = useQuery(doorsQuery);
  if (!rights.manages) return <Redirect to="/cameras" />;
  return (
    <Loaded query={doors} skeleton={<Skeleton />}>
      {(allDoors) => (
        <Loaded query={cameras} skeleton={<Skeleton />}>
          {(all) => <Wizard key={params.id} id={params.id} cameras={all} doors={allDoors} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Wizard({ id, cameras, doors }: { id: string | undefined; cameras: Camera[]; doors: Door[] }) {
  const { t } = useFormat();
  const [, go] = useLocation();
  const camera = cameras.find((it) => it.id === id);
  if (id !== undefined && camera === undefined)
    return <Empty title={t('page.notFound')} text={t('page.notFound.text')} />;
  return (
    <>
      <PageHead
        title={camera ? t('camera.edit.title', { name: camera.name }) : t('camera.add')}
        lead={camera ? undefined : t('wizard.lead')}
      />
      <CameraWizard camera={camera} doors={doors} onClose={() => go('/cameras')} />
    </>
  );
}

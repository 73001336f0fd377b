import { useQuery } from '@tanstack/react-query';
import { Cctv, Plus } from 'lucide-react';
import { useState } from 'react';
import { useFormat, useRights } from '../me.ts';
import { CameraCard, cameraTone } from '../parts/camera-card.tsx';
import { CameraDialog } from '../parts/camera-dialog.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { WalkingTimes } from '../parts/walking-times.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { camerasQuery, coverageQuery } from '../queries.ts';

export function CamerasPage() {
  const { t, today } = useFormat();
  const rights = useRights();
  const cameras = useQuery(camerasQuery);
  const coverage = useQuery(coverageQuery(today));
  const [adding, setAdding] = useState(false);
  const watching = cameras.data?.filter((camera) => cameraTone(camera) === 'good').length ?? 0;
  const add = rights.manages && (
    <button
      type="button"
      className="button button-primary"
      onClick={() => setAdding(true)}
      data-testid="camera-add"
    >
      <Plus aria-hidden size={17} /> {t('camera.add')}
    </button>
  );
  return (
    <>
      <PageHead
        title={t('nav.cameras')}
        lead={cameras.data && t('cameras.lead', { watching, total: cameras.data.length })}
      >
        {add}
      </PageHead>
      <Loaded query={cameras} skeleton={<Skeleton kind="picture" rows={3} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('cameras.none')}
              text={t('cameras.none.text')}
              icon={<Cctv aria-hidden size={26} />}
            />
          ) : (
            <div className="camera-grid">
              {items.map((camera) => (
                <CameraCard
                  key={camera.id}
                  camera={camera}
                  coverage={coverage.data?.find(({ cameraId }) => cameraId === camera.id)}
                />
              ))}
            </div>
          )
        }
      </Loaded>
      {rights.manages && <WalkingTimes />}
      {adding && <CameraDialog onClose={() => setAdding(false)} />}
    </>
  );
}

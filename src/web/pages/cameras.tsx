import { useQuery } from '@tanstack/react-query';
import { Cctv, Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useFormat, useRights } from '../me.ts';
import { CameraCard, cameraTone } from '../parts/camera-card.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { WalkingTimes } from '../parts/walking-times.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { camerasQuery, coverageQuery } from '../queries.ts';

export function CamerasPage() {
  const { t, today } = useFormat();
  const rights = useRights();
  const cameras = useQuery(camerasQuery);
  const coverage = useQuery(coverageQuery(today));
  const watching = cameras.data?.filter((camera) => cameraTone(camera) === 'good').length ?? 0;
  const add = rights.manages && (
    <Link href="/cameras/new" className="button button-primary" data-testid="camera-add">
      <Plus aria-hidden size={17} /> {t('camera.add')}
    </Link>
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
    </>
  );
}

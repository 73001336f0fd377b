import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Alert } from '../../http/contracts/attendance.ts';
import { useFormat, useRights } from '../me.ts';
import { sightingQuery } from '../queries.ts';
import { dayOf } from '../time.ts';
import { Dialog } from './dialog.tsx';
import { EvidenceItem } from './evidence-item.tsx';
import { Loaded, Skeleton } from './states.tsx';
import { WhyDrawer } from './why-drawer.tsx';

const aboutCameras = new Set<Alert['kind']>([
  'cameraAway',
  'cameraBack',
  'camerasAway',
  'camerasBack',
  'cameraSilent',
]);

/** The way from an alert to what it is about: the picture of a sighting, the reasons of a record, the cameras. */
export function AlertSubject({ alert }: { alert: Alert }) {
  const { t, timeZone } = useFormat();
  const rights = useRights();
  const [open, setOpen] = useState(false);
  const { employee, sightingId } = alert;
  if (aboutCameras.has(alert.kind))
    return (
      <Link href="/cameras" className="alert-open" data-testid="alert-cameras">
        {t('alert.toCameras')}
      </Link>
    );
  if (employee === null && (sightingId === null || !rights.oversees)) return null;
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className="alert-open" onClick={() => setOpen(true)} data-testid="alert-open">
        {t(employee ? 'why.button' : 'alert.seePicture')}
      </button>
      {open && employee && (
        <WhyDrawer employeeId={employee.id} date={dayOf(alert.at, timeZone)} onClose={close} />
      )}
      {open && !employee && sightingId && (
        <SightingDialog id={sightingId} title={alert.text} onClose={close} />
      )}
    </>
  );
}

function SightingDialog({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const sighting = useQuery(sightingQuery(id));
  return (
    <Dialog title={title} onClose={onClose} wide testId="sighting-dialog">
      <div className="dialog-body">
        <Loaded query={sighting} skeleton={<Skeleton kind="picture" rows={1} />}>
          {(data) => (
            <ul className="evidence-large">
              <EvidenceItem sighting={data} named />
            </ul>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

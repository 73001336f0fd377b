import { useQuery } from '@tanstack/react-query';
import { ScanFace } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useFormat } from '../me.ts';
import { DayPicker } from '../parts/day-picker.tsx';
import { EvidenceItem } from '../parts/evidence-item.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { camerasQuery, sightingsQuery } from '../queries.ts';
import type { SightingFilter } from '../queries.ts';
import { longDay } from '../time.ts';
import type { SightingOutcome } from '../types.ts';

const outcomes: SightingOutcome[] = ['known', 'uncertain', 'unknown', 'unusable'];

/** Everything the cameras saw on a day, newest first: who was recognised, who was not, with the pictures. */
export function SightingsPage() {
  const { t, language, today } = useFormat();
  const [search, setSearch] = useSearchParams();
  const date = search.get('date') ?? today;
  const [filter, setFilter] = useState<SightingFilter>({ cameraId: '', outcome: '' });
  const sightings = useQuery(sightingsQuery(date, filter));
  return (
    <>
      <PageHead title={t('nav.sightings')} lead={longDay(date, language)}>
        <DayPicker date={date} today={today} onPick={(day) => setSearch({ date: day }, { replace: true })} />
      </PageHead>
      <SightingsFilter filter={filter} onChange={setFilter} />
      <Loaded query={sightings} skeleton={<Skeleton kind="card" rows={8} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('sightings.none')}
              text={t('sightings.none.text')}
              icon={<ScanFace aria-hidden size={26} />}
            />
          ) : (
            <ul className="evidence-grid sightings">
              {items.map((sighting) => (
                <EvidenceItem key={sighting.id} sighting={sighting} named />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function SightingsFilter({
  filter,
  onChange,
}: {
  filter: SightingFilter;
  onChange: (filter: SightingFilter) => void;
}) {
  const { t } = useFormat();
  const cameras = useQuery(camerasQuery);
  return (
    <div className="filters">
      <select
        aria-label={t('sightings.outcome')}
        value={filter.outcome}
        data-testid="filter-outcome"
        onChange={(event) => onChange({ ...filter, outcome: event.target.value as SightingOutcome | '' })}
      >
        <option value="">{t('sightings.all')}</option>
        {outcomes.map((outcome) => (
          <option key={outcome} value={outcome}>
            {t(`sighting.${outcome}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('nav.cameras')}
        value={filter.cameraId}
        onChange={(event) => onChange({ ...filter, cameraId: event.target.value })}
      >
        <option value="">{t('sightings.allCameras')}</option>
        {cameras.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

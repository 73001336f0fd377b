import { useQuery } from '@tanstack/react-query';
import { CameraOff, Radio, Users } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Today, TodayCard } from '../../http/contracts/attendance.ts';
import { useLiveState } from '../live.ts';
import { useFormat } from '../me.ts';
import { byName, groupBy } from '../order.ts';
import { AlertList } from '../parts/alert-list.tsx';
import { DayRibbon } from '../parts/day-ribbon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PersonCard } from '../parts/person-card.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { TodayCounts } from '../parts/today-counts.tsx';
import { WhyDrawer } from '../parts/why-drawer.tsx';
import { alertsQuery, camerasQuery, todayQuery } from '../queries.ts';
import { longDay } from '../time.ts';
import type { Presence } from '../types.ts';

/** While the live connection is away the page asks by itself. */
const askMs = { live: 60_000, connecting: 15_000, lost: 10_000 };

export function TodayPage() {
  const { t, today: date, language } = useFormat();
  const live = useLiveState();
  const today = useQuery({ ...todayQuery(date), refetchInterval: askMs[live] });
  return (
    <>
      <PageHead title={t('today.title')} lead={longDay(date, language)}>
        <LiveMark />
      </PageHead>
      <Loaded query={today} skeleton={<Skeleton kind="card" rows={9} />}>
        {(data) => <TodayView today={data} />}
      </Loaded>
    </>
  );
}

function LiveMark() {
  const { t } = useFormat();
  const state = useLiveState();
  return (
    <span className={`live live-${state}`} role="status" data-testid="live" data-state={state}>
      <Radio aria-hidden size={15} /> {t(`live.${state}`)}
    </span>
  );
}

function TodayView({ today }: { today: Today }) {
  const { t } = useFormat();
  const [shown, setShown] = useState<Presence | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const people = today.people.filter((card) => shown === null || card.presence === shown);
  return (
    <>
      <TodayCounts counts={today.counts} shown={shown} onShow={setShown} />
      <DayRibbon today={today} />
      <LatestChange people={today.people} />
      <div className="today-columns">
        <section aria-label={t('today.people')}>
          {today.people.length === 0 ? <NobodyYet /> : <PeopleCards people={people} onWhy={setWhy} />}
        </section>
        <TodayAside today={today} />
      </div>
      {why && <WhyDrawer employeeId={why} date={today.date} onClose={() => setWhy(null)} />}
    </>
  );
}

function PeopleCards({ people, onWhy }: { people: TodayCard[]; onWhy: (employeeId: string) => void }) {
  const { t } = useFormat();
  if (people.length === 0) return <Empty title={t('today.noneOfThese')} text={t('today.noneOfThese.text')} />;
  return groupBy(people, (card) => card.employee.division).map(({ name, items }) => (
    <div key={name ?? ''} className="division">
      <h2 className="division-name">
        {name ?? t('people.noDivision')} <span>{items.length}</span>
      </h2>
      <div className="person-grid">
        {items
          .toSorted((a, b) => byName(a.employee.fullName, b.employee.fullName))
          .map((card) => (
            <PersonCard key={card.employee.id} card={card} onWhy={() => onWhy(card.employee.id)} />
          ))}
      </div>
    </div>
  ));
}

/** Says aloud, for those who do not see it flash, who was seen last. */
function LatestChange({ people }: { people: TodayCard[] }) {
  const { t, clock } = useFormat();
  const latest = people
    .filter((card) => card.lastSighting !== null)
    .toSorted((a, b) => (b.lastSighting?.at ?? '').localeCompare(a.lastSighting?.at ?? ''))
    .at(0);
  return (
    <p className="sr-only" aria-live="polite">
      {latest?.lastSighting &&
        `${latest.employee.fullName}: ${t(`presence.${latest.presence}`)}, ${clock(latest.lastSighting.at)}`}
    </p>
  );
}

function NobodyYet() {
  const { t } = useFormat();
  return (
    <Empty title={t('today.nobody')} text={t('today.nobody.text')} icon={<Users aria-hidden size={26} />}>
      <Link href="/people" className="button button-primary">
        {t('today.nobody.action')}
      </Link>
    </Empty>
  );
}

function TodayAside({ today }: { today: Today }) {
  const { t } = useFormat();
  const alerts = useQuery(alertsQuery(true, 50));
  const cameras = useQuery(camerasQuery);
  const unwatched = cameras.data?.filter((camera) => camera.enabled && !camera.watching) ?? [];
  const { waiting, oldestSeconds } = today.pipeline;
  return (
    <aside className="today-aside">
      {unwatched.length > 0 && (
        <div className="panel panel-evidence">
          <CameraOff aria-hidden size={18} />
          <div>
            <strong>{t('today.unwatched', { names: unwatched.map(({ name }) => name).join(', ') })}</strong>
            <p>{t('today.unwatched.text')}</p>
            <Link href="/cameras">{t('today.unwatched.action')}</Link>
          </div>
        </div>
      )}
      <section className="panel" aria-labelledby="today-alerts">
        <header className="panel-head">
          <h2 id="today-alerts">{t('nav.alerts')}</h2>
          <Link href="/alerts">{t('action.seeAll')}</Link>
        </header>
        <div role="log" aria-live="polite" data-testid="alert-feed">
          <Loaded query={alerts}>
            {(items) =>
              items.length === 0 ? (
                <p className="quiet">{t('alerts.none')}</p>
              ) : (
                <AlertList alerts={items.slice(0, 12)} compact />
              )
            }
          </Loaded>
        </div>
      </section>
      {waiting > 0 && (
        <p className="quiet" role="status">
          {t('today.pipeline', { waiting, seconds: Math.round(oldestSeconds) })}
        </p>
      )}
    </aside>
  );
}

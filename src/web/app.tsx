import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Me } from '../http/contracts/accounts.ts';
import { adoptLanguage, useI18n } from './i18n.ts';
import { startLive } from './live.ts';
import { MeContext } from './me.ts';
import { AlertsPage } from './pages/alerts.tsx';
import { CalendarPage } from './pages/calendar.tsx';
import { CamerasPage } from './pages/cameras.tsx';
import { CameraWizardPage } from './pages/camera-wizard.tsx';
import { ClosePage } from './pages/close.tsx';
import { ExcusalsPage } from './pages/excusals.tsx';
import { ImportsPage } from './pages/imports.tsx';
import { LoginPage } from './pages/login.tsx';
import { PeoplePage } from './pages/people.tsx';
import { RecordsPage } from './pages/records.tsx';
import { ReportPage } from './pages/report.tsx';
import { ReviewsPage } from './pages/reviews.tsx';
import { SightingsPage } from './pages/sightings.tsx';
import { SchedulesPage } from './pages/schedules.tsx';
import { SetupPage } from './pages/setup.tsx';
import { SystemPage } from './pages/system.tsx';
import { TodayPage } from './pages/today.tsx';
import { Empty, Failure, Splash } from './parts/states.tsx';
import { Shell } from './parts/shell.tsx';
import { meQuery } from './queries.ts';

export function App() {
  const me = useQuery(meQuery);
  const [path] = useLocation();
  if (path === '/setup') return <SetupPage />;
  if (me.isPending) return <Splash />;
  if (me.isError) return <Failure error={me.error} onRetry={() => void me.refetch()} page />;
  if (me.data === null) return path === '/login' ? <LoginPage /> : <Redirect to={loginPath(path)} />;
  if (path === '/login') return <Redirect to={wantedPath()} />;
  return <SignedIn me={me.data} />;
}

/** The login keeps where the person wanted to go. */
function loginPath(path: string): string {
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path + location.search)}`;
}

function wantedPath(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  // Only a path of this site: `//elsewhere` would leave it.
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

function SignedIn({ me }: { me: Me }) {
  const queries = useQueryClient();
  useEffect(() => startLive(queries), [queries, me.id]);
  useEffect(() => {
    // Sentences of the server (alerts, derivations) come in the language of the request.
    if (adoptLanguage(me.language)) void queries.invalidateQueries();
  }, [queries, me.language]);
  return (
    <MeContext value={me}>
      <Shell>
        <Pages />
      </Shell>
    </MeContext>
  );
}

function Pages() {
  const { t } = useI18n();
  return (
    <Switch>
      <Route path="/" component={TodayPage} />
      <Route path="/cameras" component={CamerasPage} />
      <Route path="/cameras/new" component={CameraWizardPage} />
      <Route path="/cameras/:id/edit" component={CameraWizardPage} />
      <Route path="/people" component={PeoplePage} />
      <Route path="/records" component={RecordsPage} />
      <Route path="/sightings" component={SightingsPage} />
      <Route path="/reviews" component={ReviewsPage} />
      <Route path="/excusals" component={ExcusalsPage} />
      <Route path="/imports" component={ImportsPage} />
      <Route path="/schedules" component={SchedulesPage} />
      <Route path="/calendar" component={CalendarPage} />
      <Route path="/report" component={ReportPage} />
      <Route path="/close" component={ClosePage} />
      <Route path="/alerts" component={AlertsPage} />
      <Route path="/system" component={SystemPage} />
      <Route>
        <Empty title={t('page.notFound')} text={t('page.notFound.text')} />
      </Route>
    </Switch>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Activity,
  Bell,
  CalendarCheck,
  CalendarClock,
  CalendarDays,
  Cctv,
  ClipboardList,
  FileInput,
  FileSpreadsheet,
  Lock,
  LogOut,
  Menu,
  ScanFace,
  Sun,
  UserRoundCheck,
  Users,
  X,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { remove } from '../api.ts';
import type { MessageKey } from '../i18n.ts';
import { useI18n } from '../i18n.ts';
import { useMe, useRights } from '../me.ts';
import type { Rights } from '../me.ts';
import { alertsQuery, meQuery, reviewsQuery } from '../queries.ts';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { NoticeRegion } from './notice.tsx';

type Page = { path: string; label: MessageKey; icon: LucideIcon; for?: keyof Rights };

const pages: Page[] = [
  { path: '/', label: 'nav.today', icon: Sun },
  { path: '/records', label: 'nav.records', icon: ClipboardList },
  { path: '/sightings', label: 'nav.sightings', icon: ScanFace, for: 'oversees' },
  { path: '/reviews', label: 'nav.reviews', icon: UserRoundCheck, for: 'manages' },
  { path: '/report', label: 'nav.report', icon: FileSpreadsheet },
  { path: '/close', label: 'nav.close', icon: Lock, for: 'oversees' },
  { path: '/people', label: 'nav.people', icon: Users },
  { path: '/excusals', label: 'nav.excusals', icon: CalendarCheck, for: 'oversees' },
  { path: '/imports', label: 'nav.imports', icon: FileInput, for: 'manages' },
  { path: '/schedules', label: 'nav.schedules', icon: CalendarClock },
  { path: '/calendar', label: 'nav.calendar', icon: CalendarDays },
  { path: '/cameras', label: 'nav.cameras', icon: Cctv },
  { path: '/alerts', label: 'nav.alerts', icon: Bell },
  { path: '/system', label: 'nav.system', icon: Activity, for: 'manages' },
];

/** The frame of every signed-in page: where to go, who is here, the language. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <aside className={menuOpen ? 'side side-open' : 'side'}>
        <div className="side-top">
          <Link href="/" className="side-brand" aria-label={t('nav.today')}>
            <Brand />
          </Link>
          <button
            type="button"
            className="side-toggle"
            aria-expanded={menuOpen}
            aria-controls="side-menu"
            onClick={() => setMenuOpen(!menuOpen)}
          >
            {menuOpen ? <X aria-hidden size={22} /> : <Menu aria-hidden size={22} />}
            <span className="sr-only">{t('shell.menu')}</span>
          </button>
        </div>
        <div className="side-menu" id="side-menu">
          <Navigation onNavigate={() => setMenuOpen(false)} />
          <Who />
        </div>
      </aside>
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
      <NoticeRegion />
    </div>
  );
}

function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useI18n();
  const [path] = useLocation();
  const rights = useRights();
  const offered = pages.filter((page) => page.for === undefined || rights[page.for]);
  const openAlerts = useQuery(alertsQuery(true, 50)).data?.length ?? 0;
  const openReviews = useQuery({ ...reviewsQuery, enabled: rights.manages }).data?.open ?? 0;
  return (
    <nav aria-label={t('shell.menu')}>
      <ul>
        {offered.map(({ path: target, label, icon: Icon }) => (
          <li key={target}>
            <Link href={target} aria-current={path === target ? 'page' : undefined} onClick={onNavigate}>
              <Icon aria-hidden size={18} strokeWidth={1.8} />
              <span>{t(label)}</span>
              {target === '/alerts' && openAlerts > 0 && (
                <span className="badge">
                  {openAlerts > 49 ? '50+' : openAlerts}
                  <span className="sr-only"> {t('nav.alerts.open')}</span>
                </span>
              )}
              {target === '/reviews' && openReviews > 0 && (
                <span className="badge" data-testid="open-reviews">
                  {openReviews}
                  <span className="sr-only"> {t('nav.reviews.open')}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Who() {
  const { t } = useI18n();
  const me = useMe();
  const queries = useQueryClient();
  const signOut = async () => {
    await remove('/api/session').catch(() => undefined);
    queries.setQueryData(meQuery.queryKey, null);
    // Nothing that one person has seen stays for the next.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  };
  return (
    <div className="who">
      <div className="who-office">{me.officeName}</div>
      <div className="who-row">
        <div className="who-name">
          <strong>{me.name}</strong>
          <span>{t(`role.${me.role}`)}</span>
        </div>
        <button type="button" className="who-out" onClick={() => void signOut()} data-testid="sign-out">
          <LogOut aria-hidden size={17} />
          <span className="sr-only">{t('shell.signOut')}</span>
        </button>
      </div>
      <LanguageSwitch />
    </div>
  );
}

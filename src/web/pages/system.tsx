import { useSearchParams } from 'wouter';
import type { MessageKey } from '../i18n.ts';
import { useFormat, useRights } from '../me.ts';
import { AccountsPanel } from '../parts/accounts-panel.tsx';
import { AuditPanel } from '../parts/audit-panel.tsx';
import { FailedJobsPanel } from '../parts/failed-jobs-panel.tsx';
import { HealthPanel } from '../parts/health-panel.tsx';
import { OfficePanel } from '../parts/office-panel.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { RetentionPanel } from '../parts/retention-panel.tsx';
import { TokensPanel } from '../parts/tokens-panel.tsx';

const tabs = {
  health: HealthPanel,
  jobs: FailedJobsPanel,
  office: OfficePanel,
  retention: RetentionPanel,
  accounts: AccountsPanel,
  tokens: TokensPanel,
  audit: AuditPanel,
};
type Tab = keyof typeof tabs;
const labels: Record<Tab, MessageKey> = {
  health: 'system.health',
  jobs: 'system.jobs',
  office: 'system.office',
  retention: 'system.retention',
  accounts: 'system.accounts',
  tokens: 'system.tokens',
  audit: 'system.audit',
};
const forOfficers: Tab[] = ['health'];

export function SystemPage() {
  const { t } = useFormat();
  const rights = useRights();
  const [search, setSearch] = useSearchParams();
  const offered = (Object.keys(tabs) as Tab[]).filter(
    (tab) => rights.administers || forOfficers.includes(tab),
  );
  const tab = offered.find((candidate) => candidate === search.get('tab')) ?? 'health';
  const Panel = tabs[tab];
  return (
    <>
      <PageHead title={t('nav.system')} lead={t('system.lead')}>
        <div className="tabs" role="group" aria-label={t('nav.system')}>
          {offered.map((candidate) => (
            <button
              key={candidate}
              type="button"
              aria-pressed={candidate === tab}
              data-testid={`tab-${candidate}`}
              onClick={() => setSearch({ tab: candidate }, { replace: true })}
            >
              {t(labels[candidate])}
            </button>
          ))}
        </div>
      </PageHead>
      <Panel />
    </>
  );
}

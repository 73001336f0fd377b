import { useFormat, useRights } from '../me.ts';
import { CredentialsPanel } from '../parts/credentials-panel.tsx';
import { ImportHistory } from '../parts/import-history.tsx';
import { ImportPanel } from '../parts/import-panel.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PunchSources } from '../parts/punch-sources.tsx';
import { SignInPanel } from '../parts/sign-in-panel.tsx';
import { Empty } from '../parts/states.tsx';

/** Evidence from elsewhere than cameras: files of terminals, and sign-ins by named people. */
export function ImportsPage() {
  const { t } = useFormat();
  const rights = useRights();
  if (!rights.manages) return <Empty title={t('page.notFound')} text={t('page.notFound.text')} />;
  return (
    <>
      <PageHead title={t('nav.imports')} lead={t('imports.lead')} />
      <ImportPanel />
      <ImportHistory />
      <PunchSources />
      <CredentialsPanel />
      <SignInPanel />
    </>
  );
}

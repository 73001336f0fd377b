import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { PunchSource } from '../../http/contracts/imports.ts';
import { useFormat } from '../me.ts';
import { punchSourcesQuery } from '../queries.ts';
import { PunchSourceDialog } from './punch-source-dialog.tsx';
import { Loaded } from './states.tsx';

/** Terminals whose files are known: how each is read, and where it stands. */
export function PunchSources() {
  const { t } = useFormat();
  const sources = useQuery(punchSourcesQuery);
  const [editing, setEditing] = useState<PunchSource | 'new' | null>(null);
  return (
    <section className="panel" data-testid="punch-sources">
      <header className="panel-head">
        <h2>{t('imports.sources')}</h2>
        <button type="button" className="button button-small" onClick={() => setEditing('new')}>
          <Plus aria-hidden size={15} /> {t('imports.source.add')}
        </button>
      </header>
      <Loaded query={sources}>
        {(items) =>
          items.length === 0 ? (
            <p className="quiet">{t('imports.sources.none')}</p>
          ) : (
            <ul className="plain-list">
              {items.map((source) => (
                <li key={source.id}>
                  <b>{source.name}</b>{' '}
                  {t(`imports.format.${source.format.kind === 'preset' ? source.format.preset : 'columns'}`)}
                  <small className="quiet">{source.door?.name ?? t('imports.door.none')}</small>
                  <button type="button" className="link-button" onClick={() => setEditing(source)}>
                    {t('imports.source.edit')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing !== null && (
        <PunchSourceDialog
          source={editing === 'new' ? null : editing}
          firstLines={[]}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { PunchImport } from '../../http/contracts/imports.ts';
import { post } from '../api.ts';
import { useFormat } from '../me.ts';
import { importsQuery } from '../queries.ts';
import { shortDay } from '../time.ts';
import { say } from './notice.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { Loaded } from './states.tsx';

/** Files that were taken in, by whom and when; each can be taken back. */
export function ImportHistory() {
  const { t } = useFormat();
  const imports = useQuery(importsQuery);
  return (
    <section className="panel" data-testid="imports">
      <header className="panel-head">
        <h2>{t('imports.history')}</h2>
      </header>
      <Loaded query={imports}>
        {(items) =>
          items.length === 0 ? (
            <p className="quiet">{t('imports.history.none')}</p>
          ) : (
            <div className="table-scroll" role="region" aria-label={t('imports.history')} tabIndex={0}>
              <table className="table table-tight">
                <thead>
                  <tr>
                    <th>{t('imports.history.file')}</th>
                    <th>{t('imports.source')}</th>
                    <th className="number">{t('imports.history.counts')}</th>
                    <th>{t('imports.history.by')}</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {items.map((it) => (
                    <ImportRow key={it.id} file={it} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </section>
  );
}

function ImportRow({ file }: { file: PunchImport }) {
  const { t, dayAndClock } = useFormat();
  const { source, fileName, digest, added, rows, coveredFrom, coveredTo, undone } = file;
  return (
    <tr data-testid="import" data-undone={undone !== null}>
      <th scope="row" title={`SHA-256 ${digest}`}>
        {fileName}
        {coveredFrom !== null && coveredTo !== null && (
          <small>
            {t('imports.history.covered', { from: shortDay(coveredFrom), to: shortDay(coveredTo) })}
          </small>
        )}
        {undone && (
          <small>
            {t('imports.undone', { by: undone.by, time: dayAndClock(undone.at), reason: undone.reason })}
          </small>
        )}
      </th>
      <td>{source.name}</td>
      <td className="number">
        {added} / {rows}
      </td>
      <td>
        {file.importedBy}
        <small>{dayAndClock(file.importedAt)}</small>
      </td>
      <td className="actions">{undone === null && <Undo file={file} />}</td>
    </tr>
  );
}

function Undo({ file }: { file: PunchImport }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: (reason: string) => post(`/api/imports/${file.id}/undo`, { reason }),
    onSuccess: async () => {
      say(t('imports.undo.done'));
      setAsking(false);
      await queries.invalidateQueries();
    },
  });
  return (
    <>
      <button
        type="button"
        className="button button-small"
        onClick={() => setAsking(true)}
        data-testid="import-undo"
      >
        <Undo2 aria-hidden size={15} /> {t('imports.undo')}
      </button>
      {asking && (
        <ReasonDialog
          title={t('imports.undo.title')}
          text={t('imports.undo.text', { file: file.fileName })}
          action={t('imports.undo')}
          busy={undo.isPending}
          error={undo.error}
          onReason={(reason) => undo.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

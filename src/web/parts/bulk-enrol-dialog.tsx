import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Download, Images, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { EnrolmentBatch, EnrolmentBatchDetail, EnrolmentFile } from '../../http/contracts/enrolment.ts';
import { post } from '../api.ts';
import { useI18n } from '../i18n.ts';
import { useFormat } from '../me.ts';
import { enrolmentBatchesQuery, enrolmentBatchQuery } from '../queries.ts';
import { Dialog } from './dialog.tsx';
import { FileField } from './file-field.tsx';
import { Loaded, Problem } from './states.tsx';

export function BulkEnrolButton() {
  const { t } = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)} data-testid="bulk-open">
        <Images aria-hidden size={17} /> {t('bulk.open')}
      </button>
      {open && <BulkEnrolDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** Photos of many people in one ZIP: send it, see how far it is, read what became of each file. */
function BulkEnrolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useFormat();
  const batches = useQuery(enrolmentBatchesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file, file.name);
      return post<EnrolmentBatch>('/api/enrolment-batches', form);
    },
    onSuccess: ({ id }) => setChosen(id),
  });
  // Without one sent now, the newest: so that the report of yesterday is found again.
  const shown = chosen ?? batches.data?.[0]?.id ?? null;
  const batch = useQuery(enrolmentBatchQuery(shown));
  return (
    <Dialog title={t('bulk.open')} onClose={onClose} wide testId="bulk-dialog">
      <div className="dialog-body stack">
        <FileField
          label={t('bulk.file')}
          hint={t('bulk.file.hint')}
          accept=".zip,application/zip"
          disabled={send.isPending || batch.data?.state === 'running'}
          onFile={send.mutate}
          testId="bulk-file"
        />
        {send.isPending && <p role="status">{t('bulk.sending')}</p>}
        {send.isError && <Problem error={send.error} />}
        {shown !== null && <Loaded query={batch}>{(data) => <BatchReport batch={data} />}</Loaded>}
      </div>
    </Dialog>
  );
}

function BatchReport({ batch }: { batch: EnrolmentBatchDetail }) {
  const { t, dayAndClock } = useFormat();
  const { language } = useI18n();
  const queries = useQueryClient();
  const { id, state, enrolled, already, refused } = batch;
  const done = state === 'running' ? batch.done : batch.total;
  useEffect(() => {
    if (state !== 'running') void queries.invalidateQueries({ queryKey: ['employees'] });
  }, [state, queries]);
  const stop = useMutation({
    mutationFn: () => post(`/api/enrolment-batches/${id}/stop`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['enrolment-batch', id] }),
  });
  return (
    <section data-testid="bulk-report" data-state={state}>
      <div className="bulk-head">
        <strong>{batch.fileName}</strong>
        <small className="quiet">
          {dayAndClock(batch.createdAt)} · {t(`bulk.state.${state}`)}
        </small>
      </div>
      <progress
        className="bulk-progress"
        max={Math.max(1, batch.total)}
        value={done}
        aria-label={batch.fileName}
      />
      <p role="status">{t('bulk.summary', { enrolled, already, refused })}</p>
      <div className="chips">
        {state === 'running' && (
          <button type="button" className="button button-small" onClick={() => stop.mutate()}>
            {t('bulk.stop')}
          </button>
        )}
        {state !== 'running' && batch.files.length > 0 && (
          <a
            className="button button-small"
            href={`/api/enrolment-batches/${id}/report?lang=${language}`}
            download
            data-testid="bulk-download"
          >
            <Download aria-hidden size={15} /> {t('bulk.download')}
          </a>
        )}
      </div>
      <BulkFiles files={batch.files} />
    </section>
  );
}

function BulkFiles({ files }: { files: EnrolmentFile[] }) {
  const { t } = useFormat();
  return (
    <ul className="uploads bulk-files">
      {files.map(({ file, person, outcome, problem }) => (
        <li
          key={file}
          className={outcome === 'refused' ? 'upload upload-failed' : 'upload upload-done'}
          data-outcome={outcome}
        >
          {outcome === 'refused' ? <X aria-hidden size={17} /> : <Check aria-hidden size={17} />}
          <div>
            <b>{file}</b>
            <span>
              {person !== null && !problem?.message.includes(person.fullName) && `${person.fullName} · `}
              {problem === null ? t(`bulk.outcome.${outcome}`) : `${problem.message} ${problem.hint ?? ''}`}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Paperclip } from 'lucide-react';
import { useState } from 'react';
import type { ExcusalView } from '../../http/contracts/rules.ts';
import { post } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { attachmentsQuery } from '../queries.ts';
import { FileField } from './file-field.tsx';
import { sayProblem } from './notice.tsx';
import { Loaded } from './states.tsx';

/** Sends one paper of an excusal. */
export async function sendPaper(excusalId: string, file: File): Promise<void> {
  const form = new FormData();
  form.append('file', file, file.name);
  await post(`/api/excusals/${excusalId}/attachments`, form);
}

/** The papers of an excusal: how many for everyone who sees it, the papers themselves for officers. */
export function ExcusalPapers({ excusal }: { excusal: ExcusalView }) {
  const { t } = useFormat();
  const rights = useRights();
  const [open, setOpen] = useState(false);
  const count = t('excusal.papers', { count: excusal.attachments });
  if (!rights.manages) return excusal.attachments > 0 && <small className="quiet">{count}</small>;
  return (
    <div className="excusal-papers">
      <button type="button" className="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Paperclip aria-hidden size={14} /> {count}
      </button>
      {open && <Papers excusalId={excusal.id} />}
    </div>
  );
}

function Papers({ excusalId }: { excusalId: string }) {
  const { t, dayAndClock } = useFormat();
  const queries = useQueryClient();
  const papers = useQuery(attachmentsQuery(excusalId));
  const add = useMutation({
    mutationFn: (file: File) => sendPaper(excusalId, file),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['excusals'] }),
  });
  return (
    <>
      <Loaded query={papers}>
        {(items) => (
          <ul>
            {items.map((paper) => (
              <li key={paper.id}>
                <a href={`/api/attachments/${paper.id}/file`} download={paper.fileName}>
                  {paper.fileName}
                </a>{' '}
                <small className="quiet">
                  {Math.ceil(paper.bytes / 1024)} KB · {paper.addedBy} · {dayAndClock(paper.addedAt)}
                </small>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <FileField
        label={t('excusal.attach')}
        accept="application/pdf,image/jpeg,image/png"
        disabled={add.isPending}
        onFile={add.mutate}
      />
    </>
  );
}

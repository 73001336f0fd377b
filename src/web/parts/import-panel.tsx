import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportPreview, PunchSource } from '../../http/contracts/imports.ts';
import { previewFile, takeInFile } from '../imports.ts';
import { useFormat } from '../me.ts';
import { punchSourcesQuery } from '../queries.ts';
import { SelectField, TextField } from './field.tsx';
import { FileField } from './file-field.tsx';
import { FirstLinesTable } from './first-lines.tsx';
import { ImportCodes } from './import-codes.tsx';
import { ImportFound } from './import-found.tsx';
import { say } from './notice.tsx';
import { PunchSourceDialog } from './punch-source-dialog.tsx';
import { Loaded, Problem } from './states.tsx';

/** A file on its way in: chosen, read as its terminal writes, looked at, taken in. */
export function ImportPanel() {
  const { t } = useFormat();
  const [file, setFile] = useState<File | null>(null);
  const [round, setRound] = useState(0);
  const [sourceId, setSourceId] = useState('');
  const sources = useQuery(punchSourcesQuery);
  const source = sources.data?.find(({ id }) => id === sourceId) ?? null;
  const preview = useQuery({
    // The round: the same name may be another content by now.
    queryKey: ['import-preview', file?.name, file?.lastModified, file?.size, round, sourceId],
    queryFn: () => (file === null ? Promise.reject(new Error('no file')) : previewFile(file, sourceId)),
    enabled: file !== null,
    staleTime: Infinity,
  });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setRound(round + 1);
  };
  const [taken, setTaken] = useState(0);
  const done = () => {
    choose(null);
    setTaken(taken + 1);
  };
  return (
    <section className="panel" data-testid="import-panel">
      <header className="panel-head">
        <h2>{t('imports.file')}</h2>
      </header>
      <div className="pair">
        <FileField
          key={taken}
          label={t('imports.file.choose')}
          hint={t('imports.file.hint')}
          accept=".csv,.txt,.dat,.tsv,text/*"
          onFile={choose}
          testId="import-file"
        />
        <SourceField
          sources={sources.data ?? []}
          source={source}
          firstLines={preview.data?.firstLines ?? []}
          onChoose={setSourceId}
        />
      </div>
      {file !== null && (
        <Loaded query={preview}>
          {(data) =>
            source === null ? (
              <FirstLinesTable lines={data.firstLines} />
            ) : (
              <Preview key={source.id} {...{ file, source, preview: data }} onDone={done} />
            )
          }
        </Loaded>
      )}
    </section>
  );
}

function SourceField({
  sources,
  source,
  firstLines,
  onChoose,
}: {
  sources: PunchSource[];
  source: PunchSource | null;
  firstLines: ImportPreview['firstLines'];
  onChoose: (id: string) => void;
}) {
  const { t } = useFormat();
  const [editing, setEditing] = useState<PunchSource | 'new' | null>(null);
  return (
    <div className="stack">
      <SelectField
        label={t('imports.source')}
        value={source?.id ?? ''}
        onChange={(event) => onChoose(event.target.value)}
        testId="import-source"
      >
        <option value="">{t('imports.source.choose')}</option>
        {sources.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="chips">
        <button
          type="button"
          className="link-button"
          onClick={() => setEditing('new')}
          data-testid="source-add"
        >
          {t('imports.source.add')}
        </button>
        {source !== null && (
          <button type="button" className="link-button" onClick={() => setEditing(source)}>
            {t('imports.source.edit')}
          </button>
        )}
      </div>
      {editing !== null && (
        <PunchSourceDialog
          source={editing === 'new' ? null : editing}
          firstLines={firstLines}
          onSaved={({ id }) => onChoose(id)}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

type PreviewProps = { file: File; source: PunchSource; preview: ImportPreview; onDone: () => void };

function Preview({ file, source, preview, onDone }: PreviewProps) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [covered, setCovered] = useState({ coveredFrom: '', coveredTo: '' });
  const takeIn = useMutation({
    mutationFn: () => takeInFile({ file, sourceId: source.id, ...covered }),
    onSuccess: async ({ sameFile, import: { added } }) => {
      say(sameFile ? t('imports.done.same') : t('imports.done', { count: added }));
      onDone();
      await queries.invalidateQueries();
    },
  });
  const { counts, problemCount, sameFile, unknownCodes } = preview;
  return (
    <div className="stack import-preview" data-testid="import-preview">
      <ImportFound preview={preview} />
      {unknownCodes.length > 0 && <ImportCodes source={source} codes={unknownCodes} />}
      {problemCount === 0 && sameFile === null && (
        <>
          {source.door !== null && <Covered covered={covered} onChange={setCovered} />}
          {takeIn.isError && <Problem error={takeIn.error} />}
          <button
            type="button"
            className="button button-primary"
            disabled={takeIn.isPending}
            onClick={() => takeIn.mutate()}
            data-testid="import-take-in"
          >
            {t('imports.takeIn', { count: counts.added })}
          </button>
        </>
      )}
    </div>
  );
}

type CoveredDates = { coveredFrom: string; coveredTo: string };

function Covered({
  covered,
  onChange,
}: {
  covered: CoveredDates;
  onChange: (covered: CoveredDates) => void;
}) {
  const { t } = useFormat();
  return (
    <fieldset>
      <legend>{t('imports.covered')}</legend>
      <div className="pair">
        <TextField
          label={t('imports.covered.from')}
          type="date"
          value={covered.coveredFrom}
          onChange={(event) => onChange({ ...covered, coveredFrom: event.target.value })}
        />
        <TextField
          label={t('imports.covered.to')}
          type="date"
          value={covered.coveredTo}
          onChange={(event) => onChange({ ...covered, coveredTo: event.target.value })}
        />
      </div>
      <p className="field-hint">{t('imports.covered.hint')}</p>
    </fieldset>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Camera, CameraImportPreview, CameraImportTested } from '../../http/contracts/cameras.ts';
import { post, postLines } from '../api.ts';
import { useI18n } from '../i18n.ts';
import { Dialog } from './dialog.tsx';
import { CheckField } from './field.tsx';
import { FileField } from './file-field.tsx';
import { say } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}

/** A list of cameras on its way in: chosen, looked at row by row, tried if wished, added all or none. */
export function CameraImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const [file, setFile] = useState<File | null>(null);
  const [round, setRound] = useState(0);
  const [createDoors, setCreateDoors] = useState(false);
  return (
    <Dialog title={t('cameraImport.title')} onClose={onClose} wide testId="camera-import">
      <div className="dialog-body stack">
        <FileField
          label={t('cameraImport.file')}
          hint={t('cameraImport.file.hint')}
          accept=".csv,.txt,.tsv,text/*"
          testId="camera-import-file"
          onFile={(chosen) => {
            setFile(chosen);
            // The same name may be another content by now.
            setRound(round + 1);
          }}
        />
        <CheckField
          label={t('cameraImport.createDoors')}
          checked={createDoors}
          onChange={(event) => setCreateDoors(event.target.checked)}
          testId="camera-import-doors"
        />
      </div>
      {file !== null && (
        <Preview key={`${round} ${createDoors}`} {...{ file, round, createDoors, onClose }} />
      )}
    </Dialog>
  );
}

type PreviewProps = { file: File; round: number; createDoors: boolean; onClose: () => void };

function Preview({ file, round, createDoors, onClose }: PreviewProps) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const asked = `?createDoors=${createDoors}`;
  const preview = useQuery({
    queryKey: ['camera-import', file.name, file.size, round, createDoors],
    queryFn: () => post<CameraImportPreview>(`/api/cameras/import/preview${asked}`, formOf(file)),
    staleTime: Infinity,
  });
  const [tested, setTested] = useState<CameraImportTested[]>([]);
  const test = useMutation({
    mutationFn: () => {
      setTested([]);
      const tell = (one: CameraImportTested) => setTested((all) => [...all, one]);
      return postLines('/api/cameras/import/test', formOf(file), tell, null);
    },
  });
  const takeIn = useMutation({
    mutationFn: () => post<{ items: Camera[] }>(`/api/cameras/import${asked}`, formOf(file)),
    onSuccess: async ({ items }) => {
      await Promise.all(['cameras', 'doors'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
      say(t('cameraImport.done', { count: items.length }));
      onClose();
    },
  });
  return (
    <Loaded query={preview}>
      {(data) => (
        <>
          <div className="dialog-body stack">
            <Found preview={data} tested={tested} />
            {[test, takeIn].map(({ error }, i) => error && <Problem key={i} error={error} />)}
          </div>
          <footer className="dialog-foot">
            <button
              type="button"
              className="button"
              disabled={test.isPending || data.rows.length === 0}
              onClick={() => test.mutate()}
              data-testid="camera-import-test"
            >
              {t(test.isPending ? 'cameraImport.testing' : 'cameraImport.test')}
            </button>
            <button
              type="button"
              className="button button-primary"
              disabled={takeIn.isPending || data.problems.length > 0}
              onClick={() => takeIn.mutate()}
              data-testid="camera-import-take-in"
            >
              {t('cameraImport.takeIn', { count: data.rows.length })}
            </button>
          </footer>
        </>
      )}
    </Loaded>
  );
}

function Found({
  preview: { rows, problems, newDoors },
  tested,
}: {
  preview: CameraImportPreview;
  tested: CameraImportTested[];
}) {
  const { t } = useI18n();
  const known = new Set(rows.map(({ row }) => row));
  const whole = problems.filter(({ row }) => !known.has(row));
  return (
    <>
      <p role="status" data-testid="camera-import-found">
        {problems.length > 0
          ? t('cameraImport.wrong', { count: problems.length })
          : t('cameraImport.ready', { count: rows.length })}
        {newDoors.length > 0 && ` ${t('cameraImport.newDoors', { doors: newDoors.join(', ') })}`}
      </p>
      {whole.map(({ row, code, column, message }) => (
        <p key={`${row} ${code} ${column}`} className="field-problem">
          {t('imports.row')} {row}: {message}
        </p>
      ))}
      {rows.length > 0 && (
        <div className="table-scroll" role="region" aria-label={t('cameraImport.title')} tabIndex={0}>
          <table className="table table-tight">
            <thead>
              <tr>
                <th>{t('imports.row')}</th>
                <th>{t('cameraColumn.name')}</th>
                <th>{t('cameraColumn.address')}</th>
                <th>{t('cameraColumn.username')}</th>
                <th>{t('cameraColumn.door')}</th>
                <th>{t('cameraColumn.direction')}</th>
                <th>{t('cameraImport.state')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((line) => (
                <Row
                  key={line.row}
                  line={line}
                  problems={problems.filter(({ row }) => row === line.row)}
                  tested={tested.find(({ row }) => row === line.row)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({
  line: { row, name, address, username, hasPassword, door, direction },
  problems,
  tested,
}: {
  line: CameraImportPreview['rows'][number];
  problems: CameraImportPreview['problems'];
  tested: CameraImportTested | undefined;
}) {
  const { t } = useI18n();
  return (
    <tr data-testid={`camera-import-row-${row}`} data-ok={tested?.ok}>
      <th scope="row">{row}</th>
      <td>{name}</td>
      <td>{address}</td>
      <td>
        {username}{' '}
        {!hasPassword && (
          <span className="quiet">
            {t('cameraColumn.password')}: {t('cameraImport.noPassword')}
          </span>
        )}
      </td>
      <td>{door}</td>
      <td>{direction && t(`direction.${direction}`)}</td>
      <td>
        {problems.map(({ code, column, message }) => (
          <div key={`${code} ${column}`} className="field-problem">
            {message}
          </div>
        ))}
        {tested && (
          <span className={tested.ok ? 'quiet' : 'field-problem'}>
            {t(tested.ok ? 'testOutcome.passed' : 'testOutcome.failed')}: {tested.detail}
          </span>
        )}
      </td>
    </tr>
  );
}

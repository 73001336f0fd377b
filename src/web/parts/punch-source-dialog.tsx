import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import type { PunchSource } from '../../http/contracts/imports.ts';
import { post, put } from '../api.ts';
import { formText, formTextOrNull } from '../form.ts';
import { bodyOf, columnNames, formatOf } from '../imports.ts';
import type { FirstLines } from '../imports.ts';
import { useFormat } from '../me.ts';
import { doorsQuery } from '../queries.ts';
import { Dialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { FirstLinesTable } from './first-lines.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

const formats = ['columns', 'zkteco-attlog', 'hikvision-csv'] as const;
const directions = ['asWritten', 'in', 'out', 'unknown'] as const;

function sourceOf(form: FormData, kind: string, before: PunchSource | null) {
  const doorId = formTextOrNull(form, 'doorId');
  return {
    name: formText(form, 'name'),
    format: formatOf(kind, (name) => formText(form, `column.${name}`)),
    direction: formText(form, 'direction'),
    doorId,
    usedFrom: doorId === null ? null : formTextOrNull(form, 'usedFrom'),
    usedTo: doorId === null ? null : formTextOrNull(form, 'usedTo'),
    codes: before === null ? [] : bodyOf(before).codes,
  };
}

/** How a terminal's files are read, said once: columns are chosen beside the first lines of a file. */
export function PunchSourceDialog({
  source,
  firstLines,
  onSaved,
  onClose,
}: {
  source: PunchSource | null;
  firstLines: FirstLines;
  onSaved?: (source: PunchSource) => void;
  onClose: () => void;
}) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const kept = source?.format.kind === 'preset' ? source.format.preset : 'columns';
  const [kind, setKind] = useState<string>(kept);
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const body = sourceOf(form, kind, source);
      return source === null
        ? post<PunchSource>('/api/punch-sources', body)
        : put<PunchSource>(`/api/punch-sources/${source.id}`, body);
    },
    onSuccess: async (saved) => {
      say(t('imports.source.saved'));
      await queries.invalidateQueries();
      onSaved?.(saved);
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={source?.name ?? t('imports.source.add')} onClose={onClose} wide testId="source-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack import-mapping">
          <FirstLinesTable lines={firstLines.slice(0, 4)} />
          <TextField
            label={t('imports.source.name')}
            name="name"
            required
            maxLength={120}
            defaultValue={source?.name}
            testId="source-name"
          />
          <SelectField
            label={t('imports.source.format')}
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            testId="source-format"
          >
            {formats.map((it) => (
              <option key={it} value={it}>
                {t(`imports.format.${it}`)}
              </option>
            ))}
          </SelectField>
          {kind === 'columns' && <ColumnFields source={source} firstLines={firstLines} />}
          <PlaceFields source={source} />
          {save.isError && <Problem error={save.error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={save.isPending}
            data-testid="source-save"
          >
            {t('action.save')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function ColumnFields({ source, firstLines }: { source: PunchSource | null; firstLines: FirstLines }) {
  const { t } = useFormat();
  const id = useId();
  const columns = source?.format.kind === 'columns' ? source.format.columns : null;
  return (
    <fieldset className="columns-fields">
      <legend>{t('imports.columns')}</legend>
      <p className="field-hint">{t('imports.columns.hint')}</p>
      <datalist id={id}>
        {(firstLines[0]?.cells ?? []).filter(Boolean).map((heading) => (
          <option key={heading} value={heading} />
        ))}
      </datalist>
      <div className="pair">
        {columnNames.map((name) => (
          <TextField
            key={name}
            label={t(`imports.column.${name}`)}
            name={`column.${name}`}
            list={id}
            maxLength={200}
            required={name === 'employeeCode'}
            defaultValue={columns?.[name]}
            testId={`column-${name}`}
          />
        ))}
      </div>
    </fieldset>
  );
}

function PlaceFields({ source }: { source: PunchSource | null }) {
  const { t } = useFormat();
  const doors = useQuery(doorsQuery);
  const [doorId, setDoorId] = useState(source?.door?.id ?? '');
  return (
    <>
      <SelectField
        label={t('imports.direction')}
        name="direction"
        defaultValue={source?.direction ?? 'asWritten'}
      >
        {directions.map((it) => (
          <option key={it} value={it}>
            {t(`imports.direction.${it}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('imports.door')}
        hint={t('imports.door.hint')}
        name="doorId"
        value={doorId}
        onChange={(event) => setDoorId(event.target.value)}
      >
        <option value="">{t('imports.door.none')}</option>
        {doors.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      {doorId !== '' && (
        <div className="pair">
          <TextField
            label={t('imports.usedFrom')}
            name="usedFrom"
            type="date"
            required
            defaultValue={source?.usedFrom ?? ''}
          />
          <TextField
            label={t('imports.usedTo')}
            name="usedTo"
            type="date"
            defaultValue={source?.usedTo ?? ''}
          />
        </div>
      )}
    </>
  );
}

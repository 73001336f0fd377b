import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { PunchSource } from '../../http/contracts/imports.ts';
import { put } from '../api.ts';
import { formText } from '../form.ts';
import { bodyOf } from '../imports.ts';
import { useFormat } from '../me.ts';
import { employeesQuery } from '../queries.ts';
import { SelectField } from './field.tsx';
import { say } from './notice.tsx';
import { Problem } from './states.tsx';

const nobody = 'nobody';

/** Numbers of a terminal that are nobody's code: whose they are is said once. */
export function ImportCodes({ source, codes }: { source: PunchSource; codes: string[] }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const employees = useQuery(employeesQuery);
  const save = useMutation({
    mutationFn: (form: FormData) => put(`/api/punch-sources/${source.id}`, withCodes(source, codes, form)),
    onSuccess: async () => {
      say(t('imports.source.saved'));
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit} className="stack" data-testid="import-codes">
      <fieldset>
        <legend>{t('imports.codes')}</legend>
        <p className="field-hint">{t('imports.codes.hint')}</p>
        <div className="code-fields">
          {codes.map((code) => (
            <SelectField key={code} label={code} name={`code:${code}`} defaultValue="">
              <option value="">{t('imports.codes.choose')}</option>
              <option value={nobody}>{t('imports.codes.nobody')}</option>
              {employees.data?.map((person) => (
                <option key={person.id} value={person.id}>
                  {person.fullName} ({person.code})
                </option>
              ))}
            </SelectField>
          ))}
        </div>
      </fieldset>
      {save.isError && <Problem error={save.error} />}
      <button type="submit" className="button" disabled={save.isPending} data-testid="import-codes-save">
        {t('imports.codes.save')}
      </button>
    </form>
  );
}

function withCodes(source: PunchSource, codes: string[], form: FormData) {
  const body = bodyOf(source);
  const assigned = codes.flatMap((code) => {
    const chosen = formText(form, `code:${code}`);
    return chosen === '' ? [] : [{ code, employeeId: chosen === nobody ? null : chosen }];
  });
  return { ...body, codes: [...body.codes, ...assigned] };
}

import { useQuery } from '@tanstack/react-query';
import type { Employee } from '../../http/contracts/people.ts';
import { formText, formTextOrNull } from '../form.ts';
import { useFormat } from '../me.ts';
import { divisionsQuery } from '../queries.ts';
import type { EmployeeCreate, StaffCategory } from '../types.ts';
import { SelectField, TextField } from './field.tsx';

const categories: StaffCategory[] = ['civilServant', 'publicEmployee', 'worker'];

/** The fields of a person, filled with what is known. */
export function PersonFields({ employee }: { employee?: Employee }) {
  const { t } = useFormat();
  const divisions = useQuery(divisionsQuery);
  return (
    <>
      <div className="pair pair-wide">
        <TextField
          label={t('people.fullName')}
          name="fullName"
          defaultValue={employee?.fullName}
          maxLength={120}
          required
          testId="person-name"
        />
        <TextField
          label={t('people.code')}
          name="code"
          defaultValue={employee?.code}
          maxLength={30}
          required
          testId="person-code"
        />
      </div>
      <div className="pair">
        <SelectField
          label={t('people.division')}
          name="divisionId"
          key={divisions.data ? 'known' : 'reading'}
          defaultValue={employee?.division?.id ?? ''}
          required
          testId="person-division"
        >
          <option value="" disabled>
            {t('people.chooseDivision')}
          </option>
          {divisions.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('people.category')}
          name="category"
          defaultValue={employee?.category ?? 'civilServant'}
          testId="person-category"
        >
          {categories.map((category) => (
            <option key={category} value={category}>
              {t(`category.${category}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="pair">
        <TextField label={t('people.title')} name="title" defaultValue={employee?.title} maxLength={120} />
        <TextField label={t('people.email')} name="email" type="email" defaultValue={employee?.email ?? ''} />
      </div>
      <TextField
        label={t('people.joinedOn')}
        hint={t('people.joinedOn.hint')}
        name="joinedOn"
        type="date"
        defaultValue={employee?.joinedOn ?? ''}
      />
    </>
  );
}

/** What was typed into `PersonFields`. */
export function personOf(form: FormData): EmployeeCreate {
  return {
    code: formText(form, 'code').trim(),
    fullName: formText(form, 'fullName').trim(),
    divisionId: formText(form, 'divisionId'),
    category: formText(form, 'category') as StaffCategory,
    title: formText(form, 'title').trim(),
    email: formTextOrNull(form, 'email'),
    joinedOn: formTextOrNull(form, 'joinedOn'),
  };
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { WalkingTimeView } from '../../http/contracts/cameras.ts';
import { put, remove } from '../api.ts';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { doorsQuery, walkingTimesQuery } from '../queries.ts';
import type { Door } from '../types.ts';
import { SelectField, TextField } from './field.tsx';
import { sayProblem } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

const pathOf = (one: string, other: string) => `/api/doors/${one}/walking-times/${other}`;

/** How long the way between two doors takes at least; shown where there is more than one door. */
export function WalkingTimes() {
  const { t } = useFormat();
  const doors = useQuery(doorsQuery);
  const known = useQuery(walkingTimesQuery);
  if (!doors.data || doors.data.length < 2) return null;
  return (
    <section className="panel" data-testid="walking-times">
      <header className="panel-head">
        <h2>{t('walkingTime.title')}</h2>
      </header>
      <p className="quiet">{t('walkingTime.about')}</p>
      <Loaded query={known}>
        {(items) =>
          items.length > 0 && (
            <ul className="plain-list">
              {items.map((item) => (
                <WalkingTimeRow key={item.doors.map(({ id }) => id).join()} item={item} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <WalkingTimeForm doors={doors.data} />
    </section>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['walking-times'] });
}

function WalkingTimeRow({ item: { doors, minutes, setBy } }: { item: WalkingTimeView }) {
  const { t } = useFormat();
  const refresh = useRefresh();
  const [one, other] = doors;
  const forget = useMutation({
    mutationFn: () => remove(pathOf(one?.id ?? '', other?.id ?? '')),
    onError: sayProblem,
    onSettled: refresh,
  });
  return (
    <li>
      <b>{t('walkingTime.between', { one: one?.name ?? '', other: other?.name ?? '' })}</b>{' '}
      {t('walkingTime.takes', { minutes, name: setBy })}{' '}
      <button
        type="button"
        className="link-button"
        disabled={forget.isPending}
        onClick={() => forget.mutate()}
      >
        {t('walkingTime.remove')}
      </button>
    </li>
  );
}

function WalkingTimeForm({ doors }: { doors: Door[] }) {
  const { t } = useFormat();
  const refresh = useRefresh();
  const save = useMutation({
    mutationFn: ({ one, other, minutes }: { one: string; other: string; minutes: number }) =>
      put(pathOf(one, other), { minutes }),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate({
      one: formText(form, 'one'),
      other: formText(form, 'other'),
      minutes: Number(formText(form, 'minutes')),
    });
  };
  return (
    <form onSubmit={submit} className="stack">
      <div className="pair">
        {(['one', 'other'] as const).map((name) => (
          <SelectField
            key={name}
            label={t(name === 'one' ? 'walkingTime.from' : 'walkingTime.to')}
            name={name}
            required
            defaultValue=""
            testId={`walking-time-${name}`}
          >
            <option value="" disabled>
              {t('walkingTime.choose')}
            </option>
            {doors.map((door) => (
              <option key={door.id} value={door.id}>
                {door.name}
              </option>
            ))}
          </SelectField>
        ))}
      </div>
      <TextField
        label={t('walkingTime.minutes')}
        name="minutes"
        type="number"
        min={1}
        max={600}
        required
        testId="walking-time-minutes"
      />
      {save.isError && <Problem error={save.error} />}
      <button type="submit" className="button" disabled={save.isPending} data-testid="walking-time-save">
        {t('walkingTime.add')}
      </button>
    </form>
  );
}

import { useMutation } from '@tanstack/react-query';
import { Radar } from 'lucide-react';
import type { Direction } from '../../http/contracts/cameras.ts';
import { list } from '../api.ts';
import { useFormat } from '../me.ts';
import type { DiscoveredCamera, Door } from '../types.ts';
import { CheckField, SelectField, TextField } from './field.tsx';
import { Problem } from './states.tsx';

/** The choice of a door that is not there yet. */
export const newDoor = 'new';

export type CameraForm = {
  address: string;
  username: string;
  password: string;
  name: string;
  doorId: string;
  doorName: string;
  staffOnly: boolean;
  direction: Direction;
};

type Fields = { form: CameraForm; onChange: (part: Partial<CameraForm>) => void };

const directions: Direction[] = ['in', 'out', 'both', 'inside'];

/** Where the camera is and how to sign in to it. */
export function AccessFields({ form, stored, onChange }: Fields & { stored: boolean }) {
  const { t } = useFormat();
  return (
    <fieldset className="stack">
      <legend>{t('camera.access')}</legend>
      <TextField
        label={t('camera.address')}
        hint={t('camera.address.hint')}
        value={form.address}
        onChange={(event) => onChange({ address: event.target.value })}
        spellCheck={false}
        autoComplete="off"
        required
        testId="camera-address"
      />
      {!stored && <Discovery onPick={(address) => onChange({ address })} />}
      <div className="pair">
        <TextField
          label={t('camera.username')}
          value={form.username}
          onChange={(event) => onChange({ username: event.target.value })}
          spellCheck={false}
          autoComplete="off"
          testId="camera-username"
        />
        <TextField
          label={t('camera.password')}
          hint={stored ? t('camera.password.keep') : undefined}
          type="password"
          value={form.password}
          onChange={(event) => onChange({ password: event.target.value })}
          autoComplete="new-password"
          testId="camera-password"
        />
      </div>
    </fieldset>
  );
}

/** Asks the network which cameras are there. */
function Discovery({ onPick }: { onPick: (address: string) => void }) {
  const { t } = useFormat();
  const search = useMutation({ mutationFn: () => list<DiscoveredCamera>('/api/cameras/discover') });
  return (
    <div className="discovery">
      <button
        type="button"
        className="link-button"
        disabled={search.isPending}
        onClick={() => search.mutate()}
        data-testid="camera-discover"
      >
        <Radar aria-hidden size={15} /> {t(search.isPending ? 'camera.discovering' : 'camera.discover')}
      </button>
      {search.isError && <Problem error={search.error} />}
      {search.data?.length === 0 && <p className="quiet">{t('camera.discover.none')}</p>}
      {search.data && search.data.length > 0 && (
        <ul>
          {search.data.map(({ address, name, hardware }) => (
            <li key={address}>
              <button type="button" onClick={() => onPick(address)}>
                <b>{address}</b> {[name, hardware].filter(Boolean).join(' · ')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What the camera is called, and which door it watches in which direction. */
export function PlaceFields({ form, doors, onChange }: Fields & { doors: Door[] }) {
  const { t } = useFormat();
  return (
    <fieldset className="stack">
      <legend>{t('camera.place')}</legend>
      <TextField
        label={t('camera.name')}
        value={form.name}
        onChange={(event) => onChange({ name: event.target.value })}
        maxLength={120}
        required
        testId="camera-name"
      />
      <div className="pair">
        <SelectField
          label={t('camera.door')}
          value={form.doorId}
          onChange={(event) => onChange({ doorId: event.target.value })}
          testId="camera-door"
        >
          {doors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={newDoor}>{t('camera.newDoor')}</option>
        </SelectField>
        <SelectField
          label={t('camera.direction')}
          value={form.direction}
          onChange={(event) => onChange({ direction: event.target.value as Direction })}
          testId="camera-direction"
        >
          {directions.map((direction) => (
            <option key={direction} value={direction}>
              {t(`direction.${direction}`)}
            </option>
          ))}
        </SelectField>
      </div>
      {form.doorId === newDoor && (
        <>
          <TextField
            label={t('camera.doorName')}
            value={form.doorName}
            onChange={(event) => onChange({ doorName: event.target.value })}
            maxLength={120}
            required
            testId="camera-door-name"
          />
          <CheckField
            label={t('camera.staffOnly')}
            hint={t('camera.staffOnly.hint')}
            checked={form.staffOnly}
            onChange={(event) => onChange({ staffOnly: event.target.checked })}
            testId="camera-staff-only"
          />
        </>
      )}
    </fieldset>
  );
}

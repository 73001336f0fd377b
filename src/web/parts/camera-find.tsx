import { useMutation } from '@tanstack/react-query';
import { Cctv, Check, Radar } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { list } from '../api.ts';
import type { CameraDraft } from '../camera-draft.ts';
import { useI18n } from '../i18n.ts';
import type { DiscoveredCamera } from '../types.ts';
import { TextField } from './field.tsx';
import { Problem } from './states.tsx';

type Props = { draft: CameraDraft; onChange: (part: Partial<CameraDraft>) => void; adding: boolean };

/** Which camera: one that answers in the network, or an address typed by hand. */
export function CameraFind({ draft, onChange, adding }: Props) {
  const { t } = useI18n();
  return (
    <div className="stack">
      {adding && <Discovery chosen={draft.address} onPick={onChange} />}
      <TextField
        label={t(adding ? 'wizard.address' : 'camera.address')}
        hint={t('camera.address.hint')}
        value={draft.address}
        onChange={(event) => onChange({ address: event.target.value, device: '' })}
        spellCheck={false}
        autoComplete="off"
        inputMode="url"
        required
        testId="camera-address"
      />
    </div>
  );
}

/** Asks the network which cameras are there, at once and again when asked to. */
function Discovery({ chosen, onPick }: { chosen: string; onPick: Props['onChange'] }) {
  const { t } = useI18n();
  const search = useMutation({ mutationFn: () => list<DiscoveredCamera>('/api/cameras/discover') });
  const { mutate } = search;
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current) mutate();
    begun.current = true;
  }, [mutate]);
  return (
    <section className="discovery" aria-busy={search.isPending}>
      <header>
        <h3>{t('wizard.found')}</h3>
        <button
          type="button"
          className="link-button"
          disabled={search.isPending}
          onClick={() => mutate()}
          data-testid="camera-discover"
        >
          <Radar aria-hidden size={15} className={search.isPending ? 'spin' : ''} />{' '}
          {t(search.isPending ? 'camera.discovering' : 'wizard.searchAgain')}
        </button>
      </header>
      {search.isError && <Problem error={search.error} />}
      {search.data?.length === 0 && <p className="quiet">{t('camera.discover.none')}</p>}
      <ul>
        {search.data?.map((found) => (
          <Found key={found.address} found={found} chosen={found.address === chosen} onPick={onPick} />
        ))}
      </ul>
    </section>
  );
}

/** As short as it can be typed. */
const shortAddress = (address: string): string =>
  address.replace(/^http:\/\//, '').replace(/\/onvif\/device_service$/, '');

function Found({
  found: { address, name, hardware, addedAs },
  chosen,
  onPick,
}: {
  found: DiscoveredCamera;
  chosen: boolean;
  onPick: Props['onChange'];
}) {
  const { t } = useI18n();
  return (
    <li>
      <button
        type="button"
        className="found"
        aria-pressed={chosen}
        disabled={addedAs !== null}
        onClick={() => onPick({ address, name, device: `${name} ${hardware}`.trim() })}
        data-testid={`found-${shortAddress(address)}`}
      >
        <Cctv aria-hidden size={22} />
        <span>
          <b>{name || t('wizard.unnamed')}</b>
          <small>{[hardware, shortAddress(address)].filter(Boolean).join(' · ')}</small>
        </span>
        {addedAs !== null && (
          <em>
            <Check aria-hidden size={14} /> {t('wizard.added', { name: addedAs })}
          </em>
        )}
      </button>
    </li>
  );
}

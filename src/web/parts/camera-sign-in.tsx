import { useState } from 'react';
import { troublesomeCharacters, vendorProfile, type VendorProfile } from '../../cameras/vendor-profiles.ts';
import type { CameraDraft } from '../camera-draft.ts';
import { useI18n } from '../i18n.ts';
import { CheckField, TextField } from './field.tsx';

type Props = { draft: CameraDraft; onChange: (part: Partial<CameraDraft>) => void; adding: boolean };

/** How to sign in to the camera, with what is known of its make. */
export function CameraSignIn({ draft: { username, password, device }, onChange, adding }: Props) {
  const { t } = useI18n();
  const [visible, setVisible] = useState(false);
  const profile = vendorProfile(device);
  const troublesome = troublesomeCharacters(password, profile);
  return (
    <div className="wizard-columns">
      <div className="stack">
        <TextField
          label={t('camera.username')}
          value={username}
          onChange={(event) => onChange({ username: event.target.value })}
          spellCheck={false}
          autoComplete="off"
          testId="camera-username"
        />
        <TextField
          label={t('camera.password')}
          hint={
            troublesome.length > 0
              ? t('testStep.login.warning', { passwordCharacters: troublesome.join(' ') })
              : adding
                ? undefined
                : t('camera.password.keep')
          }
          type={visible ? 'text' : 'password'}
          value={password}
          onChange={(event) => onChange({ password: event.target.value })}
          spellCheck={false}
          autoComplete="new-password"
          testId="camera-password"
        />
        <CheckField
          label={t('wizard.showPassword')}
          checked={visible}
          onChange={(event) => setVisible(event.target.checked)}
        />
      </div>
      <VendorAdvice profile={profile} device={device} />
    </div>
  );
}

function VendorAdvice({ profile, device }: { profile: VendorProfile; device: string }) {
  const { t } = useI18n();
  const { advice, onvifPorts } = profile;
  return (
    <aside className="advice">
      <h3>{device === '' ? t('wizard.advice') : t('wizard.adviceFor', { device })}</h3>
      <ul>
        <li>{t('vendorAdvice.ports', { ports: onvifPorts.join(', ') })}</li>
        {(advice.length === 0 ? (['enableOnvif', 'separateOnvifUser'] as const) : advice).map((code) => (
          <li key={code}>{t(`vendorAdvice.${code}`)}</li>
        ))}
        {profile.passwordExcludes !== '' && (
          <li>{t('vendorAdvice.password', { characters: [...profile.passwordExcludes].join(' ') })}</li>
        )}
      </ul>
    </aside>
  );
}

import type { Role } from '../../http/contracts/accounts.ts';
import { useI18n } from '../i18n.ts';

const roles: Role[] = ['viewer', 'head', 'officer', 'administrator'];

export function RoleOptions() {
  const { t } = useI18n();
  return roles.map((role) => (
    <option key={role} value={role}>
      {t(`role.${role}`)}
    </option>
  ));
}

import type { Doubt } from '../../domain/doubts.ts';
import { useI18n } from '../i18n.ts';

/** Why a face is a question: a reason, never a reproach. */
export function Doubts({ doubts }: { doubts: readonly Doubt[] }) {
  const { t } = useI18n();
  if (doubts.length === 0) return null;
  const reasons = doubts.map((doubt) => t(`doubt.${doubt}`)).join('; ');
  return (
    <small className="quiet" data-testid="doubts">
      {t('doubts.why', { reasons })}
    </small>
  );
}

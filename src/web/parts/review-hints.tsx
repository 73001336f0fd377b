import { useI18n } from '../i18n.ts';

const hints = [
  ['1–5', 'review.key.choose'],
  ['0 N', 'review.key.nobody'],
  ['Enter', 'review.key.confirm'],
  ['J', 'review.key.next'],
  ['K', 'review.key.previous'],
  ['U', 'review.key.undo'],
] as const;

/** The keys of the queue, always in sight. */
export function ReviewHints() {
  const { t } = useI18n();
  return (
    <ul className="review-hints" aria-label={t('review.keys')}>
      {hints.map(([key, label]) => (
        <li key={key}>
          <kbd>{key}</kbd> {t(label)}
        </li>
      ))}
    </ul>
  );
}

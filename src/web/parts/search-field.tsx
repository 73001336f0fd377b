import { Search } from 'lucide-react';
import { useI18n } from '../i18n.ts';

/** Finds while typing; diacritics need not be typed. */
export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useI18n();
  return (
    <span className="search">
      <Search aria-hidden size={16} />
      <input
        type="search"
        aria-label={t('people.search')}
        placeholder={t('people.search')}
        value={value}
        data-testid="search"
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}

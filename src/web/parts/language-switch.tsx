import { useQueryClient } from '@tanstack/react-query';
import { chooseLanguage, useI18n } from '../i18n.ts';
import type { Language } from '../i18n.ts';

const languages: { code: Language; name: string; short: string }[] = [
  { code: 'vi', name: 'Tiếng Việt', short: 'VI' },
  { code: 'en', name: 'English', short: 'EN' },
];

/** Vietnamese or English; what the server says is read again in the new language. */
export function LanguageSwitch() {
  const { language, t } = useI18n();
  const queries = useQueryClient();
  const choose = (next: Language) => {
    chooseLanguage(next);
    void queries.invalidateQueries();
  };
  return (
    <div className="language" role="group" aria-label={t('shell.language')} data-testid="language-switch">
      {languages.map(({ code, name, short }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-label={name}
          aria-pressed={language === code}
          data-testid={`language-${code}`}
          onClick={() => choose(code)}
        >
          {short}
        </button>
      ))}
    </div>
  );
}

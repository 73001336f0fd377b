import { useQueryClient } from '@tanstack/react-query';
import { patch } from '../api.ts';
import { chooseLanguage, useI18n } from '../i18n.ts';
import type { Language } from '../i18n.ts';
import { meQuery } from '../queries.ts';

const languages: { code: Language; name: string; short: string }[] = [
  { code: 'vi', name: 'Tiếng Việt', short: 'VI' },
  { code: 'en', name: 'English', short: 'EN' },
];

/** Vietnamese or English; what the server says is read again in the new language. */
export function LanguageSwitch() {
  const { language, t } = useI18n();
  const queries = useQueryClient();
  const choose = async (next: Language) => {
    chooseLanguage(next);
    if (queries.getQueryData(meQuery.queryKey)) {
      // The account keeps it too, for other browsers; here it holds even when that fails.
      await patch('/api/me', { language: next }).catch(() => undefined);
    }
    await queries.invalidateQueries();
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
          onClick={() => void choose(code)}
        >
          {short}
        </button>
      ))}
    </div>
  );
}

import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { useI18n } from '../i18n.ts';

/** The page before the door: a quiet side with what the product stands for, and the form. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className="entrance">
      <section className="entrance-side" aria-hidden>
        <Brand />
        <div>
          <p className="entrance-motto">{t('entrance.motto')}</p>
          <p>{t('entrance.text')}</p>
        </div>
        <EntranceDrawing />
      </section>
      <main className="entrance-main">
        <div className="entrance-language">
          <LanguageSwitch />
        </div>
        <div className="entrance-form">
          <h1>{title}</h1>
          <p className="lead">{lead}</p>
          {children}
        </div>
      </main>
    </div>
  );
}

/** A working day as the product sees it: two sessions, and when people came. */
function EntranceDrawing() {
  const arrivals = [22, 34, 41, 46, 52, 58, 63, 71, 96];
  return (
    <svg viewBox="0 0 360 90" className="entrance-drawing">
      <rect x="50" y="52" width="130" height="10" rx="5" />
      <rect x="210" y="52" width="130" height="10" rx="5" />
      {arrivals.map((x, index) => (
        <circle key={x} cx={x} cy={38 - (index % 3) * 12} r="4.5" className={x > 90 ? 'late' : ''} />
      ))}
    </svg>
  );
}

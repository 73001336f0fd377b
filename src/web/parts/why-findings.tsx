import { Scale as Balance, Undo2 } from 'lucide-react';
import type { DayRecordWhy } from '../../http/contracts/attendance.ts';
import { tryText } from '../i18n.ts';
import { useFormat } from '../me.ts';
import type { Format } from '../me.ts';
import type { Finding } from '../types.ts';

/** What waits to be verified, and what was taken back and why. */
export function Findings({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  const open = why.findings.filter(({ state }) => state !== 'withdrawn');
  const withdrawn = why.findings.filter(({ state }) => state === 'withdrawn');
  return (
    <>
      {open.length > 0 && (
        <div className="panel panel-late" data-testid="why-findings">
          <Balance aria-hidden size={18} />
          <div>
            <strong>{t('finding.title')}</strong>
            <ul>
              {open.map((finding) => (
                <li key={finding.id}>
                  <FindingName finding={finding} />
                </li>
              ))}
            </ul>
            <p>{t('finding.explain')}</p>
          </div>
        </div>
      )}
      {withdrawn.length > 0 && <Withdrawn findings={withdrawn} />}
    </>
  );
}

function FindingName({ finding }: { finding: Finding }) {
  const { t } = useFormat();
  return (
    <>
      {finding.sessionKey && <>{tryText(t, `session.${finding.sessionKey}`, finding.sessionKey)}: </>}
      {tryText(t, `finding.${finding.kind}`, finding.kind)}
      {finding.minutes > 0 && <> · {t('finding.minutes', { minutes: finding.minutes })}</>}
    </>
  );
}

function Withdrawn({ findings }: { findings: Finding[] }) {
  const format = useFormat();
  const { t } = format;
  return (
    <div
      className="panel withdrawn"
      role="note"
      aria-label={t('why.withdrawn.title')}
      data-testid="why-withdrawn"
    >
      <Undo2 aria-hidden size={18} />
      <div>
        <strong>{t('why.withdrawn.title')}</strong>
        <ul>
          {findings.map((finding) => (
            <li key={finding.id}>
              <FindingName finding={finding} />
              {finding.withdrawnBecause && <> – {causeText(format, finding.withdrawnBecause)}</>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** "đã rút, vì …": which kind of input, who entered it and when. */
function causeText({ t, dayAndClock }: Format, because: NonNullable<Finding['withdrawnBecause']>): string {
  const cause = tryText(t, `why.cause.${because.kind}`, because.kind);
  const time = dayAndClock(because.at);
  const entered =
    because.by === null
      ? t('why.cause.entered', { time })
      : t('why.cause.enteredBy', { name: because.by, time });
  return `${t('why.findingWithdrawn', { cause })} (${entered})`;
}

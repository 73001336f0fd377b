import { useQuery } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import { useState } from 'react';
import type { DayRecordWhy } from '../../http/contracts/attendance.ts';
import type { CorrectionView } from '../../http/contracts/rules.ts';
import { tryText } from '../i18n.ts';
import { useFormat, useRights } from '../me.ts';
import type { Format } from '../me.ts';
import { correctionsQuery } from '../queries.ts';
import { CorrectionDialog } from './correction-dialog.tsx';
import { Loaded } from './states.tsx';

/** What people decided about a day, and for those who may, how to decide. */
export function CorrectionSection({ why }: { why: DayRecordWhy }) {
  const { t } = useFormat();
  const rights = useRights();
  const [adding, setAdding] = useState(false);
  const corrections = useQuery({
    ...correctionsQuery(why.employee.id, why.workDate),
    enabled: rights.oversees,
  });
  if (!rights.oversees) return null;
  return (
    <section aria-label={t('correction.title')} data-testid="corrections">
      <h3>{t('correction.title')}</h3>
      <p className="quiet">{t('correction.about')}</p>
      <Loaded query={corrections}>
        {(items) =>
          items.length === 0 ? (
            <p className="quiet">{t('correction.none')}</p>
          ) : (
            <ul className="corrections">
              {items.map((it) => (
                <Decided key={it.id} correction={it} why={why} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {rights.manages && (
        <button type="button" className="button" onClick={() => setAdding(true)} data-testid="correction-add">
          <PencilLine aria-hidden size={16} /> {t('correction.add')}
        </button>
      )}
      {adding && <CorrectionDialog why={why} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Decided({ correction, why }: { correction: CorrectionView; why: DayRecordWhy }) {
  const format = useFormat();
  const { t, dayAndClock } = format;
  return (
    <li>
      <strong>{tryText(t, `correction.kind.${correction.kind}`, correction.kind)}</strong>{' '}
      {[...aboutOf(format, correction, why)].join(' · ')}
      <br />“{correction.reason}”{' '}
      <small className="quiet">
        {t('correction.by', { name: correction.by, time: dayAndClock(correction.at) })}
      </small>
    </li>
  );
}

/** What a decision was about, and what it changed. */
function* aboutOf({ t, clock }: Format, correction: CorrectionView, why: DayRecordWhy): Generator<string> {
  const { sessionKey, candidate, proofId, before, after } = correction;
  if (sessionKey !== null) yield tryText(t, `session.${sessionKey}`, sessionKey);
  if (candidate !== null) yield tryText(t, `finding.${candidate}`, candidate);
  const sighting = why.sightings.find(({ id }) => id === proofId);
  if (sighting) yield `${clock(sighting.at)} ${sighting.camera.name}`;
  if (after === null) return;
  const known = [before?.earliest, before?.latest].map((at) => (at ? clock(at) : '…'));
  const [earliest, latest] = known;
  const was =
    !before || (before.earliest === null && before.latest === null)
      ? t('correction.unknown')
      : earliest === latest
        ? earliest
        : known.join('–');
  yield t('correction.change', { before: was, after: clock(after) });
}

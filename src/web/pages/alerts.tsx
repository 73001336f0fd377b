import { useQuery } from '@tanstack/react-query';
import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '../me.ts';
import { groupBy } from '../order.ts';
import { AlertList } from '../parts/alert-list.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { alertsQuery } from '../queries.ts';
import { dayOf, longDay } from '../time.ts';

const most = 200;

export function AlertsPage() {
  const { t, language, timeZone } = useFormat();
  const [open, setOpen] = useState(true);
  const alerts = useQuery(alertsQuery(open, most));
  return (
    <>
      <PageHead title={t('nav.alerts')} lead={t('alerts.lead')}>
        <div className="tabs" role="group" aria-label={t('alerts.which')}>
          <button type="button" aria-pressed={open} onClick={() => setOpen(true)}>
            {t('alerts.open')}
          </button>
          <button type="button" aria-pressed={!open} onClick={() => setOpen(false)}>
            {t('alerts.all')}
          </button>
        </div>
      </PageHead>
      <Loaded query={alerts}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('alerts.none')}
              text={t('alerts.none.text')}
              icon={<BellOff aria-hidden size={26} />}
            />
          ) : (
            groupBy(items, ({ at }) => dayOf(at, timeZone))
              .toReversed()
              .map(({ name: day, items: ofDay }) => (
                <section key={day} className="panel alert-day">
                  <header className="panel-head">
                    <h2>{day && longDay(day, language)}</h2>
                  </header>
                  <AlertList alerts={ofDay} />
                </section>
              ))
          )
        }
      </Loaded>
    </>
  );
}

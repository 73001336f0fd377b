import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Plus, Printer, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { CalendarDayView } from '../../http/contracts/rules.ts';
import { post } from '../api.ts';
import { useFormat, useRights } from '../me.ts';
import { CalendarAddDialog } from '../parts/calendar-add-dialog.tsx';
import { CalendarDayDialog } from '../parts/calendar-day-dialog.tsx';
import { CalendarList } from '../parts/calendar-list.tsx';
import { say } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Loaded, Problem, Skeleton } from '../parts/states.tsx';
import { YearPicture } from '../parts/year-picture.tsx';
import { calendarQuery, lunarQuery } from '../queries.ts';

/** The years that the lunar calendar is kept for. */
const [firstYear, lastYear] = [1901, 2099];

type Opened = { day: CalendarDayView; announce: boolean } | { date: string } | null;

/** A year at a glance: holidays, compensation days and swaps, with lunar dates. */
export function CalendarPage() {
  const { t, today } = useFormat();
  const rights = useRights();
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get('year'));
  const year = asked >= firstYear && asked <= lastYear ? Math.floor(asked) : Number(today.slice(0, 4));
  const goTo = (next: number) => setSearch({ year: String(next) }, { replace: true });
  const days = useQuery(calendarQuery(year));
  const lunar = useQuery(lunarQuery(year));
  const [opened, setOpened] = useState<Opened>(null);
  const pick = (date: string) => {
    const day = days.data?.find((it) => it.date === date);
    if (day) setOpened({ day, announce: false });
    else if (rights.manages) setOpened({ date });
  };
  return (
    <div className="calendar-page">
      <PageHead title={t('nav.calendar')} lead={t('calendar.lead')}>
        <YearStepper year={year} onPick={goTo} />
        {rights.manages && (
          <>
            <Prefill year={year} />
            <button
              type="button"
              className="button button-primary"
              onClick={() => setOpened({ date: today.startsWith(String(year)) ? today : `${year}-01-01` })}
              data-testid="calendar-add"
            >
              <Plus aria-hidden size={17} /> {t('calendar.add')}
            </button>
          </>
        )}
      </PageHead>
      <Loaded query={days} skeleton={<Skeleton kind="picture" rows={6} />}>
        {(items) => (
          <>
            <YearPicture
              year={year}
              days={items}
              lunar={lunar.data ?? []}
              onPick={pick}
              onLeave={(date) => {
                const next = Number(date.slice(0, 4));
                if (next >= firstYear && next <= lastYear) goTo(next);
              }}
            />
            <CalendarList year={year} days={items} onOpen={(day, announce) => setOpened({ day, announce })} />
          </>
        )}
      </Loaded>
      {opened && 'day' in opened && (
        <CalendarDayDialog day={opened.day} announce={opened.announce} onClose={() => setOpened(null)} />
      )}
      {opened && 'date' in opened && <CalendarAddDialog date={opened.date} onClose={() => setOpened(null)} />}
    </div>
  );
}

function YearStepper({ year, onPick }: { year: number; onPick: (year: number) => void }) {
  const { t } = useFormat();
  return (
    <div className="stepper">
      <button
        type="button"
        className="icon-button"
        disabled={year <= firstYear}
        onClick={() => onPick(year - 1)}
        data-testid="year-back"
      >
        <ChevronLeft aria-hidden size={18} />
        <span className="sr-only">{t('calendar.yearBack')}</span>
      </button>
      <strong className="number" aria-live="polite" data-testid="year">
        {year}
      </strong>
      <button
        type="button"
        className="icon-button"
        disabled={year >= lastYear}
        onClick={() => onPick(year + 1)}
        data-testid="year-forward"
      >
        <ChevronRight aria-hidden size={18} />
        <span className="sr-only">{t('calendar.yearForward')}</span>
      </button>
      <button type="button" className="icon-button" onClick={() => print()}>
        <Printer aria-hidden size={18} />
        <span className="sr-only">{t('calendar.print')}</span>
      </button>
    </div>
  );
}

function Prefill({ year }: { year: number }) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const filling = useMutation({
    mutationFn: () => post<{ items: CalendarDayView[] }>('/api/calendar/prefill', { year }),
    onSuccess: async ({ items }) => {
      say(t('calendar.prefilled', { count: items.length }));
      await queries.invalidateQueries({ queryKey: ['calendar'] });
    },
  });
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={filling.isPending}
        onClick={() => filling.mutate()}
        data-testid="calendar-prefill"
      >
        <Sparkles aria-hidden size={17} /> {t('calendar.prefill', { year: String(year) })}
      </button>
      {filling.isError && <Problem error={filling.error} />}
    </>
  );
}

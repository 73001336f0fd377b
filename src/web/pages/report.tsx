import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FileSpreadsheet, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Report } from '../../http/contracts/attendance.ts';
import { useFormat } from '../me.ts';
import { MonthPicker } from '../parts/day-picker.tsx';
import { MonthGrid, MonthLegend } from '../parts/month-grid.tsx';
import { say } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded, Problem, Skeleton } from '../parts/states.tsx';
import { WhyDrawer } from '../parts/why-drawer.tsx';
import { monthQuery, reportsQuery } from '../queries.ts';
import { fileOf, makeAndDownload } from '../report-download.ts';
import { longMonth } from '../time.ts';

export function ReportPage() {
  const { t, language, today } = useFormat();
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const period = search.get('period') ?? today.slice(0, 7);
  const sheet = useQuery(monthQuery(period));
  const [open, setOpen] = useState<{ employeeId: string; date: string } | null>(null);
  const make = useMutation({
    mutationFn: () => makeAndDownload(period, queries),
    onSuccess: () => say(t('report.ready')),
  });
  return (
    <>
      <PageHead title={t('report.title')} lead={longMonth(period, language)}>
        <MonthPicker
          period={period}
          today={today}
          onPick={(month) => setSearch({ period: month }, { replace: true })}
        />
        <button
          type="button"
          className="button button-primary"
          disabled={make.isPending}
          onClick={() => make.mutate()}
          data-testid="report-download"
        >
          {make.isPending ? (
            <LoaderCircle aria-hidden size={17} className="spin" />
          ) : (
            <FileSpreadsheet aria-hidden size={17} />
          )}
          {t(make.isPending ? 'report.making' : 'report.download')}
        </button>
      </PageHead>
      {make.isError && <Problem error={make.error} />}
      <Loaded query={sheet} skeleton={<Skeleton rows={9} />}>
        {(data) =>
          data.people.length === 0 ? (
            <Empty title={t('report.none')} text={t('report.none.text')} />
          ) : (
            <>
              <MonthGrid sheet={data} onOpen={(employeeId, date) => setOpen({ employeeId, date })} />
              <MonthLegend sheet={data} />
              <p className="quiet">{t('report.note')}</p>
            </>
          )
        }
      </Loaded>
      <MadeReports period={period} />
      {open && <WhyDrawer {...open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Reports made before, still there to be fetched. */
function MadeReports({ period }: { period: string }) {
  const { t } = useFormat();
  const reports = useQuery(reportsQuery);
  const made = (reports.data ?? []).filter((report) => report.period === period).slice(0, 6);
  if (made.length === 0) return null;
  return (
    <section className="panel made-reports">
      <header className="panel-head">
        <h2>{t('report.made')}</h2>
      </header>
      <ul>
        {made.map((report) => (
          <MadeReport key={report.id} report={report} />
        ))}
      </ul>
    </section>
  );
}

function MadeReport({ report }: { report: Report }) {
  const { t, dayAndClock } = useFormat();
  return (
    <li data-testid="made-report" data-state={report.state}>
      <FileSpreadsheet aria-hidden size={17} />
      {report.state === 'done' ? (
        <a href={fileOf(report)} download={report.fileName ?? undefined}>
          {report.fileName ?? report.period}
        </a>
      ) : (
        <span>{t(`reportState.${report.state}`)}</span>
      )}
      <small className="quiet">
        {report.requestedBy} · {dayAndClock(report.requestedAt)}
        {report.error && <> · {report.error}</>}
      </small>
    </li>
  );
}

import type { ImportPreview } from '../../http/contracts/imports.ts';
import { useFormat } from '../me.ts';
import { dayOf, shortDay } from '../time.ts';

/** What a file would bring: counts, everything wrong with row and column, the first punches. */
export function ImportFound({ preview }: { preview: ImportPreview }) {
  const { t, dayAndClock, timeZone } = useFormat();
  const { counts, sameFile, closedMonths, firstAt, lastAt, problemCount, rows } = preview;
  const day = (at: string) => shortDay(dayOf(at, timeZone));
  return (
    <>
      <p data-testid="import-counts">
        {t('imports.counts', counts)}{' '}
        {firstAt !== null && lastAt !== null && t('imports.span', { from: day(firstAt), to: day(lastAt) })}
      </p>
      {sameFile !== null && (
        <p className="notice-line" data-testid="import-same">
          {t('imports.sameFile', { by: sameFile.importedBy, time: dayAndClock(sameFile.importedAt) })}
        </p>
      )}
      {closedMonths.length > 0 && (
        <p className="notice-line">{t('imports.closed', { months: closedMonths.join(', ') })}</p>
      )}
      {problemCount > 0 && <Problems preview={preview} />}
      {rows.length > 0 && problemCount === 0 && <Rows preview={preview} />}
    </>
  );
}

function Problems({ preview: { problems, problemCount } }: { preview: ImportPreview }) {
  const { t } = useFormat();
  return (
    <section>
      <h3>{t('imports.problems', { count: problemCount })}</h3>
      <div className="table-scroll" role="region" aria-label={t('imports.problem')} tabIndex={0}>
        <table className="table table-tight" data-testid="import-problems">
          <thead>
            <tr>
              <th>{t('imports.row')}</th>
              <th>{t('imports.column')}</th>
              <th>{t('imports.problem')}</th>
              <th>{t('imports.fix')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ row, column, code, message, hint }) => (
              <tr key={`${row} ${column} ${code}`} data-testid="import-problem">
                <th scope="row">{row}</th>
                <td>{column ?? '–'}</td>
                <td>{message}</td>
                <td className="quiet">{hint}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problemCount > problems.length && (
        <p className="quiet">{t('imports.problems.more', { shown: problems.length })}</p>
      )}
    </section>
  );
}

function Rows({ preview: { rows, counts } }: { preview: ImportPreview }) {
  const { t, seconds, timeZone } = useFormat();
  return (
    <>
      <div
        className="table-scroll import-rows"
        role="region"
        aria-label={t('imports.firstLines')}
        tabIndex={0}
      >
        <table className="table table-tight">
          <thead>
            <tr>
              <th>{t('imports.row')}</th>
              <th>{t('imports.person')}</th>
              <th>{t('imports.at')}</th>
              <th>{t('imports.way')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, employee, at, direction, known }) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                <td>
                  {employee.fullName} <span className="quiet">{employee.code}</span>
                </td>
                <td className="time">
                  {shortDay(dayOf(at, timeZone))} {seconds(at)}
                </td>
                <td>{t(`punch.direction.${direction}`)}</td>
                <td className="quiet">{t(known ? 'imports.known' : 'imports.new')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {counts.added + counts.known > rows.length && (
        <p className="quiet">{t('imports.rows.more', { shown: rows.length })}</p>
      )}
    </>
  );
}

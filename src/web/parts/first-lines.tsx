import type { FirstLines } from '../imports.ts';
import { useFormat } from '../me.ts';

/** The first lines of a file as they are, with the numbers of rows and columns. */
export function FirstLinesTable({ lines }: { lines: FirstLines }) {
  const { t } = useFormat();
  const width = Math.max(0, ...lines.map(({ cells }) => cells.length));
  if (width === 0) return null;
  const columns = Array.from({ length: width }, (_, index) => index);
  return (
    <div className="table-scroll" role="region" aria-label={t('imports.firstLines')} tabIndex={0}>
      <table className="table table-tight first-lines" data-testid="first-lines">
        <caption className="sr-only">{t('imports.firstLines')}</caption>
        <thead>
          <tr>
            <th>{t('imports.row')}</th>
            {columns.map((index) => (
              <th key={index}>{index + 1}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ row, cells }) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((index) => (
                <td key={index}>{cells[index] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import readExcelFile, { readSheet } from 'read-excel-file/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { timesheetXlsx } from '../../../src/reports/timesheet-xlsx.ts';
import { monthOf, person, record } from './month.ts';

const office = { name: 'Văn phòng Hội đồng nhân dân', timeZone: 'Asia/Ho_Chi_Minh' };
const people = [person('1', 'Trần Thị Ánh', 'Trưởng phòng'), person('2', 'Lê Văn Bình')];
const lateDay = record(
  '2',
  '2026-11-03',
  [
    { key: 'S', outcome: 'late' },
    { key: 'C', outcome: 'onTime' },
  ],
  { outcome: 'late', candidates: [{ kind: 'late', sessionKey: 'S', minutes: 12, to: 25 }] },
);
const unsureDay = record(
  '2',
  '2026-11-04',
  [
    { key: 'S', outcome: 'insufficientEvidence', missing: [{ kind: 'gap' }, { kind: 'gap' }] },
    { key: 'C', outcome: 'onTime' },
  ],
  { outcome: 'insufficientEvidence', symbol: '?½/+½' },
);
const records = [record('1', '2026-11-02'), record('1', '2026-11-03'), lateDay, unsureDay];
const input = { office, month: monthOf('2026-11', people, records), records, madeOn: '2026-12-01' };

type Rows = (string | number | boolean | Date | null)[][];
let file: Buffer;
let rows: Rows;
const rowOf = (text: string | number, column = 1): Rows[number] =>
  rows.find((row) => row[column] === text) ?? [];

beforeAll(async () => {
  file = await timesheetXlsx({ ...input, lang: 'vi' });
  rows = (await readSheet(file, 1)) as Rows;
});

describe('the timesheet file', () => {
  it('has three sheets', async () => {
    const sheets = await readExcelFile(file);
    expect(sheets.map((it) => it.sheet)).toEqual(['Bảng chấm công', 'Đi muộn, về sớm', 'Dữ liệu']);
  });

  it('has the head of the statutory form', () => {
    const texts = rows.flat().filter((cell) => cell !== null);
    expect(texts).toEqual(
      expect.arrayContaining([
        'Đơn vị: Văn phòng Hội đồng nhân dân',
        'Mẫu số C01a-HD',
        'BẢNG CHẤM CÔNG',
        'Tháng 11 năm 2026',
        'Số công hưởng lương thời gian',
        'Người chấm công',
        'Người duyệt',
        'Lập ngày 01/12/2026',
      ]),
    );
    const numbering = rows.find((row) => row[0] === 'A') ?? [];
    expect(numbering.slice(0, 4)).toEqual(['A', 'B', 'C', '1']);
    expect(numbering.at(-1)).toBe('34');
  });

  it('has a line for each person with the symbols under their days and the totals as numbers', () => {
    const line = rowOf('Lê Văn Bình');
    expect(line.slice(0, 3)).toEqual([2, 'Lê Văn Bình', 'Chuyên viên']);
    expect(line.slice(3, 8)).toEqual([null, null, '+', '?½/+½', null]);
    expect(line.slice(34)).toEqual([1.5, 0, 0]);
    expect(rowOf('Trần Thị Ánh').slice(34)).toEqual([2, 0, 0]);
  });

  it('sums the totals', () => {
    expect(rowOf('Cộng').slice(34)).toEqual([3.5, 0, 0]);
  });

  it('writes weekdays under the days, and leaves the 31st of a short month empty', () => {
    const numbers = rows.findIndex((row) => row[3] === '1' && row[4] === '2');
    expect(rows[numbers]?.slice(3, 34).filter((cell) => cell !== null)).toHaveLength(30);
    expect(rows[numbers + 1]?.slice(3, 6)).toEqual(['CN', 'T2', 'T3']);
  });

  it('explains every symbol it may use', () => {
    const symbols = new Map(rows.filter((row) => row[1] !== null).map((row) => [row[0], row[1]]));
    expect(symbols.get('P')).toBe('Nghỉ phép');
    expect(symbols.get('?')).toBe('Chưa đủ bằng chứng');
    expect(symbols.get('V')).toBe('Chưa thấy đến, chờ xác minh');
  });

  it('lists what waits for verification, and says so on each line', async () => {
    const annex = (await readSheet(file, 2)) as Rows;
    const line = annex.find((row) => row[1] === 'Lê Văn Bình');
    expect(line).toEqual([
      '02',
      'Lê Văn Bình',
      'Tổng hợp',
      '03/11/2026',
      'S',
      'Đi muộn',
      12,
      '12–25',
      'Chờ xác minh',
    ]);
    expect(annex.flat().join(' ')).not.toMatch(/vi phạm/i);
  });

  it('says how good the data are', async () => {
    const data = (await readSheet(file, 3)) as Rows;
    expect(data.find((row) => row[1] === 'Lê Văn Bình')).toEqual([
      '02',
      'Lê Văn Bình',
      2,
      4,
      3,
      1,
      0,
      'camera không quan sát (1)',
    ]);
  });

  it('speaks English when asked to', async () => {
    const english = (await readSheet(await timesheetXlsx({ ...input, lang: 'en' }), 1)) as Rows;
    expect(english.flat()).toEqual(expect.arrayContaining(['TIMESHEET', 'Month 11, 2026', 'Total']));
  });

  it('is an empty form for a month without people', async () => {
    const month = monthOf('2026-02', [], []);
    const empty = (await readSheet(
      await timesheetXlsx({ ...input, month, records: [], lang: 'vi' }),
      2,
    )) as Rows;
    expect(empty.flat()).toContain('Không có trường hợp nào.');
  });

  it('is written in composed letters', () => {
    const texts = rows.flat().filter((cell) => typeof cell === 'string');
    expect(texts.every((text) => text === text.normalize('NFC'))).toBe(true);
  });
});

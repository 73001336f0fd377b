import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/imports/decode-text.ts';
import { readPunches } from '../../../src/imports/punch-file.ts';
import { hikvisionCsv, mappedFormat, zktecoAttlog } from '../../../src/imports/punch-format.ts';
import { readDate, readDateTime, readTime } from '../../../src/imports/written-time.ts';

const format = mappedFormat('test', {
  employeeCode: 'Mã cán bộ',
  date: 'Ngày',
  time: 'Giờ',
  direction: 'Chiều',
});
const file = (lines: string[]) => new TextEncoder().encode(lines.join('\r\n'));
const heading = 'Mã cán bộ;Ngày;Giờ;Chiều';

describe('times as people write them', () => {
  test.each([
    ['07:05', '07:05:00'],
    ['7:05', '07:05:00'],
    ['7h05', '07:05:00'],
    ['7h', '07:00:00'],
    ['7 giờ 05', '07:05:00'],
    ['13h5', '13:05:00'],
    ['07:05:30', '07:05:30'],
    ['07:05 SA', '07:05:00'],
    ['1:20 CH', '13:20:00'],
    ['12:10 AM', '00:10:00'],
    ['12:10 pm', '12:10:00'],
  ])('%s is %s', (text, value) => {
    expect(readTime(text)).toEqual({ ok: true, value });
  });

  test.each(['24:00', '7:5', '07:60', '7', '', '25h00', '13:20 CH', 'sáng', '07:05:61'])(
    '%s is refused',
    (text) => {
      expect(readTime(text).ok).toBe(false);
    },
  );

  test.each([
    ['12/03/2026', '2026-03-12'],
    ['12-3-2026', '2026-03-12'],
    ['2026-03-12', '2026-03-12'],
    ['29/02/2028', '2028-02-29'],
  ])('%s is %s', (text, value) => {
    expect(readDate(text)).toEqual({ ok: true, value });
  });

  test.each(['31/02/2026', '29/02/2026', '13/13/2026', '12/03/26', '2026-3', ''])(
    'the date %s is refused',
    (text) => {
      expect(readDate(text).ok).toBe(false);
    },
  );

  test('date and time in one cell', () => {
    expect(readDateTime('2026-03-12T07:05:09.123')).toEqual({
      ok: true,
      value: { date: '2026-03-12', time: '07:05:09' },
    });
    expect(readDateTime('12/03/2026 7h05')).toEqual({
      ok: true,
      value: { date: '2026-03-12', time: '07:05:00' },
    });
    expect(readDateTime('31/02/2026 07:05').ok).toBe(false);
  });
});

describe('encodings', () => {
  const text = 'Mã cán bộ;Ngày;Giờ\nNguyễn Thị Ặc;12/03/2026;07:05';

  test.each([
    ['utf-8', 'utf-8', false],
    ['utf-8', 'utf-8 with BOM', true],
    ['utf-16le', 'UTF-16 LE with BOM', true],
    ['utf-16be', 'UTF-16 BE with BOM', true],
    ['utf-16le', 'UTF-16 LE without BOM', false],
  ] as const)('%s: %s', (encoding, _name, addBOM) => {
    expect(decodeText(iconv.encode(text, encoding, { addBOM }))).toEqual({ text, encoding });
  });

  test('Windows-1258 with its separate tone marks', () => {
    // The encoding has letters like ă, â, ê, ô, ơ, ư, and the five tones as marks of their own.
    const split = text
      .replace(/ễ/g, 'ê\u0303')
      .replace(/ị/g, 'i\u0323')
      .replace(/Ặ/g, 'Ă\u0323')
      .replace(/ộ/g, 'ô\u0323')
      .replace(/ờ/g, 'ơ\u0300')
      .replace(/ã/g, 'a\u0303');
    expect(decodeText(iconv.encode(split, 'windows-1258'))).toEqual({ text, encoding: 'windows-1258' });
  });
});

describe('a mapped CSV', () => {
  test('is read whatever its separator, with the row and key of each punch', () => {
    const result = readPunches(
      file([heading, 'CB01;12/03/2026;7h05;Vào', '', 'CB01;12/03/2026;11:31;ra', '"CB02";12/03/2026;07:00;']),
      format,
    );
    expect(result.errors).toEqual([]);
    expect(result.rows.map((r) => [r.row, r.employeeCode, r.date, r.time, r.direction])).toEqual([
      [2, 'CB01', '2026-03-12', '07:05:00', 'in'],
      [4, 'CB01', '2026-03-12', '11:31:00', 'out'],
      [5, 'CB02', '2026-03-12', '07:00:00', 'both'],
    ]);
  });

  test('names row and column of everything wrong', () => {
    const result = readPunches(
      file([
        heading,
        'CB01;31/02/2026;7h05;Vào',
        'CB01;12/03/2026;7:5;Vào',
        'CB99;12/03/2026;07:00;Vào',
        ';12/03/2026;07:00;Vào',
        'CB01;12/03/2026;07:00;lên',
      ]),
      format,
      { isKnown: (code) => code === 'CB01' },
    );
    expect(result.errors).toEqual([
      { row: 2, column: 'Ngày', code: 'dateInvalid', value: '31/02/2026' },
      { row: 3, column: 'Giờ', code: 'timeInvalid', value: '7:5' },
      { row: 4, column: 'Mã cán bộ', code: 'employeeUnknown', value: 'CB99' },
      { row: 5, column: 'Mã cán bộ', code: 'valueMissing', value: '' },
      { row: 6, column: 'Chiều', code: 'directionUnknown', value: 'lên' },
    ]);
    expect(result.rows).toEqual([]);
  });

  test('the same row twice counts once, and has the same key in another file', () => {
    const once = readPunches(file([heading, 'CB01;12/03/2026;7h05;Vào']), format);
    const twice = readPunches(
      file([heading, 'CB01;12/03/2026;07:05;in', 'CB01;2026-03-12;7h05;Vào']),
      format,
    );
    expect(twice.repeated).toBe(1);
    expect(twice.rows.map((r) => r.key)).toEqual(once.rows.map((r) => r.key));
  });

  test('a missing column and an empty file are named', () => {
    expect(readPunches(file(['Mã;Ngày', 'CB01;12/03/2026']), format).errors).toEqual([
      { row: 1, column: 'Mã cán bộ', code: 'columnMissing', value: '' },
      { row: 1, column: 'Giờ', code: 'columnMissing', value: '' },
      { row: 1, column: 'Chiều', code: 'columnMissing', value: '' },
    ]);
    expect(readPunches(new Uint8Array(), format).errors[0]?.code).toBe('fileEmpty');
  });

  test.each([
    ['a cell too few', 'CB01;12/03/2026', [2, null, 'columnCount', '2']],
    ['a cell too many', 'CB01;12/03/2026;07:00;Vào;thừa', [2, null, 'columnCount', '5']],
    ['a time to come', 'CB01;13/03/2026;07:00;Vào', [2, 'Ngày', 'timeInFuture', '2026-03-13 07:00:00']],
  ])('%s is refused', (_name, line, expected) => {
    const { rows, errors } = readPunches(file([heading, line]), format, { now: '2026-03-12T23:59:59' });
    expect(rows).toEqual([]);
    expect(errors.map((e) => [e.row, e.column, e.code, e.value])).toEqual([expected]);
  });

  test('separators at the end of a line do not count as cells', () => {
    const lines = [`${heading};;`, 'CB01;12/03/2026;07:00', 'CB01;12/03/2026;17:00;ra;;;'];
    const { rows, errors } = readPunches(file(lines), format);
    expect(errors).toEqual([]);
    expect(rows.map((r) => r.direction)).toEqual(['both', 'out']);
  });

  test('a heading that is there twice is not guessed between', () => {
    const { errors } = readPunches(file([`${heading};Giờ`, 'CB01;12/03/2026;07:00;ra;09:00']), format);
    expect(errors).toEqual([{ row: 1, column: 'Giờ', code: 'columnRepeated', value: '' }]);
  });

  test('more rows than are taken in at once are refused, not cut off', () => {
    const lines = [heading, 'CB01;12/03/2026;07:00;ra', 'CB01;12/03/2026;08:00;ra'];
    expect(readPunches(file(lines), format, { maxRows: 2 })).toMatchObject({
      rows: [],
      errors: [{ row: 3, column: null, code: 'tooManyRows', value: '3' }],
    });
    expect(readPunches(file(lines), format, { maxRows: 3 }).rows).toHaveLength(2);
  });

  test('an unclosed quote is an error, not a crash', () => {
    const result = readPunches(file([heading, '"CB01;12/03/2026;07:05;Vào']), format);
    expect(result.errors.length).toBeGreaterThan(0);
    expect(result.rows).toEqual([]);
  });
});

describe('exports of terminals', () => {
  test('ZKTeco attlog: states of every kind, 255 means the direction is unknown', () => {
    const lines = [
      '     1\t2026-03-12 07:01:02\t1\t0\t1\t0',
      '12\t2026-03-12 11:31:00\t1\t1\t1\t0',
      '12\t2026-03-12 13:20:00\t1\t3\t1\t0',
      '3\t2026-03-12 17:00:00\t1\t255\t1\t0',
    ];
    const result = readPunches(file(lines), zktecoAttlog);
    expect(result.errors).toEqual([]);
    expect(result.rows.map((r) => [r.row, r.employeeCode, r.time, r.direction, r.device])).toEqual([
      [1, '1', '07:01:02', 'in', '1'],
      [2, '12', '11:31:00', 'out', '1'],
      [3, '12', '13:20:00', 'in', '1'],
      [4, '3', '17:00:00', 'both', '1'],
    ]);
    expect(
      readPunches(file(['1\t2026-02-31 07:01:02\t1\t9\t1\t0']), zktecoAttlog).errors.map((e) => [
        e.column,
        e.code,
      ]),
    ).toEqual([
      ['2', 'dateTimeInvalid'],
      ['4', 'directionUnknown'],
    ]);
  });

  test('Hikvision CSV: quoted cells, codes kept with their zeros', () => {
    const lines = [
      'Person ID,Name,Department,Time,Attendance Status,Attendance Check Point,Custom Name,Data Source,Handling Type',
      '\'00000012,"Nguyễn, Lan",VP,2026-03-12 07:29:44,Check-in,Cửa chính,,Original Records,',
      '\'00000012,"Nguyễn, Lan",VP,2026-03-12 17:01:00,None,Cửa chính,,Original Records,',
    ];
    const result = readPunches(iconv.encode(lines.join('\r\n'), 'utf-16le', { addBOM: true }), hikvisionCsv);
    expect(result.errors).toEqual([]);
    expect(result.rows.map((r) => [r.employeeCode, r.time, r.direction, r.device])).toEqual([
      ['00000012', '07:29:44', 'in', 'Cửa chính'],
      ['00000012', '17:01:00', 'both', 'Cửa chính'],
    ]);
  });
});

import iconv from 'iconv-lite';
import { describe, expect, it, test } from 'vitest';
import { placeOf, readCameraFile } from '../../../src/imports/camera-file.ts';

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'));
const vietnamese = 'Tên;Địa chỉ IP;Tài khoản;Mật khẩu;Cửa;Hướng';
const good = 'Cổng chính;192.168.1.64;admin;Mật-khẩu;Cổng;vào';

describe('a list of cameras', () => {
  it('is read with headings in Vietnamese, in any order of columns and either encoding', () => {
    const camera = {
      ...{ row: 2, name: 'Cổng chính', address: '192.168.1.64', username: 'admin' },
      ...{ password: 'Mật-khẩu', door: 'Cổng', direction: 'in' },
    };
    expect(readCameraFile(bytes(vietnamese, good))).toEqual({ lines: [camera], problems: [] });
    // As office programs wrote it before Unicode: tone marks as characters of their own.
    const old = iconv.encode(`${vietnamese}\r\n${good}`.normalize('NFD').normalize('NFC'), 'utf-16le', {
      addBOM: true,
    });
    expect(readCameraFile(old).lines).toEqual([camera]);
    const windows = new Uint8Array(
      iconv.encode('Name,IP,Door,Direction\r\nC\u0061,10.0.0.1,B\u00e0n,out', 'windows-1258'),
    );
    expect(readCameraFile(windows).lines[0]).toMatchObject({ door: 'Bàn', direction: 'out' });
  });

  it('is read with headings in English and without an account', () => {
    const { lines, problems } = readCameraFile(
      bytes('Address,Name,Direction,Door', '10.0.0.7:8000,Gate,both,Gate'),
    );
    expect(problems).toEqual([]);
    expect(lines[0]).toMatchObject({ username: '', password: '', direction: 'both' });
  });

  test.each([
    ['vào', 'in'],
    ['VÀO', 'in'],
    ['Hướng ra', 'out'],
    ['hai hướng', 'both'],
    ['bên trong', 'inside'],
    ['exit', 'out'],
  ])('the direction %s is %s', (written, direction) => {
    expect(readCameraFile(bytes(vietnamese, `A;10.0.0.1;;;B;${written}`)).lines[0]).toMatchObject({
      direction,
    });
  });

  test.each<[string, string[], object]>([
    ['nothing but a heading', [vietnamese], { row: 1, column: null, code: 'fileEmpty' }],
    ['no column for the door', ['Tên;IP;Hướng', 'A;10.0.0.1;vào'], { row: 1, column: 'door', code: 'columnMissing' }],
    ['two columns of one meaning', ['Tên;Name;IP;Cửa;Hướng', 'A;A;1;B;vào'], { row: 1, column: 'name', code: 'columnRepeated' }],
    ['a camera without a name', [vietnamese, ';10.0.0.1;;;B;vào'], { row: 2, column: 'name', code: 'missing' }],
    ['an address that is none', [vietnamese, 'A;hai từ;;;B;vào'], { row: 2, column: 'address', code: 'addressInvalid' }],
    ['another direction', [vietnamese, 'A;10.0.0.1;;;B;lên'], { row: 2, column: 'direction', code: 'directionUnknown', value: 'lên' }],
    ['no direction', [vietnamese, 'A;10.0.0.1;;;B;'], { row: 2, column: 'direction', code: 'missing' }],
    ['one name twice', [vietnamese, 'A;10.0.0.1;;;B;vào', 'A;10.0.0.2;;;B;ra'], { row: 3, column: 'name', code: 'repeated' }],
    ['one address in two spellings', [vietnamese, 'A;10.0.0.1;;;B;vào', 'C;http://10.0.0.1/onvif/device_service;;;B;ra'], { row: 3, column: 'address', code: 'repeated' }],
  ])('%s is named by row and column', (_what, lines, problem) => {
    expect(readCameraFile(bytes(...lines)).problems).toMatchObject([problem]);
  }); // prettier-ignore

  it('names everything that is wrong at once, and shows no password', () => {
    const secret = 'x'.repeat(300);
    const { problems } = readCameraFile(
      bytes(vietnamese, `;http://admin:bimat@10.0.0.1;admin;${secret};;lên`),
    );
    expect(problems.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'name missing',
      'password tooLong',
      'door missing',
      'address addressInvalid',
      'direction directionUnknown',
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/bimat|xxx/);
  });

  it('more cameras than any office has are refused', () => {
    const many = Array.from({ length: 501 }, (_, i) => `A${i};10.1.${i >> 8}.${i & 255};;;B;vào`);
    expect(readCameraFile(bytes(vietnamese, ...many)).problems).toMatchObject([
      { code: 'tooManyRows', row: 502 },
    ]);
  });

  it('knows two spellings of one address', () => {
    expect(placeOf('http://10.0.0.1/onvif/device_service')).toBe(placeOf('10.0.0.1'));
    expect(placeOf('hai từ')).toBeNull();
  });
});

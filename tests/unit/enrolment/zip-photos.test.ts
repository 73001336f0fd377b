import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipPhotos } from '../../../src/enrolment/zip-photos.ts';
import { AppError } from '../../../src/errors.ts';
import { zipOf } from './zip.ts';

const file = (path: string, text = path) => ({ path, content: Buffer.from(text) });
const codeOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
};

describe('a ZIP of photos', () => {
  it('gives its files with their content, packed or not, folders left out', async () => {
    const zip = zipOf(
      [file('Nguyễn/', ''), file('Nguyễn/ảnh.jpg'), { ...file('b.png'), stored: true }],
      'lời',
    );
    const files = zipPhotos(zip);
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['Nguyễn/ảnh.jpg', Buffer.byteLength('Nguyễn/ảnh.jpg')],
      ['b.png', 5],
    ]);
    expect(String(await files[0]?.read())).toBe('Nguyễn/ảnh.jpg');
    expect(String(await files[1]?.read())).toBe('b.png');
  });

  it('reads what another program wrote', async () => {
    // Written by Python's zipfile.
    const zip = Buffer.from(
      'UEsDBBQAAAAIAABAJVwm8NsAFgAAAIgTAAAJAAAATlYxLzEuanBn7cExAQAAAMKg2otvCj+gAAAAAIC3AVBLAQIUAxQAAAAIAABAJVwm8NsAFgAAAIgTAAAJAAAAAAAAAAAAAACAAQAAAABOVjEvMS5qcGdQSwUGAAAAAAEAAQA3AAAAPQAAAAAA',
      'base64',
    );
    const [photo] = zipPhotos(zip);
    expect(photo?.path).toBe('NV1/1.jpg');
    expect(String(await photo?.read())).toBe('x'.repeat(5000));
  });

  it.each([
    ['is none', Buffer.from('không phải ZIP'), 'bulk_not_a_zip'],
    ['is empty', Buffer.alloc(0), 'bulk_not_a_zip'],
    ['was cut off', zipOf([file('a.jpg')]).subarray(0, -30), 'bulk_not_a_zip'],
    ['holds only folders', zipOf([file('a/', '')]), 'bulk_nothing_inside'],
    ['has a password', zipOf([{ ...file('a.jpg'), flags: 1 }]), 'bulk_zip_locked'],
  ])('that %s is refused', (_, zip, code) => {
    expect(codeOf(() => zipPhotos(zip))).toBe(code);
  });

  const zeros = Buffer.alloc(20 * 1024 * 1024);
  it.each([
    ['that grows a thousandfold', { path: 'a.jpg', content: zeros }, 'bulk_entry_trap'],
    ['that says it is small', { path: 'a.jpg', content: zeros, bytes: 1000 }, 'bulk_entry_unreadable'],
    ['that is not what its checksum says', { ...file('a.jpg'), crc: 1 }, 'bulk_entry_unreadable'],
    ['with a password among others', { ...file('a.jpg'), flags: 1 }, 'bulk_entry_unreadable'],
  ])('refuses a file %s, and reads the others', async (_, bad, code) => {
    const [first, second] = zipPhotos(zipOf([bad, file('b.jpg')]));
    await expect(first?.read()).rejects.toMatchObject({ code });
    expect(String(await second?.read())).toBe('b.jpg');
  });

  it('never fails in another way, whatever is damaged', async () => {
    const whole = zipOf([file('a.jpg', 'x'.repeat(300)), file('b.jpg')]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const zip = Buffer.from(whole);
        for (const [at, value] of changes) zip[at] = value;
        try {
          for (const { read } of zipPhotos(zip)) await read().catch(expectRefusal);
        } catch (error) {
          expectRefusal(error);
        }
      }),
    );
  });
});

function expectRefusal(error: unknown): void {
  expect(error).toBeInstanceOf(AppError);
}

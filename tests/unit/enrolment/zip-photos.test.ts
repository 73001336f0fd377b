import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipPhotos } from '../../../src/enrolment/zip-photos.ts';
import { AppError } from '../../../src/errors.ts';
import type { ByteSource } from '../../../src/store/scratch-file.ts';
import { zipOf } from './zip.ts';

const inMemory = (zip: Buffer): ByteSource => ({
  bytes: zip.length,
  read: async (from, length) => zip.subarray(from, from + length),
});
const photosOf = (zip: Buffer) => zipPhotos(inMemory(zip));
const file = (path: string, text = path) => ({ path, content: Buffer.from(text) });

/** A ZIP whose list names its one photo over and over. */
function repeated(times: number): Buffer {
  const zip = zipOf([{ ...file('a.jpg', 'x'.repeat(5000)), stored: true }]);
  const end = zip.length - 22;
  const [listAt, record] = [zip.readUInt32LE(end + 16), Buffer.from(zip.subarray(end))];
  record.writeUInt16LE(times, 10);
  const list = Array<Buffer>(times).fill(zip.subarray(listAt, end));
  return Buffer.concat([zip.subarray(0, listAt), ...list, record]);
}

describe('a ZIP of photos', () => {
  it('gives its files with their content, packed or not, folders left out', async () => {
    const zip = zipOf(
      [file('Nguyễn/', ''), file('Nguyễn/ảnh.jpg'), { ...file('b.png'), stored: true }],
      'lời',
    );
    const files = await photosOf(zip);
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
    const [photo] = await photosOf(zip);
    expect(photo?.path).toBe('NV1/1.jpg');
    expect(String(await photo?.read())).toBe('x'.repeat(5000));
  });

  it.each([
    ['is none', Buffer.from('không phải ZIP'), 'bulk_not_a_zip'],
    ['is empty', Buffer.alloc(0), 'bulk_not_a_zip'],
    ['was cut off', zipOf([file('a.jpg')]).subarray(0, -30), 'bulk_not_a_zip'],
    ['holds only folders', zipOf([file('a/', '')]), 'bulk_nothing_inside'],
    ['says the same bytes a thousand times', repeated(1000), 'bulk_entry_trap'],
    ['has a password', zipOf([{ ...file('a.jpg'), flags: 1 }]), 'bulk_zip_locked'],
  ])('that %s is refused', async (_, zip, code) => {
    await expect(photosOf(zip)).rejects.toMatchObject({ code });
  });

  const zeros = Buffer.alloc(20 * 1024 * 1024);
  it.each([
    ['that grows a thousandfold', { path: 'a.jpg', content: zeros }, 'bulk_entry_trap'],
    ['that says it is small', { path: 'a.jpg', content: zeros, bytes: 1000 }, 'bulk_entry_unreadable'],
    ['that is not what its checksum says', { ...file('a.jpg'), crc: 1 }, 'bulk_entry_unreadable'],
    ['with a password among others', { ...file('a.jpg'), flags: 1 }, 'bulk_entry_unreadable'],
  ])('refuses a file %s, and reads the others', async (_, bad, code) => {
    const [first, second] = await photosOf(zipOf([bad, file('b.jpg')]));
    await expect(first?.read()).rejects.toMatchObject({ code });
    expect(String(await second?.read())).toBe('b.jpg');
  });

  it('is held in memory neither whole nor beyond the size of a photo', async () => {
    const zip = zipOf([
      { ...file('a.jpg', 'x'), packed: 4_000_000_000 },
      file('b.jpg', 'x'.repeat(9)),
      { path: 'c.bin', content: Buffer.alloc(200_000, 7), stored: true },
    ]);
    const asked: number[] = [];
    const source = inMemory(zip);
    const read: ByteSource['read'] = (from, length) => {
      asked.push(length);
      return source.read(from, length);
    };
    const [lie, small] = await zipPhotos({ bytes: zip.length, read });
    await expect(lie?.read()).rejects.toMatchObject({ code: 'bulk_entry_unreadable' });
    expect(String(await small?.read())).toBe('x'.repeat(9));
    expect(Math.max(...asked)).toBeLessThanOrEqual(22 + 0xffff);
  });

  it('never fails in another way, whatever is damaged', async () => {
    const whole = zipOf([file('a.jpg', 'x'.repeat(300)), file('b.jpg')]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const zip = Buffer.from(whole);
        for (const [at, value] of changes) zip[at] = value;
        try {
          for (const { read } of await photosOf(zip)) await read().catch(expectRefusal);
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

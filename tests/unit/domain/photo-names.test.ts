import { describe, expect, it } from 'vitest';
import { namedPhoto } from '../../../src/domain/photo-names.ts';

const codes = ['NV001', 'NV_02', 'CB-3'];
const known = (code: string) => codes.find((it) => it.toLowerCase() === code.toLowerCase()) ?? null;
const photo = (code: string) => ({ kind: 'photo', code });
const refused = (reason: string) => ({ kind: 'refused', reason });

describe('whose photo a file is', () => {
  it.each<[string, object]>([
    ['NV001/1.jpg', photo('NV001')],
    ['Ảnh thẻ/NV001/IMG_2034.JPEG', photo('NV001')],
    ['Ảnh thẻ\\nv001\\1.png', photo('NV001')],
    ['NV001.webp', photo('NV001')],
    ['NV001_2.jpg', photo('NV001')],
    ['anh/NV001 (3).jpg', photo('NV001')],
    ['NV001-12.jpg', photo('NV001')],
    ['NV_02.jpg', photo('NV_02')],
    ['NV_02_1.jpg', photo('NV_02')],
    ['CB-3.jpg', photo('CB-3')],
    ['CB-3/NV001.jpg', photo('CB-3')],
    ['NV999.jpg', { ...refused('bulk_unknown_code'), code: 'NV999' }],
    ['anh/NV999_1.jpg', { ...refused('bulk_unknown_code'), code: 'anh, NV999' }],
    ['NV001/doc.pdf', refused('bulk_not_a_photo')],
    ['NV001/anh.heic', refused('bulk_not_a_photo')],
    ['NV001', refused('bulk_not_a_photo')],
    ['../NV001/1.jpg', refused('bulk_path_unsafe')],
    ['anh/..\\..\\NV001.jpg', refused('bulk_path_unsafe')],
    ['/etc/NV001.jpg', refused('bulk_path_unsafe')],
    ['C:\\anh\\NV001.jpg', refused('bulk_path_unsafe')],
    ['NV001.jpg\u0000.png', refused('bulk_path_unsafe')],
    ['__MACOSX/NV001/._1.jpg', { kind: 'ignored' }],
    ['NV001/.DS_Store', { kind: 'ignored' }],
    ['NV001/Thumbs.db', { kind: 'ignored' }],
  ])('%s', (path, expected) => {
    expect(namedPhoto(path, known)).toMatchObject(expected);
  });
});

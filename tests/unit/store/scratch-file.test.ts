import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearScratch, openScratchFile } from '../../../src/store/scratch-file.ts';
import { openFilesOf } from '../open-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chuyen-can-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a scratch file', () => {
  it('gives back any part of what was put into it', async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(450), fc.nat(450), async (written, from, length) => {
        const file = await openScratchFile(folder);
        for (const part of written) await file.append(part);
        const whole = Buffer.concat(written);
        expect(file.bytes).toBe(whole.length);
        expect(await file.read(from, length)).toEqual(whole.subarray(from, from + length));
        await file.close();
      }),
    );
  });

  it('has no name in its folder, and nothing of its content is on the disk', async () => {
    const file = await openScratchFile(folder);
    const content = Buffer.from('khuôn mặt của một người '.repeat(400));
    await file.append(content);
    expect(await readdir(folder)).toEqual([]);
    // The system shows it to its own process only.
    const [nameless] = await openFilesOf(folder);
    const sealed = await readFile(nameless ?? '');
    expect(sealed).toHaveLength(content.length);
    expect(sealed.includes('khuôn')).toBe(false);
    await file.close();
    expect(await openFilesOf(folder)).toEqual([]);
  });

  it('that a dying process left with its name is deleted; one in use goes on', async () => {
    const file = await openScratchFile(folder);
    await file.append(Buffer.from('còn'));
    await writeFile(path.join(folder, 'left'), 'x');
    await clearScratch(folder);
    expect(await readdir(folder)).toEqual([]);
    expect(String(await file.read(0, 9))).toBe('còn');
    await file.close();
    await expect(clearScratch(path.join(folder, 'none'))).resolves.toBeUndefined();
  });
});

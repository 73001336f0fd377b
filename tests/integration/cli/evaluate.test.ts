import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder } from '../scratch.ts';
import { drawPortrait, type DrawnPerson } from '../vision/drawn-people.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
});
afterAll(() => folder.remove());

type Ended = { code: unknown; printed: string; said: string };

const evaluate = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'scripts/evaluate.ts', ...args], (error, printed, said) =>
      resolve({ code: error?.code ?? 0, printed, said }),
    );
  });

async function person(name: string, drawn: DrawnPerson, endings: string[]): Promise<void> {
  const place = path.join(folder.path, 'faces', name);
  await mkdir(place, { recursive: true });
  const portrait = await drawPortrait(drawn);
  for (const [i, ending] of endings.entries()) {
    const picture = sharp(portrait);
    if (ending.toLowerCase() === 'webp') picture.webp();
    else if (ending.toLowerCase() === 'png') picture.png();
    else picture.jpeg();
    await writeFile(path.join(place, `ảnh ${i + 1}.${ending}`), await picture.toBuffer());
  }
}

it('counts what the folders hold, whatever else lies in them, in one line', async () => {
  await person('Nguyễn Văn Ấn', 'an', ['PNG', 'Jpeg', 'webp']);
  await person('b 2', 'binh', ['jpg']);
  await person('b 10', 'chi', ['JPG', 'png']);
  const faces = path.join(folder.path, 'faces');
  await writeFile(path.join(faces, 'README.txt'), 'not a person');
  await writeFile(path.join(faces, 'b 2', 'torn.jpg'), 'not a picture');
  await mkdir(path.join(faces, 'b 2', 'folder.png'));
  await mkdir(path.join(faces, 'nobody'));
  await symlink('/nowhere', path.join(faces, 'b 2', 'dangling.png'));
  const { code, printed } = await evaluate('--faces', faces, '--enrol', '1', '--strangers', '1');
  expect([code, printed.trim().split('\n').length]).toEqual([0, 1]);
  // In name order the last is the one beyond the alphabet's b.
  expect(JSON.parse(printed)).toMatchObject({
    people: 3,
    enrolled: 2,
    probes: 2,
    named: 1,
    namedWrong: 0,
    noFace: 1,
    strangerProbes: 3,
    strangersNamed: 0,
  });
});

it.each([
  [['--faces', '/nowhere'], /\/nowhere cannot be read/],
  [['--faces', 'docs/decisions'], /no folder of a person with pictures/],
  [['--faces', 'docs', '--enrol', '0'], /--enrol: /],
  [['--enrol', '1'], /--faces: /],
  [['--face', 'docs'], /--face/],
])('%s is refused in a sentence', async (args, sentence) => {
  const { code, printed, said } = await evaluate(...args);
  expect([code, printed]).toEqual([2, '']);
  expect(said).toMatch(sentence);
  expect(said).toMatch(/usage: /);
  expect(said).not.toMatch(/\n +at /);
});

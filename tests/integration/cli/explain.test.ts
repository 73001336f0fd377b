import { afterAll, beforeAll, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { runCli } from '../../../src/cli/run.ts';
import { monday, officeDay } from '../attendance/office-day.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchContext();
});
afterAll(() => scratch.close());

it('explains a stored record in both languages', async () => {
  const { id } = await (await officeDay(scratch.context)).person('07:12:00');
  await computeDay(scratch.context, id, monday);
  const explain = async (date: string, lang: string) => {
    const printed: string[] = [];
    const args = ['explain', '--employee', 'N1', '--date', date, '--lang', lang];
    const io = {
      print: (line: string) => printed.push(line),
      say: () => undefined,
      readLine: async () => '',
    };
    const code = await runCli(args, { CC_DATA_DIR: scratch.folder, DATABASE_URL: scratch.postgres.url }, io);
    return { code, text: printed.join('\n') };
  };
  expect(await explain(monday, 'en')).toMatchObject({
    code: 0,
    text: expect.stringContaining('Seen coming in at 07:12') as string,
  });
  expect((await explain(monday, 'vi')).text).toContain('07:12');
  expect((await explain('2026-03-03', 'vi')).code).toBe(1);
});

import { z } from 'zod';
import { AppError } from '../errors.ts';
import { testCamera } from '../http/test-camera.ts';
import { message, type Language } from '../i18n/messages.ts';
import type { CameraTest } from '../http/contracts/cameras.ts';
import { defineCommand } from './command.ts';

const marks = { passed: 'ok     ', warning: 'WARNING', failed: 'FAILED ', skipped: '-      ' };

export const testCameraCommand = defineCommand({
  name: 'camera test',
  usage:
    'ADDRESS [--username NAME] [--walk-past SECONDS] [--lang vi|en]   (the password is read from standard input)',
  summary: 'Try a camera check by check, as the page does; nothing is stored',
  options: z.object({
    _: z.tuple([z.string().min(1)]),
    username: z.string().default('admin'),
    walkPast: z.coerce.number().int().min(0).max(300).default(30),
    lang: z.enum(['vi', 'en']).default('en'),
  }),
  run: async ({ _: [address], username, walkPast, lang }, { print, say, readLine }) => {
    say(message(lang, 'camera.test.password'));
    const { ok, error } = await testCamera({ address, username, password: await readLine() }, lang, {
      walkPastMs: walkPast * 1_000,
      onStart: (check) => {
        if (check === 'walkPast') say(message(lang, 'camera.test.walkNow', { seconds: walkPast }));
      },
      onStep: (step) => print(lineOf(step, lang)),
    });
    if (!ok) throw new AppError('camera_unreachable', error?.message ?? `The test of ${address} failed.`);
  },
});

/** One line: how it went, which check, what was found, what to do. */
function lineOf({ name, outcome, detail, hint }: CameraTest['steps'][number], lang: Language): string {
  const found = [detail, hint].filter((text) => text !== null && text !== '').join(' → ');
  return `${marks[outcome]} ${message(lang, `testStep.${name}`).padEnd(18)} ${found}`.trimEnd();
}

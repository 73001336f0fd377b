import { z } from 'zod';
import { AppError } from '../errors.ts';
import { testCamera } from '../http/test-camera.ts';
import { defineCommand } from './command.ts';

export const testCameraCommand = defineCommand({
  name: 'camera test',
  usage: 'ADDRESS [--username NAME] [--lang vi|en]   (the password is read from standard input)',
  summary: 'Try a camera step by step; nothing is stored',
  options: z.object({
    _: z.tuple([z.string().min(1)]),
    username: z.string().default('admin'),
    lang: z.enum(['vi', 'en']).default('en'),
  }),
  run: async ({ _: [address], username, lang }, { print, say, readLine }) => {
    say('Password of the camera:');
    const { ok, steps, error } = await testCamera({ address, username, password: await readLine() }, lang);
    for (const step of steps)
      print([step.ok ? 'ok    ' : 'FAILED', step.name.padEnd(12), step.detail].join(' ').trimEnd());
    if (ok) return;
    if (error?.hint !== undefined) say(error.hint);
    throw new AppError('camera_unreachable', `The test of ${address} failed.`);
  },
});

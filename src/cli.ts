/** `npm run cli -- <command>`: what is done on the server itself, without signing in. */
import { createInterface } from 'node:readline';
import { loadDotEnv } from './config.ts';
import { runCli } from './cli/run.ts';

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

loadDotEnv();
process.exitCode = await runCli(process.argv.slice(2), process.env, {
  print: (line) => process.stdout.write(`${line}\n`),
  say: (line) => process.stderr.write(`${line}\n`),
  readLine,
});
process.stdin.destroy();

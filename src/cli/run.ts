import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { Database } from '../store/database.ts';
import { createAccountCommand, listAccountsCommand, resetPassword, setupLink } from './accounts.ts';
import { calibrateCommand } from './calibrate.ts';
import { testCameraCommand } from './cameras.ts';
import { UsageError, type Command, type CommandContext } from './command.ts';
import { enrolCommand } from './enrol.ts';
import { explain } from './explain.ts';
import { listKeys, retireKeyCommand, rotateKeyCommand } from './keys.ts';
import { withDatabase } from './open-database.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import { verify } from './verify.ts';

const commands: Command[] = [
  createToken,
  listTokens,
  revokeToken,
  createAccountCommand,
  listAccountsCommand,
  resetPassword,
  setupLink,
  testCameraCommand,
  explain,
  verify,
  calibrateCommand,
  listKeys,
  rotateKeyCommand,
  retireKeyCommand,
  enrolCommand,
];

const exitCodes = { done: 0, failed: 1, calledWrongly: 2 };

/**
 * Runs one command.
 *
 * @returns the exit code: 0 done, 1 failed (the reason is said), 2 called wrongly (how to call it is said).
 */
export async function runCli(
  args: string[],
  env: NodeJS.ProcessEnv,
  io: Omit<CommandContext, 'database' | 'prisma' | 'config'>,
): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word));
  if (command === undefined) {
    io.say(overview());
    return args.length === 0 || args[0] === 'help' ? exitCodes.done : exitCodes.calledWrongly;
  }
  try {
    await runWithDatabase(command, args.slice(command.name.split(' ').length), env, io);
    return exitCodes.done;
  } catch (error) {
    if (error instanceof UsageError) {
      io.say(`${error.message}\nUsage: npm run cli -- ${command.name} ${command.usage}`);
      return exitCodes.calledWrongly;
    }
    io.say(error instanceof AppError ? error.message : String(error instanceof Error ? error.stack : error));
    return exitCodes.failed;
  }
}

/** Opens the database only when the command asks for it: a wrong call or a camera test needs none. */
async function runWithDatabase(
  command: Command,
  args: string[],
  env: NodeJS.ProcessEnv,
  io: Omit<CommandContext, 'database' | 'prisma' | 'config'>,
): Promise<void> {
  let done: () => void = () => undefined;
  let closed: Promise<void> = Promise.resolve();
  const database = (): Promise<Database> =>
    new Promise((resolve, reject) => {
      const finished = new Promise<void>((finish) => (done = finish));
      const config = readConfig(env);
      closed = withDatabase(config, createLog({ logLevel: 'error' }, 'cli'), async (opened) => {
        resolve(opened);
        await finished;
      });
      closed.catch(reject);
    });
  try {
    const prisma = async () => (await database()).prisma;
    await command.run(args, { ...io, database, prisma, config: () => readConfig(env) });
  } finally {
    done();
    await closed.catch(() => undefined);
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(
    ({ name, summary, usage }) => `  ${name.padEnd(width)}  ${summary}\n  ${''.padEnd(width)}  ${usage}`,
  );
  return ['Usage: npm run cli -- <command> [options]', ...lines.map((line) => line.trimEnd())].join('\n');
}

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { accountCreate, newPassword, username } from '../http/contracts/accounts.ts';
import { changeAccount, createAccount, listAccounts } from '../store/accounts.ts';
import { audit } from '../store/audit.ts';
import { createSetupLink } from '../store/first-start.ts';
import { defineCommand, UsageError, type CommandContext } from './command.ts';
import { actor } from './tokens.ts';

const passwordStdin = z.boolean();

type ChosenPassword = { password: string; isRandom: boolean };

/** A password from standard input, or a random one to be printed: never from the command line, where others see it. */
async function choosePassword(fromInput: boolean, { readLine }: CommandContext): Promise<ChosenPassword> {
  if (!fromInput) return { password: randomBytes(12).toString('base64url'), isRandom: true };
  const parsed = newPassword.safeParse(await readLine());
  if (!parsed.success) throw new UsageError('The password needs 10 to 200 characters.');
  return { password: parsed.data, isRandom: false };
}

function tell({ password, isRandom }: ChosenPassword, { print, say }: CommandContext): void {
  if (!isRandom) return;
  say('Password:');
  print(password);
}

export const createAccountCommand = defineCommand({
  name: 'account create',
  usage: '--username NAME --display-name NAME --role ROLE [--password-stdin]',
  summary: 'Make an account; prints a random password unless one comes from standard input',
  options: accountCreate.pick({ username: true, displayName: true, role: true }).extend({ passwordStdin }),
  run: async ({ passwordStdin: fromInput, ...account }, context) => {
    const db = await context.prisma();
    const chosen = await choosePassword(fromInput, context);
    const { id } = await createAccount(db, { ...account, password: chosen.password });
    const detail = { username: account.username, role: account.role };
    await audit(db, { actor, action: 'account.create', subject: `account:${id}`, detail });
    context.say(`Account ${account.username} (${account.role}) can sign in.`);
    tell(chosen, context);
  },
});

export const resetPassword = defineCommand({
  name: 'account password',
  usage: '--username NAME [--password-stdin]',
  summary: 'Give an account a new password and end its sessions',
  options: z.object({ username, passwordStdin }),
  run: async ({ username: name, passwordStdin: fromInput }, context) => {
    const db = await context.prisma();
    const account = await db.account.findUnique({ where: { username: name } });
    if (account === null) throw new AppError('not_found', `There is no account ${name}.`);
    const chosen = await choosePassword(fromInput, context);
    await changeAccount(db, account.id, { password: chosen.password });
    const detail = { passwordChanged: true };
    await audit(db, { actor, action: 'account.change', subject: `account:${account.id}`, detail });
    context.say(`Account ${name} has a new password.`);
    tell(chosen, context);
  },
});

export const listAccountsCommand = defineCommand({
  name: 'account list',
  usage: '',
  summary: 'List accounts',
  options: z.object({}),
  run: async (_options, { prisma, print }) => {
    for (const { username: name, displayName, role, disabledAt } of await listAccounts(await prisma()))
      print([name, displayName, role, disabledAt === null ? '' : 'disabled'].join('\t'));
  },
});

export const setupLink = defineCommand({
  name: 'setup-link',
  usage: '',
  summary: 'Print a new one-time token for the first administrator (open /setup?token=…)',
  options: z.object({}),
  run: async (_options, { prisma, print }) => {
    const token = await createSetupLink(await prisma());
    if (token === null)
      throw new AppError('conflict', 'There is an account already: use `account password`.');
    print(token);
  },
});

import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Database, Prisma } from '../store/database.ts';

/** What a command works with; `say` is for people (standard error), `print` is its result (standard output). */
export type CommandContext = {
  database: () => Promise<Database>;
  prisma: () => Promise<Prisma>;
  /** The configuration of the service on this server. */
  config: () => Config;
  print: (line: string) => void;
  say: (line: string) => void;
  /** The first line of standard input. */
  readLine: () => Promise<string>;
};

export type Command = {
  /** Its words, e.g. `token create`. */
  name: string;
  /** How to call it, without its words. */
  usage: string;
  summary: string;
  run(args: string[], context: CommandContext): Promise<void>;
};

/** A command that was called wrongly: what is wrong, to be shown with how to call it. */
export class UsageError extends Error {}

/**
 * Defines a command by the zod schema of its options; positional arguments come as `_`.
 *
 * @param schema an object; every option `--like-this` is its member `likeThis`, those of type boolean take no value.
 */
export function defineCommand<Schema extends z.ZodObject>(command: {
  name: string;
  usage: string;
  summary: string;
  options: Schema;
  run(options: z.output<Schema>, context: CommandContext): Promise<void>;
}): Command {
  const { name, usage, summary, options: schema } = command;
  return {
    name,
    usage,
    summary,
    run: (args, context) => command.run(parse(schema, args), context),
  };
}

function parse<Schema extends z.ZodObject>(schema: Schema, args: string[]): z.output<Schema> {
  const names = Object.keys(schema.shape).filter((name) => name !== '_');
  const shape: Record<string, unknown> = schema.shape;
  const isFlag = (name: string): boolean => shape[name] instanceof z.ZodBoolean;
  const options = Object.fromEntries(
    names.map((name) => [dashed(name), { type: isFlag(name) ? ('boolean' as const) : ('string' as const) }]),
  );
  const given = readArguments(args, options);
  const values: Record<string, unknown> = given.values;
  const [extra] = '_' in shape ? [] : given.positionals;
  if (extra !== undefined) throw new UsageError(`Unexpected argument '${extra}'`);
  const chosen = Object.fromEntries(names.map((name) => [name, values[dashed(name)]]));
  const flags = Object.fromEntries(names.filter(isFlag).map((name) => [name, chosen[name] === true]));
  const parsed = schema.safeParse({ ...chosen, ...flags, _: given.positionals });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map((issue) => `${optionName(issue.path)}: ${issue.message}`).join('\n'),
  );
}

function readArguments(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args, allowPositionals: true, ...(options && { options }) });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function optionName(path: PropertyKey[]): string {
  const [name = '_'] = path.map(String);
  return name === '_' ? 'argument' : `--${dashed(name)}`;
}

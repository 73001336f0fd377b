import pino, { type Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/**
 * The log of one process: JSON lines on stderr, constant messages, data as fields. Names, pictures, embeddings
 * and passwords never belong in a log; the paths below are a second line of defence.
 */
export function createLog(config: Pick<Config, 'logLevel'>, role: string): Log {
  return pino(
    {
      level: config.logLevel,
      base: { role, pid: process.pid },
      redact: ['password', '*.password', 'embedding', '*.embedding', 'authorization', '*.authorization'],
    },
    // stdout belongs to what a command was asked for.
    pino.destination(2),
  );
}

import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Queues } from '../queues/connection.ts';
import type { Database } from '../store/database.ts';
import type { EvidenceStore } from '../store/evidence.ts';
import type { Secrets } from '../store/secrets.ts';

/** What the HTTP server works with. */
export type HttpDeps = {
  config: Config;
  log: Log;
  database: Database;
  queues: Queues;
  secrets: Secrets;
  evidence: EvidenceStore;
  version: string;
};

/** The Fastify instance as routes see it: bodies, queries and answers are typed by their zod schemas. */
export type ApiApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

import type { FastifyReply, FastifyRequest } from 'fastify';

const mime = 'application/x-ndjson';

/** Whether the answer is wanted line by line, as it becomes known. */
export function wantsLines(request: FastifyRequest): boolean {
  return request.headers.accept?.includes(mime) === true;
}

/**
 * Answers with one JSON value a line, each as soon as it is known.
 *
 * @param run gets how to send a line, and a signal that ends when the browser has gone. What it throws ends the answer
 * early: the reader misses its last line.
 */
export async function streamLines<Line>(
  request: FastifyRequest,
  reply: FastifyReply,
  run: (send: (line: Line) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  reply.hijack();
  reply.raw.on('close', () => gone.abort());
  reply.raw.on('error', () => gone.abort());
  reply.raw.writeHead(200, {
    'content-type': `${mime}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  try {
    await run((line) => void reply.raw.write(`${JSON.stringify(line)}\n`), gone.signal);
    reply.raw.end();
  } catch (error) {
    request.log.error({ error: String(error) }, 'answer ended early');
    reply.raw.destroy();
  }
}

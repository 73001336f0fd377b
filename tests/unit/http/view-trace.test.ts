import Fastify from 'fastify';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { requireNotedViews } from '../../../src/http/view-trace.ts';

/** A route that sends what it is told to; with `noted` it says that the view is in the audit log. */
async function answerOf(type: string, payload: () => unknown, noted: boolean): Promise<number> {
  const app = Fastify();
  requireNotedViews(app);
  app.get('/', async (request, reply) => {
    request.viewNoted = noted;
    return reply.type(type).send(payload());
  });
  const { statusCode, body } = await app.inject('/');
  if (statusCode === 500) expect(body).toContain('without a line in the audit log');
  await app.close();
  return statusCode;
}

test.each([
  ['a picture', 'image/jpeg', () => Buffer.from('x')],
  ['a drawing in text', 'image/svg+xml', () => '<svg/>'],
  ['a file', 'application/zip', () => Buffer.from('x')],
  ['a stream', 'application/octet-stream', () => Readable.from(['x'])],
  [
    'a picture inside JSON',
    'application/json',
    () => JSON.stringify({ picture: 'data:image/png;base64,AA' }),
  ],
])('a route that sends %s answers only when the view was noted', async (_, type, payload) => {
  expect(await answerOf(type, payload, false)).toBe(500);
  expect(await answerOf(type, payload, true)).toBe(200);
});

test('an answer that shows nobody needs no line', async () => {
  expect(await answerOf('application/json', () => JSON.stringify({ photo: '/api/photos/1' }), false)).toBe(
    200,
  );
});

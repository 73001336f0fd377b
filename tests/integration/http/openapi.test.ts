import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
});
afterAll(() => http.close());

const operation = z.object({
  summary: z.string().min(1),
  tags: z.array(z.string()).length(1),
  description: z.string(),
  security: z.array(z.unknown()).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.literal('Chuyên Cần'), version: z.literal('1.2.3') }),
  components: z.object({ securitySchemes: z.object({ token: z.unknown(), session: z.unknown() }) }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

describe('the description of the API', () => {
  it('says of every route what it does, who may use it and how it fails', async () => {
    const { paths } = document.parse((await http.as.nobody('GET', '/api/openapi.json')).body);
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(50);
    for (const { description, responses, security } of operations) {
      expect(description).toMatch(/Least role: \w+\.|Needs nobody to be signed in\./);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['4XX', '5XX']));
      expect(security?.length === 0).toBe(description.includes('Needs nobody'));
    }
  });

  it('is readable as a page that needs nothing from elsewhere', async () => {
    const page = await http.as.nobody('GET', '/api/docs/');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(String(page.bytes)).not.toMatch(/(src|href)="https?:/);
  });
});

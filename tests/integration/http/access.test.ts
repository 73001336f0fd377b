import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasRole } from '../../../src/http/identity.ts';
import { roles, startHttpApp, type Call, type HttpApp } from './http-app.ts';

let http: HttpApp;
beforeAll(async () => {
  http = await startHttpApp();
});
afterAll(() => http.close());

const id = '00000000-0000-7000-8000-000000000000';

/** The least role of every route, written down here a second time on purpose: a change of rights is a decision. */
const leastRole: Record<string, (typeof roles)[number] | 'public'> = {
  'GET /api/health': 'public',
  'GET /api/setup': 'public',
  'POST /api/setup': 'public',
  'POST /api/session': 'public',
  'DELETE /api/session': 'public',
  'GET /api/me': 'viewer',
  'PATCH /api/me': 'viewer',
  'GET /api/office': 'viewer',
  'GET /api/divisions': 'viewer',
  'GET /api/employees': 'viewer',
  'GET /api/photos/{id}/picture': 'viewer',
  'GET /api/doors': 'viewer',
  'GET /api/walking-times': 'viewer',
  'GET /api/cameras': 'viewer',
  'GET /api/cameras/{id}': 'viewer',
  'GET /api/cameras/coverage': 'viewer',
  'GET /api/cameras/faces': 'viewer',
  'GET /api/schedules': 'viewer',
  'GET /api/today': 'viewer',
  'GET /api/records': 'viewer',
  'GET /api/records/{employeeId}/{date}': 'viewer',
  'GET /api/alerts': 'viewer',
  'GET /api/calendar': 'viewer',
  'GET /api/calendar/lunar': 'viewer',
  'POST /api/excusals': 'viewer',
  'GET /api/live': 'viewer',
  'GET /api/month': 'viewer',
  'GET /api/reports': 'viewer',
  'POST /api/reports': 'viewer',
  'GET /api/reports/{id}': 'viewer',
  'GET /api/reports/{id}/file': 'viewer',
  'GET /api/cameras/{id}/frame': 'head',
  'GET /api/sightings': 'head',
  'GET /api/sightings/{id}': 'head',
  'GET /api/evidence/{id}': 'head',
  'POST /api/alerts/{id}/acknowledge': 'head',
  'GET /api/excusals': 'viewer',
  'GET /api/employees/{id}/history': 'head',
  'GET /api/periods/{period}': 'head',
  'GET /api/periods/{period}/delta': 'head',
  'GET /api/adjustments': 'head',
  'POST /api/periods/{period}/compute': 'officer',
  'POST /api/periods/{period}/close': 'officer',
  'POST /api/periods/{period}/reopen': 'officer',
  'GET /api/employees/{id}/deletion-certificates': 'officer',
  'GET /api/punch-sources': 'officer',
  'POST /api/cameras/{id}/accept-view': 'officer',
  'GET /api/credentials': 'officer',
  'GET /api/credentials/unknown': 'officer',
  'POST /api/credentials': 'officer',
  'DELETE /api/credentials/{id}': 'officer',
  'POST /api/cameras/import': 'officer',
  'POST /api/cameras/import/preview': 'officer',
  'POST /api/cameras/import/test': 'officer',
  'POST /api/punch-sources': 'officer',
  'PUT /api/punch-sources/{id}': 'officer',
  'GET /api/imports': 'officer',
  'POST /api/imports/preview': 'officer',
  'POST /api/imports': 'officer',
  'POST /api/imports/{id}/undo': 'officer',
  'GET /api/sign-ins': 'officer',
  'POST /api/sign-ins': 'officer',
  'POST /api/sign-ins/{id}/withdraw': 'officer',
  'POST /api/employees/{id}/allowances': 'officer',
  'POST /api/allowances/{id}/end': 'officer',
  'POST /api/employees/{id}/exemptions': 'officer',
  'POST /api/exemptions/{id}/end': 'officer',
  'POST /api/employees/{id}/postings': 'officer',
  'PATCH /api/postings/{id}': 'officer',
  'DELETE /api/postings/{id}': 'officer',
  'GET /api/excusals/{id}/attachments': 'officer',
  'POST /api/excusals/{id}/attachments': 'viewer',
  'GET /api/attachments/{id}/file': 'officer',
  'GET /api/records/{employeeId}/{date}/corrections': 'head',
  'POST /api/records/{employeeId}/{date}/corrections': 'officer',
  'GET /api/reviews': 'officer',
  'GET /api/reviews/{id}/picture': 'officer',
  'POST /api/reviews/{id}/decision': 'officer',
  'POST /api/reviews/decisions': 'officer',
  'POST /api/reviews/decisions/{id}/revoke': 'officer',
  'POST /api/calendar': 'officer',
  'POST /api/calendar/prefill': 'officer',
  'POST /api/calendar/swap': 'officer',
  'PATCH /api/calendar/{id}': 'officer',
  'DELETE /api/calendar/{id}': 'officer',
  'POST /api/excusals/{id}/approve': 'officer',
  'POST /api/excusals/{id}/refuse': 'officer',
  'POST /api/excusals/{id}/cancel': 'viewer',
  'POST /api/divisions': 'officer',
  'POST /api/employees': 'officer',
  'GET /api/employees/{id}': 'officer',
  'PATCH /api/employees/{id}': 'officer',
  'DELETE /api/employees/{id}': 'officer',
  'POST /api/employees/{id}/consents': 'officer',
  'DELETE /api/employees/{id}/consents/{consentId}': 'officer',
  'GET /api/retention': 'officer',
  'PUT /api/retention': 'administrator',
  'GET /api/gallery-health': 'officer',
  'POST /api/gallery-health/{id}/decision': 'officer',
  'GET /api/employees/{id}/look-alikes': 'officer',
  'POST /api/employees/{id}/look-alikes': 'officer',
  'DELETE /api/employees/{id}/look-alikes/{otherId}': 'officer',
  'GET /api/employees/{id}/photos': 'officer',
  'POST /api/employees/{id}/photos': 'officer',
  'DELETE /api/photos/{id}': 'officer',
  'POST /api/employees/{id}/live-captures': 'officer',
  'GET /api/live-captures/{id}': 'officer',
  'GET /api/live-captures/{id}/frames/{frameId}': 'officer',
  'POST /api/live-captures/{id}/choose': 'officer',
  'DELETE /api/live-captures/{id}': 'officer',
  'GET /api/enrolment-batches': 'officer',
  'POST /api/enrolment-batches': 'officer',
  'GET /api/enrolment-batches/{id}': 'officer',
  'GET /api/enrolment-batches/{id}/report': 'officer',
  'POST /api/enrolment-batches/{id}/stop': 'officer',
  'POST /api/doors': 'officer',
  'PATCH /api/doors/{id}': 'officer',
  'PUT /api/doors/{id}/walking-times/{otherId}': 'officer',
  'DELETE /api/doors/{id}/walking-times/{otherId}': 'officer',
  'POST /api/cameras': 'officer',
  'PATCH /api/cameras/{id}': 'officer',
  'DELETE /api/cameras/{id}': 'officer',
  'POST /api/cameras/test': 'officer',
  'POST /api/cameras/{id}/test': 'officer',
  'GET /api/cameras/discover': 'officer',
  'POST /api/schedules': 'officer',
  'POST /api/what-if': 'officer',
  'GET /api/schedule-assignments': 'viewer',
  'POST /api/schedule-assignments': 'officer',
  'POST /api/schedule-assignments/{id}/end': 'officer',
  'GET /api/schedule-overrides': 'viewer',
  'POST /api/schedule-overrides': 'officer',
  'DELETE /api/schedule-overrides/{id}': 'officer',
  'PUT /api/schedules/{id}/versions': 'officer',
  'GET /api/health/detail': 'officer',
  'PATCH /api/office': 'administrator',
  'GET /api/accounts': 'administrator',
  'POST /api/accounts': 'administrator',
  'PATCH /api/accounts/{id}': 'administrator',
  'GET /api/tokens': 'administrator',
  'POST /api/tokens': 'administrator',
  'DELETE /api/tokens/{id}': 'administrator',
  'GET /api/queues/failed': 'administrator',
  'POST /api/queues/{queue}/failed/{jobId}/retry': 'administrator',
  'DELETE /api/queues/{queue}/failed/{jobId}': 'administrator',
  'GET /api/audit': 'administrator',
};

/** Routes that would talk to the network or never end when they are let in. */
const notCalled = new Set(['GET /api/cameras/discover', 'GET /api/live']);

const methods = z.enum(['get', 'post', 'put', 'patch', 'delete']);
const described = z.object({ paths: z.record(z.string(), z.partialRecord(methods, z.unknown())) });

function ask(call: Call, route: string): ReturnType<Call> {
  const [method = 'GET', url = ''] = route.split(' ');
  const address = url
    .replace('{date}', '2026-01-01')
    .replace('{period}', '2026-01')
    .replace(/\{\w+\}/g, id);
  return call(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method), address);
}

describe('who may use what', () => {
  it('is decided for every route that the API describes', async () => {
    const { paths } = described.parse((await http.as.nobody('GET', '/api/openapi.json')).body);
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(Object.keys(leastRole).sort());
  });

  it.each(Object.entries(leastRole))('%s needs %s', async (route, least) => {
    if (least === 'public') {
      expect((await ask(http.as.nobody, route)).body).not.toMatchObject({ code: 'unauthenticated' });
      return;
    }
    expect(await ask(http.as.nobody, route)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    for (const role of roles) {
      if (hasRole(role, least)) {
        if (notCalled.has(route)) continue;
        const { body } = await ask(http.as[role], route);
        if (route !== 'PATCH /api/me') expect(body).not.toMatchObject({ code: 'forbidden' });
        expect(body).not.toMatchObject({ code: 'unauthenticated' });
      } else
        expect(await ask(http.as[role], route)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  it('shows the place of a camera on the network only to those who look after it', async () => {
    const { prisma } = http.context.database;
    const door = await prisma.door.create({ data: { name: 'Cổng' } });
    await prisma.camera.create({
      data: {
        name: 'Vào',
        address: '10.0.0.9',
        username: 'onvif',
        password: new Uint8Array(1),
        doorId: door.id,
        direction: 'in',
      },
    });
    const seenBy = async (role: 'viewer' | 'officer') => (await http.as[role]('GET', '/api/cameras')).body;
    expect(await seenBy('viewer')).toMatchObject({ items: [{ name: 'Vào', address: '', username: '' }] });
    expect(await seenBy('officer')).toMatchObject({
      items: [{ name: 'Vào', address: '10.0.0.9', username: 'onvif' }],
    });
    expect(JSON.stringify(await seenBy('officer'))).not.toContain('password');
  });

  it('ends with the token: a revoked one is nobody', async () => {
    const made = await http.as.administrator('POST', '/api/tokens', { name: 'máy', role: 'viewer' });
    const { id: tokenId, token } = z.object({ id: z.string(), token: z.string() }).parse(made.body);
    expect(token).toMatch(/^cc_[\w-]{43}$/);
    const asToken = () => http.as.nobody('GET', '/api/me', undefined, { authorization: `Bearer ${token}` });
    expect(await asToken()).toMatchObject({
      status: 200,
      body: { kind: 'token', role: 'viewer', name: 'máy' },
    });
    expect(await http.as.administrator('DELETE', `/api/tokens/${tokenId}`)).toMatchObject({ status: 204 });
    expect(await asToken()).toMatchObject({ status: 401 });
    const listed = await http.as.administrator('GET', '/api/tokens');
    expect(JSON.stringify(listed.body)).not.toContain(token);
  });
});

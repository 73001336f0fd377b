import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson, idOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
const ids: Record<string, string> = {};
const missing = '00000000-0000-7000-8000-000000000000';

beforeAll(async () => {
  http = await startHttpApp();
  ids.employee = await addPerson(http, { code: 'CB-1' });
  ids.division = idOf(await http.as.officer('POST', '/api/divisions', { code: 'TH', name: 'Tổng hợp' }));
  ids.door = idOf(await http.as.officer('POST', '/api/doors', { name: 'Cổng' }));
  const schedules = await http.as.viewer('GET', '/api/schedules');
  ids.schedule = (schedules.body as { items: { id: string }[] }).items[0]?.id ?? '';
});
afterAll(() => http.close());

const person = { code: 'CB-2', fullName: 'Lê Thị Bình', category: 'worker' };
const hours = {
  weekdays: ['mon'],
  sessions: [{ key: 'S', start: '07:00', end: '11:30' }],
  arrivalGraceMinutes: 5,
  departureGraceMinutes: 0,
};

/** What is sent, and the status and code that it must be answered with. `{name}` in an address is an id from above. */
type Bad = [string, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, object | undefined, number, string];
const table: Bad[] = [
  [
    'a date that does not exist',
    'POST',
    '/api/employees',
    { ...person, divisionId: missing, joinedOn: '2026-02-31' },
    400,
    'date_does_not_exist',
  ],
  [
    'a date that does not exist, in the address',
    'GET',
    '/api/records/{employee}/2026-02-30',
    undefined,
    400,
    'date_does_not_exist',
  ],
  [
    'a date that does not exist, in the query',
    'GET',
    '/api/today?date=2025-02-29',
    undefined,
    400,
    'date_does_not_exist',
  ],
  ['a date that is no date', 'GET', '/api/today?date=hôm-nay', undefined, 400, 'invalid_request'],
  ['a month that does not exist', 'GET', '/api/month?period=2026-13', undefined, 400, 'invalid_request'],
  [
    'an employee code used twice',
    'POST',
    '/api/employees',
    { ...person, code: 'CB-1', divisionId: '{division}' },
    409,
    'employee_code_taken',
  ],
  ['an unknown division', 'POST', '/api/employees', { ...person, divisionId: missing }, 404, 'not_found'],
  [
    'a person without a name',
    'POST',
    '/api/employees',
    { code: 'CB-3', divisionId: '{division}', category: 'worker' },
    400,
    'invalid_request',
  ],
  [
    'somebody who left before joining',
    'PATCH',
    '/api/employees/{employee}',
    { joinedOn: '2026-05-01', leftOn: '2026-04-01' },
    400,
    'invalid_request',
  ],
  ['an unknown person', 'GET', `/api/employees/${missing}`, undefined, 404, 'not_found'],
  ['an id that is none', 'GET', '/api/employees/7', undefined, 400, 'invalid_request'],
  [
    'a consent of nobody',
    'POST',
    `/api/employees/${missing}/consents`,
    { kind: 'consent', textVersion: '1' },
    404,
    'not_found',
  ],
  ['a division code used twice', 'POST', '/api/divisions', { code: 'TH', name: 'Khác' }, 409, 'conflict'],
  ['a door named twice', 'POST', '/api/doors', { name: 'Cổng' }, 409, 'conflict'],
  [
    'a camera address that is no address',
    'POST',
    '/api/cameras',
    camera('a b'),
    400,
    'camera_address_invalid',
  ],
  [
    'a camera address with credentials',
    'POST',
    '/api/cameras',
    camera('http://u:p@127.0.0.1'),
    400,
    'camera_address_invalid',
  ],
  ['a camera that does not answer', 'POST', '/api/cameras', camera('127.0.0.1:9'), 502, 'camera_unreachable'],
  [
    'a camera at an unknown door',
    'POST',
    '/api/cameras?force=true',
    { ...camera('127.0.0.1:9'), doorId: missing },
    404,
    'not_found',
  ],
  [
    'a session that ends before it starts',
    'PUT',
    '/api/schedules/{schedule}/versions',
    version({ sessions: [{ key: 'S', start: '11:30', end: '07:00' }] }),
    422,
    'schedule_invalid',
  ],
  [
    'sessions that overlap',
    'PUT',
    '/api/schedules/{schedule}/versions',
    version({
      sessions: [
        { key: 'S', start: '07:00', end: '11:30' },
        { key: 'C', start: '11:00', end: '17:00' },
      ],
    }),
    422,
    'schedule_invalid',
  ],
  [
    'two sessions of one name',
    'PUT',
    '/api/schedules/{schedule}/versions',
    version({
      sessions: [
        { key: 'S', start: '07:00', end: '11:30' },
        { key: 'S', start: '13:00', end: '17:00' },
      ],
    }),
    422,
    'schedule_invalid',
  ],
  [
    'a grace longer than its session',
    'PUT',
    '/api/schedules/{schedule}/versions',
    version({ sessions: [{ key: 'S', start: '07:00', end: '07:30' }], arrivalGraceMinutes: 30 }),
    422,
    'schedule_invalid',
  ],
  [
    'a time of day that does not exist',
    'PUT',
    '/api/schedules/{schedule}/versions',
    version({ sessions: [{ key: 'S', start: '25:00', end: '26:00' }] }),
    400,
    'invalid_request',
  ],
  ['an unknown schedule', 'PUT', `/api/schedules/${missing}/versions`, version({}), 404, 'not_found'],
  [
    'a short password',
    'POST',
    '/api/accounts',
    { username: 'an', displayName: 'An', role: 'viewer', password: 'short' },
    400,
    'invalid_request',
  ],
  ['a role that does not exist', 'POST', '/api/tokens', { name: 'x', role: 'king' }, 400, 'invalid_request'],
  [
    'a time zone that does not exist',
    'PATCH',
    '/api/office',
    { timeZone: 'Asia/Nowhere' },
    400,
    'invalid_request',
  ],
  [
    'a report of no month',
    'POST',
    '/api/reports',
    { kind: 'monthTimesheet', period: '2026' },
    400,
    'invalid_request',
  ],
  ['an unknown sighting', 'GET', `/api/sightings/${missing}`, undefined, 404, 'not_found'],
  ['evidence that never was', 'GET', `/api/evidence/${missing}`, undefined, 404, 'not_found'],
  ['a job that never was', 'POST', '/api/queues/recognition/failed/17/retry', undefined, 404, 'not_found'],
  ['a queue that never was', 'DELETE', '/api/queues/nothing/failed/17', undefined, 404, 'not_found'],
  ['too many at once', 'GET', '/api/audit?limit=100000', undefined, 400, 'invalid_request'],
  ['an address of the API that does not exist', 'GET', '/api/nothing', undefined, 404, 'not_found'],
  ['a method that an address does not take', 'PUT', '/api/employees', {}, 405, 'method_not_allowed'],
];

function camera(address: string): object {
  return { name: 'Camera', address, username: 'u', password: 'p', doorId: '{door}', direction: 'in' };
}
function version(change: object): object {
  return { validFrom: '2026-01-01', definition: { ...hours, ...change } };
}
const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');

describe('bad input is answered with what is wrong', () => {
  it.each(table)('%s', async (_what, method, url, body, status, code) => {
    const sent = body === undefined ? undefined : (JSON.parse(filled(JSON.stringify(body))) as object);
    const answer = await http.as.administrator(method, filled(url), sent);
    expect(answer.body).toMatchObject({ code });
    expect(answer.status).toBe(status);
    const { message, hint, requestId } = answer.body as Record<string, unknown>;
    expect(message).toBeTruthy();
    expect(hint).toBeTruthy();
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names every field that is wrong, in the language of the request', async () => {
    const body = { username: 'A B', displayName: '', role: 'viewer', password: '123' };
    const inEnglish = await http.as.administrator('POST', '/api/accounts', body, { 'accept-language': 'en' });
    expect(inEnglish.body).toMatchObject({
      code: 'invalid_request',
      issues: [
        { path: 'username', message: 'This is not in the form needed.' },
        { path: 'displayName', message: 'This is needed.' },
        { path: 'password', message: 'At least 10 characters are needed.' },
      ],
    });
    const inVietnamese = await http.as.administrator('POST', '/api/accounts', body);
    expect(inVietnamese.body).toMatchObject({
      issues: [{}, { message: 'Cần điền ô này.' }, { message: 'Cần ít nhất 10 ký tự.' }],
    });
  });

  it('says which methods an address takes', async () => {
    const answer = await http.as.administrator('PUT', '/api/employees', {});
    expect(String(answer.headers.allow).split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('says that JSON is broken', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await http.as.administrator('POST', '/api/divisions', '{"code":', headers);
    expect([answer.status, answer.body]).toMatchObject([400, { code: 'invalid_request' }]);
  });

  it('refuses a body that is far too large', async () => {
    const name = 'x'.repeat(2 * 1024 * 1024);
    const answer = await http.as.administrator('POST', '/api/divisions', { code: 'X', name });
    expect([answer.status, answer.body]).toMatchObject([413, { code: 'invalid_request' }]);
  });

  it('refuses text that the database cannot hold, in texts and in JSON', async () => {
    const name = await http.as.administrator('POST', '/api/divisions', { code: 'X', name: 'A\u0000B' });
    expect([name.status, name.body]).toMatchObject([400, { code: 'invalid_request' }]);
    const search = await http.as.nobody('POST', '/api/session', { username: 'a\u0000', password: 'b' });
    expect([search.status, search.body]).toMatchObject([400, { code: 'invalid_request' }]);
  });

  it('answers an address that cannot be read', async () => {
    const answer = await http.as.administrator('GET', '/api/employees/%zz');
    expect([answer.status, answer.body]).toMatchObject([400, { code: 'invalid_request' }]);
  });

  it('gives a code to one of two who ask for it at once', async () => {
    const body = { ...person, code: 'CB-9', divisionId: ids.division };
    const both = await Promise.all([1, 2].map(() => http.as.officer('POST', '/api/employees', body)));
    expect(both.map((it) => it.status).sort()).toEqual([201, 409]);
    expect(both.find((it) => it.status === 409)?.body).toMatchObject({ code: 'employee_code_taken' });
    await http.as.officer(
      'DELETE',
      `/api/employees/${idOf(both.find((it) => it.status === 201) ?? both[0]!)}`,
    );
  });

  it('leaves nothing behind: no person, no division, no camera, no account was made', async () => {
    const { prisma } = http.context.database;
    const counts = [
      prisma.employee.count(),
      prisma.camera.count(),
      prisma.account.count(),
      prisma.workScheduleVersion.count(),
    ];
    expect(await Promise.all(counts)).toEqual([1, 0, 0, 1]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
let one: string;
let other: string;
beforeAll(async () => {
  http = await startHttpApp();
  one = await addPerson(http, { fullName: 'Lê Thị Sinh' });
  other = await addPerson(http, { fullName: 'Lê Thị Đôi' });
});
afterAll(() => http.close());

const path = (id: string) => `/api/employees/${id}/look-alikes`;

describe('look-alikes', () => {
  it('are one pair, seen from both, until it is ended; the audit log keeps both', async () => {
    const body = { otherId: other, note: 'song sinh' };
    expect((await http.as.officer('POST', path(one), body)).status).toBe(204);
    expect((await http.as.officer('POST', path(other), { otherId: one })).status).toBe(204);
    expect(itemsOf(await http.as.officer('GET', path(one)))).toMatchObject([
      { employeeId: other, fullName: 'Lê Thị Đôi', note: 'song sinh' },
    ]);
    expect(itemsOf(await http.as.officer('GET', path(other)))).toMatchObject([{ employeeId: one }]);
    expect((await http.as.officer('DELETE', `${path(other)}/${one}`)).status).toBe(204);
    expect(itemsOf(await http.as.officer('GET', path(one)))).toEqual([]);
    expect((await http.as.officer('DELETE', `${path(other)}/${one}`)).status).toBe(404);
    const entries = await http.context.database.prisma.auditEntry.findMany({
      where: { action: { startsWith: 'lookAlike.' } },
      orderBy: { at: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'lookAlike.add',
      'lookAlike.add',
      'lookAlike.remove',
    ]);
  });

  it('nobody is their own, and nobody that does not exist is anybody’s', async () => {
    expect((await http.as.officer('POST', path(one), { otherId: one })).status).toBe(409);
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await http.as.officer('POST', path(one), { otherId: nobody })).status).toBe(404);
  });
});

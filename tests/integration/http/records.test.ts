import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeDay } from '../../../src/attendance/compute-day.ts';
import { raiseAlerts } from '../../../src/alerts/raise.ts';
import { addPerson, itemsOf, startHttpApp, type HttpApp } from './http-app.ts';

let http: HttpApp;
const people: Record<'onTime' | 'late' | 'absent' | 'unseen', string> = {
  onTime: '',
  late: '',
  absent: '',
  unseen: '',
};
/** A Monday in the past, so that the day is over whenever this runs. Hours are 07:00–11:30 and 13:30–17:00. */
const date = '2026-03-02';
const at = (time: string): Date => new Date(`${date}T${time}+07:00`);
let lateSighting = '';

beforeAll(async () => {
  http = await startHttpApp();
  people.onTime = await addPerson(http, { fullName: 'Đỗ Văn Ba', code: 'CB-3' });
  people.late = await addPerson(http, { fullName: 'Trần Thị An', code: 'CB-1' });
  people.absent = await addPerson(http, { fullName: 'Lê Văn Bình', code: 'CB-2' });
  people.unseen = await addPerson(http, { fullName: 'Phạm Thị Yến', code: 'CB-4' });
  const { prisma } = http.context.database;
  await prisma.office.update({ where: { id: 1 }, data: { timeZone: 'Asia/Ho_Chi_Minh' } });
  const enrolled = new Date('2020-01-02');
  await prisma.recognisableSpan.createMany({
    data: Object.values(people).map((employeeId) => ({ employeeId, fromAt: enrolled })),
  });
  const door = await prisma.door.create({ data: { name: 'Cổng chính' } });
  const camera = async (name: string, direction: 'in' | 'out') => {
    const row = await prisma.camera.create({
      data: { name, address: name, username: '', password: new Uint8Array(1), doorId: door.id, direction },
    });
    await prisma.coverageInterval.create({
      data: { cameraId: row.id, fromAt: at('05:00:00'), toAt: at('19:00:00'), endCause: 'stopped' },
    });
    return row;
  };
  const [entrance, exit] = [await camera('Cửa vào', 'in'), await camera('Cửa ra', 'out')];
  const see = async (employeeId: string, time: string, direction: 'in' | 'out') => {
    const cameraId = direction === 'in' ? entrance.id : exit.id;
    const [firstAt, lastAt] = [at(time), at(time)];
    const known = {
      outcome: 'known' as const,
      employeeId,
      candidates: [{ employeeId, distance: 0.31 }],
      distance: 0.31,
    };
    const row = await prisma.sighting.create({
      data: { cameraId, doorId: door.id, direction, at: firstAt, firstAt, lastAt, ...known },
    });
    return row.id;
  };
  for (const [person, arrival] of [
    [people.onTime, '06:55:00'],
    [people.late, '07:12:00'],
  ] as const) {
    const id = await see(person, arrival, 'in');
    if (person === people.late) lateSighting = id;
    await see(person, '11:31:00', 'out');
    await see(person, '13:25:00', 'in');
    await see(person, '17:02:00', 'out');
  }
  for (const employeeId of [people.onTime, people.late, people.absent])
    await computeDay(http.context, employeeId, date);
  await raiseAlerts(http.context, { kind: 'record', employeeId: people.late, workDate: date });
});
afterAll(() => http.close());

describe('the Today page of a day', () => {
  it('shows everyone in Vietnamese order, with or without a record', async () => {
    const { body } = await http.as.viewer('GET', `/api/today?date=${date}`);
    const { people: cards } = body as {
      people: { employee: { fullName: string }; presence: string; outcome: string }[];
    };
    expect(cards.map((it) => [it.employee.fullName, it.presence, it.outcome])).toEqual([
      ['Trần Thị An', 'late', 'late'],
      ['Đỗ Văn Ba', 'out', 'onTime'],
      ['Lê Văn Bình', 'absent', 'absent'],
      ['Phạm Thị Yến', 'notYet', 'pending'],
    ]);
    expect(body).toMatchObject({
      date,
      timeZone: 'Asia/Ho_Chi_Minh',
      sessions: [
        { key: 'S', start: at('07:00:00').toISOString(), end: at('11:30:00').toISOString() },
        { key: 'C', start: at('13:30:00').toISOString(), end: at('17:00:00').toISOString() },
      ],
      counts: { late: 1, out: 1, absent: 1, notYet: 1, in: 0, insufficientEvidence: 0, excused: 0, off: 0 },
      pipeline: { waiting: 0, oldestSeconds: 0 },
    });
  });

  it('tells when they came and who saw them last', async () => {
    const { body } = await http.as.viewer('GET', `/api/today?date=${date}`);
    const { people: cards } = body as { people: object[] };
    expect(cards[0]).toMatchObject({
      lateMinutes: 12,
      arrivalAt: at('07:12:00').toISOString(),
      departureAt: at('17:02:00').toISOString(),
      lastSighting: {
        direction: 'out',
        cameraName: 'Cửa ra',
        at: at('17:02:00').toISOString(),
        bestFrameId: null,
      },
    });
  });

  it('leaves out who has not joined yet, or has left', async () => {
    const url = `/api/employees/${people.unseen}`;
    await http.as.officer('PATCH', url, { joinedOn: '2026-03-03' });
    const names = async (day: string) => {
      const { body } = await http.as.viewer('GET', `/api/today?date=${day}`);
      return (body as { people: { employee: { id: string } }[] }).people.map((it) => it.employee.id);
    };
    expect(await names('2026-03-02')).not.toContain(people.unseen);
    expect(await names('2026-03-03')).toContain(people.unseen);
    await http.as.officer('PATCH', url, { leftOn: '2026-03-03' });
    expect(await names('2026-03-03')).toContain(people.unseen);
    expect(await names('2026-03-04')).not.toContain(people.unseen);
  });
});

describe('the records of a day', () => {
  it('tell sessions, minutes and findings, as candidates', async () => {
    const records = itemsOf(await http.as.viewer('GET', `/api/records?date=${date}`));
    expect(records.map((it) => it.outcome)).toEqual(['late', 'onTime', 'absent']);
    expect(records[0]).toMatchObject({
      workDate: date,
      lateMinutes: 12,
      sessions: [
        { key: 'S', outcome: 'late', lateMinutes: 12, arrival: { latest: at('07:12:00').toISOString() } },
        { key: 'C', outcome: 'onTime', lateMinutes: 0 },
      ],
      findings: [{ sessionKey: 'S', kind: 'late', minutes: 12, state: 'candidate' }],
    });
  });

  it('answer "why?" with sightings, hours, coverage and the reasoning in words', async () => {
    const url = `/api/records/${people.late}/${date}`;
    const { status, body } = await http.as.viewer('GET', url);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      sightings: [{ direction: 'in', employee: { fullName: 'Trần Thị An' } }, {}, {}, {}],
      schedule: { name: 'Giờ hành chính', definition: { arrivalGraceMinutes: 5 } },
      coverage: [
        {
          camera: { name: 'Cửa ra' },
          watched: [{ from: at('05:00:00').toISOString(), to: at('19:00:00').toISOString() }],
        },
        { camera: { name: 'Cửa vào' } },
      ],
    });
    const words = (answer: unknown) =>
      (answer as { derivation: { text: string }[] }).derivation.map((it) => it.text).join('\n');
    expect(words(body)).toContain('07:12');
    const english = await http.as.viewer('GET', url, undefined, { 'accept-language': 'en' });
    expect(words(english.body)).toContain('07:12');
    expect(words(english.body)).not.toBe(words(body));
  });

  it('are not found where there is none', async () => {
    expect((await http.as.viewer('GET', `/api/records/${people.unseen}/${date}`)).status).toBe(404);
  });
});

describe('sightings', () => {
  it('are listed newest first, by day, person and camera', async () => {
    const all = itemsOf(await http.as.head('GET', `/api/sightings?date=${date}`));
    expect(all).toHaveLength(8);
    expect(all[0]).toMatchObject({ at: at('17:02:00').toISOString() });
    const own = itemsOf(await http.as.head('GET', `/api/sightings?employeeId=${people.late}&limit=3`));
    expect(own).toHaveLength(3);
    const between = `from=${at('07:00:00').toISOString()}&to=${at('08:00:00').toISOString()}`;
    expect(itemsOf(await http.as.head('GET', `/api/sightings?${between}`)).map((it) => it.id)).toEqual([
      lateSighting,
    ]);
    expect(itemsOf(await http.as.head('GET', '/api/sightings?outcome=unknown'))).toEqual([]);
  });

  it('tell who they could be', async () => {
    const { body } = await http.as.head('GET', `/api/sightings/${lateSighting}`);
    expect(body).toMatchObject({
      outcome: 'known',
      camera: { name: 'Cửa vào' },
      door: { name: 'Cổng chính' },
      candidates: [{ employee: { code: 'CB-1' }, distance: 0.31 }],
      frames: [],
    });
  });
});

describe('alerts', () => {
  it('say what happened in the language of the request, and are acknowledged once', async () => {
    const [alert] = itemsOf(await http.as.viewer('GET', '/api/alerts?open=true'));
    expect(alert).toMatchObject({
      kind: 'lateArrival',
      employee: { fullName: 'Trần Thị An' },
      acknowledgedBy: null,
    });
    expect(alert?.text).toBe('Trần Thị An đến muộn 12 phút; chờ xác minh.');
    const english = itemsOf(
      await http.as.viewer('GET', '/api/alerts', undefined, { 'accept-language': 'en-GB' }),
    );
    expect(english[0]?.text).toBe('Trần Thị An came 12 minutes late; to be verified.');
    const url = `/api/alerts/${String(alert?.id)}/acknowledge`;
    expect((await http.as.head('POST', url)).body).toMatchObject({ acknowledgedBy: 'head' });
    expect((await http.as.officer('POST', url)).body).toMatchObject({ acknowledgedBy: 'head' });
    expect(itemsOf(await http.as.viewer('GET', '/api/alerts?open=true'))).toEqual([]);
    expect(itemsOf(await http.as.viewer('GET', '/api/alerts'))).toHaveLength(1);
  });
});

describe('coverage', () => {
  it('is clipped to the day', async () => {
    const items = itemsOf(await http.as.viewer('GET', `/api/cameras/coverage?date=${date}`));
    expect(items.map((it) => it.intervals)).toEqual([
      [{ from: at('05:00:00').toISOString(), to: at('19:00:00').toISOString(), endCause: 'stopped' }],
      [{ from: at('05:00:00').toISOString(), to: at('19:00:00').toISOString(), endCause: 'stopped' }],
    ]);
    const other = itemsOf(await http.as.viewer('GET', '/api/cameras/coverage?date=2026-03-03'));
    expect(other.map((it) => it.intervals)).toEqual([[], []]);
  });
});

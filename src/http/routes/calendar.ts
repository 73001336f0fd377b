import { z } from 'zod';
import { askForChange } from '../../attendance/ask-for-change.ts';
import { lunarMonthsOf } from '../../domain/lunar.ts';
import { swapDays, vietnamHolidays } from '../../domain/vietnam-holidays.ts';
import type { CalendarDay } from '../../domain/types/schedule.ts';
import { audited } from '../../store/audit.ts';
import {
  addCalendarDays,
  changeCalendarDay,
  deleteCalendarDay,
  listCalendar,
  presentCalendarDay,
} from '../../store/calendar.ts';
import { given } from '../../store/given.ts';
import { officeDate, readOffice } from '../../store/office.ts';
import { who } from '../auth.ts';
import {
  calendarDay,
  calendarDayBody,
  calendarDayPatch,
  calendarPrefill,
  calendarSwap,
  calendarYear,
  lunarMonth,
} from '../contracts/rules.ts';
import type { ApiApp, HttpDeps } from '../deps.ts';
import { idParams, listOf, nothing } from '../shapes.ts';

/** The days that are not what their weekday says. */
export function calendarRoutes(app: ApiApp, deps: HttpDeps): void {
  listRoute(app, deps);
  lunarRoute(app);
  addRoute(app, deps);
  prefillRoute(app, deps);
  swapRoute(app, deps);
  changeRoute(app, deps);
  deleteRoute(app, deps);
}

const tags = ['calendar'];

function listRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  const querystring = z.object({ year: calendarYear.optional() });
  app.get(
    '/api/calendar',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Holidays, compensation days and swaps of a year, this one when left out',
        querystring,
        response: { 200: listOf(calendarDay) },
      },
    },
    async ({ query }) => {
      const year = query.year ?? Number(officeDate(await readOffice(db)).slice(0, 4));
      return { items: (await listCalendar(db, year)).map(presentCalendarDay) };
    },
  );
}

function lunarRoute(app: ApiApp): void {
  app.get(
    '/api/calendar/lunar',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The lunar months that have a day in a year, each by its first civil day',
        querystring: z.object({ year: calendarYear }),
        response: { 200: listOf(lunarMonth) },
      },
    },
    ({ query }) => ({ items: lunarMonthsOf(query.year) }),
  );
}

function addRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/calendar',
    {
      config: { access: 'officer' },
      schema: { tags, summary: 'Add a day', body: calendarDayBody, response: { 201: calendarDay } },
    },
    async (request, reply) => {
      const { swappedWith, ...day } = request.body;
      const entry = { ...day, id: '', officeIds: null, ...(swappedWith !== null && { swappedWith }) };
      const [added] = await add(deps, [entry], who(request).actor);
      if (added === undefined) throw new Error('A day was added and is not there.');
      return reply.code(201).send(added);
    },
  );
}

function prefillRoute(app: ApiApp, deps: HttpDeps): void {
  const db = deps.database.prisma;
  app.post(
    '/api/calendar/prefill',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Enter the public holidays of a year',
        description:
          'Lunar and compensation days are expected until announced. Dates with an entry are left.',
        body: calendarPrefill,
        response: { 200: listOf(calendarDay) },
      },
    },
    async (request) => {
      const { year } = request.body;
      const here = [...(await listCalendar(db, year)), ...(await listCalendar(db, year + 1))];
      const taken = new Set(here.map((day) => day.date));
      const days = vietnamHolidays(year).filter((day) => !taken.has(day.date));
      return { items: await add(deps, days, who(request).actor) };
    },
  );
}

function swapRoute(app: ApiApp, deps: HttpDeps): void {
  app.post(
    '/api/calendar/swap',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Exchange a working day with a rest day, by notice',
        body: calendarSwap,
        response: { 201: listOf(calendarDay) },
      },
    },
    async (request, reply) => {
      const { off, work, source } = request.body;
      const items = await add(deps, swapDays(off, work, source, null), who(request).actor);
      return reply.code(201).send({ items });
    },
  );
}

function changeRoute(app: ApiApp, deps: HttpDeps): void {
  app.patch(
    '/api/calendar/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Announce or rename a day',
        params: idParams,
        body: calendarDayPatch,
        response: { 200: calendarDay },
      },
    },
    async (request) => {
      const { id } = request.params;
      const change = await audited(deps.database.prisma, async (tx) => {
        const result = await changeCalendarDay(tx, id, given(request.body));
        const detail = given(request.body);
        const facts = { actor: who(request).actor, action: 'calendar.change', subject: `calendar:${id}` };
        return { result, facts: { ...facts, detail } };
      });
      await askForChange(deps, { kind: 'calendar', ...change }, null, `calendar ${id}`);
      return presentCalendarDay(change.after);
    },
  );
}

function deleteRoute(app: ApiApp, deps: HttpDeps): void {
  app.delete(
    '/api/calendar/:id',
    {
      config: { access: 'officer' },
      schema: {
        tags,
        summary: 'Delete a day; a swap goes as a whole',
        params: idParams,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const gone = await audited(deps.database.prisma, async (tx) => {
        const result = await deleteCalendarDay(tx, id);
        const detail = { dates: result.map((day) => day.date) };
        const facts = { actor: who(request).actor, action: 'calendar.delete', subject: `calendar:${id}` };
        return { result, facts: { ...facts, detail } };
      });
      await askForAll(deps, gone, 'delete');
      return reply.code(204).send();
    },
  );
}

async function add(deps: HttpDeps, days: CalendarDay[], actor: string) {
  const added = await audited(deps.database.prisma, async (tx) => {
    const result = await addCalendarDays(tx, days, actor);
    const detail = { days: result.map(({ date, kind, state, name }) => ({ date, kind, state, name })) };
    const subject = `calendar:${result[0]?.id ?? 'none'}`;
    return { result, facts: { actor, action: 'calendar.add', subject, detail } };
  });
  await askForAll(deps, added, 'add');
  return added.map(presentCalendarDay);
}

async function askForAll(deps: HttpDeps, days: CalendarDay[], change: 'add' | 'delete'): Promise<void> {
  for (const day of days) {
    const sides = change === 'add' ? { before: null, after: day } : { before: day, after: null };
    await askForChange(deps, { kind: 'calendar', ...sides }, null, `calendar ${day.date}`);
  }
}

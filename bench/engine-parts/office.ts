import type pg from 'pg';
import { datesOfMonth, weekdayOf } from '../../src/domain/civil-time.ts';

/** 22 working days. */
export const benchMonth = '2026-03';
const zone = 'Asia/Ho_Chi_Minh';

/** An office of so many people, each seen four times on every working day at a gate that was watched all the time. */
export async function inventOffice(pool: pg.Pool, people: number): Promise<void> {
  await pool.query(`update "Office" set "timeZone" = $1`, [zone]);
  await pool.query(
    `insert into "Division" (id, code, name) values (gen_random_uuid(), 'VP', 'Văn phòng');
     insert into "Door" (id, name) values (gen_random_uuid(), 'Cổng chính');
     insert into "Camera" (id, name, address, username, password, "doorId", direction, "updatedAt")
       select gen_random_uuid(), d.direction, d.direction, '', '\\x00', "Door".id, d.direction::"CameraDirection", now()
       from "Door", (values ('in'), ('out')) d(direction);
     insert into "CoverageInterval" (id, "cameraId", "fromAt", "toAt", "endCause")
       select gen_random_uuid(), id, '2026-02-25', '2026-04-05', 'stopped' from "Camera"`,
  );
  await pool.query(
    `insert into "Employee" (id, code, "fullName", "joinedOn", "updatedAt")
     select gen_random_uuid(), 'CB' || n, 'Nguyễn Văn ' || n, '2020-01-02', now() from generate_series(1, $1) n`,
    [people],
  );
  await pool.query(
    `insert into "Posting" (id, "employeeId", "divisionId", category, "validFrom")
     select gen_random_uuid(), "Employee".id, "Division".id, 'civilServant', '2020-01-02' from "Employee", "Division"`,
  );
  await pool.query(
    `insert into "RecognisableSpan" (id, "employeeId", "fromAt") select gen_random_uuid(), id, '2020-01-02' from "Employee"`,
  );
  for (const date of datesOfMonth(benchMonth)) await seeAll(pool, date);
  await pool.query('vacuum analyze');
}

/** Most come in time; one in ten comes late, one in ten leaves early. */
async function seeAll(pool: pg.Pool, date: string): Promise<void> {
  if (['sat', 'sun'].includes(weekdayOf(date))) return;
  await pool.query(
    `insert into "Sighting" (id, "cameraId", "doorId", direction, outcome, "employeeId", at, "firstAt", "lastAt")
     select gen_random_uuid(), c.id, c."doorId", c.direction, 'known', e.id, t.at, t.at, t.at
     from "Employee" e
     cross join lateral (select substr(e.code, 3)::int as n) k
     cross join lateral (values
       ('in', case when n % 10 = extract(day from $1::date)::int % 10 then '07:21' else '06:52' end),
       ('out', '11:31'), ('in', '13:22'),
       ('out', case when n % 10 = 1 + extract(day from $1::date)::int % 9 then '16:40' else '17:02' end)
     ) seen(direction, clock)
     cross join lateral (select (($1 || ' ' || clock)::timestamp at time zone '${zone}') + n % 50 * interval '1 second' as at) t
     join "Camera" c on c.direction::text = seen.direction`,
    [date],
  );
}

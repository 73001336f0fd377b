import type { Context } from '../../../src/context.ts';
import type { Prisma } from '../../../src/store/database.ts';

/** A Monday in the past, so that the day is over whenever this runs. Hours are 07:00–11:30 and 13:30–17:00. */
export const monday = '2026-03-02';
export const at = (time: string): Date => new Date(`${monday}T${time}+07:00`);

export type OfficeDay = {
  /** A person who came at `arrival`, seen at both doors all day; null: never came. */
  person(
    arrival: string | null,
    certainty?: 'known' | 'uncertain',
  ): Promise<{ id: string; arrivalId: string }>;
};

/** Puts a camera each way at a door; both watch the whole Monday. */
export async function watchDoor(prisma: Prisma, doorId: string): Promise<Record<'in' | 'out', string>> {
  const camera = async (direction: 'in' | 'out') => {
    const name = `${direction} ${doorId}`;
    const { id: cameraId } = await prisma.camera.create({
      data: { name, address: name, username: '', password: new Uint8Array(1), doorId, direction },
    });
    const watched = { fromAt: at('05:00:00'), toAt: at('19:00:00'), endCause: 'stopped' };
    await prisma.coverageInterval.create({ data: { cameraId, ...watched } });
    return cameraId;
  };
  return { in: await camera('in'), out: await camera('out') };
}

/** One gate with a camera each way, watched the whole Monday. */
export async function officeDay({ database: { prisma } }: Context): Promise<OfficeDay> {
  await prisma.office.update({ where: { id: 1 }, data: { timeZone: 'Asia/Ho_Chi_Minh' } });
  const door = await prisma.door.create({ data: { name: 'Cổng chính' } });
  const cameras = await watchDoor(prisma, door.id);
  const division = await prisma.division.create({ data: { code: 'VP', name: 'Văn phòng' } });
  const posting = {
    divisionId: division.id,
    category: 'civilServant',
    validFrom: new Date('2020-01-02'),
  } as const;
  let people = 0;
  const see = async (
    employeeId: string,
    time: string,
    direction: 'in' | 'out',
    outcome: 'known' | 'uncertain',
  ) => {
    const seen = { at: at(time), firstAt: at(time), lastAt: at(time), direction, outcome };
    const who =
      outcome === 'known' ? { employeeId } : { candidates: [{ employeeId, distance: 0.5 }], distance: 0.5 };
    const where = { cameraId: cameras[direction], doorId: door.id };
    return (await prisma.sighting.create({ data: { ...where, ...seen, ...who } })).id;
  };
  return {
    async person(arrival, certainty = 'known') {
      people += 1;
      const { id } = await prisma.employee.create({
        data: {
          code: `N${people}`,
          fullName: `Nguyễn Văn ${people}`,
          joinedOn: new Date('2020-01-02'),
          postings: { create: posting },
          recognisable: { create: { fromAt: new Date('2020-01-02') } },
        },
      });
      if (arrival === null) return { id, arrivalId: '' };
      const arrivalId = await see(id, arrival, 'in', certainty);
      await see(id, '11:31:00', 'out', 'known');
      await see(id, '13:25:00', 'in', 'known');
      await see(id, '17:02:00', 'out', 'known');
      return { id, arrivalId };
    },
  };
}

import type { z } from 'zod';
import type { CalendarDay } from '../domain/types/schedule.ts';
import { swapDays } from '../domain/vietnam-holidays.ts';
import type { whatIfChange } from '../http/contracts/what-if.ts';
import { addCalendarDays, deleteCalendarDay } from '../store/calendar.ts';
import type { PrismaLike } from '../store/database.ts';
import { addAssignment, endAssignment, type AssignmentChange } from '../store/schedule-assignments.ts';
import { addOverride } from '../store/schedule-overrides.ts';
import { putScheduleVersion, reachOfVersion } from '../store/schedules.ts';
import type { RuleTouch } from './ask-for-change.ts';

export type RuleChange = z.output<typeof whatIfChange>;

/**
 * Writes a change of the rules, as its own route would.
 *
 * @throws AppError what the route would refuse it with.
 */
export async function writeRuleChange(db: PrismaLike, change: RuleChange, by: string): Promise<RuleTouch> {
  switch (change.kind) {
    case 'scheduleVersion': {
      const { scheduleId, body } = change;
      await putScheduleVersion(db, scheduleId, { ...body, createdBy: by });
      return touchOfVersion(db, scheduleId, body.validFrom);
    }
    case 'calendarDay': {
      const { swappedWith, ...day } = change.body;
      const entry = { ...day, id: '', officeIds: null, ...(swappedWith !== null && { swappedWith }) };
      return calendarTouch(await addCalendarDays(db, [entry], by), 'added');
    }
    case 'calendarSwap': {
      const { off, work, source } = change.body;
      return calendarTouch(await addCalendarDays(db, swapDays(off, work, source, null), by), 'added');
    }
    case 'calendarRemove':
      return calendarTouch(await deleteCalendarDay(db, change.id), 'removed');
    case 'scheduleOverride': {
      const { override, people } = await addOverride(db, change.body, by);
      return { people, changes: [{ kind: 'override', before: null, after: override }] };
    }
    case 'scheduleAssign':
      return assignmentTouch(await addAssignment(db, change.body, by));
    case 'scheduleUnassign':
      return assignmentTouch(await endAssignment(db, change.id, change.body.validTo));
  }
}

/** What the version of a schedule that begins on a date touches. */
export async function touchOfVersion(
  db: PrismaLike,
  scheduleId: string,
  validFrom: string,
): Promise<RuleTouch> {
  const { validity, people } = await reachOfVersion(db, scheduleId, validFrom);
  return { people, changes: [{ kind: 'validity', before: null, after: validity }] };
}

/** What a change of who keeps a schedule touches. */
export function assignmentTouch({ people, before, after }: AssignmentChange): RuleTouch {
  return { people, changes: [{ kind: 'validity', before, after }] };
}

function calendarTouch(days: CalendarDay[], how: 'added' | 'removed'): RuleTouch {
  return {
    people: null,
    changes: days.map((day) => ({
      kind: 'calendar',
      before: how === 'added' ? null : day,
      after: how === 'added' ? day : null,
    })),
  };
}

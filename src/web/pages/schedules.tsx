import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Schedule } from '../../http/contracts/attendance.ts';
import { useFormat, useRights } from '../me.ts';
import { AssignmentList } from '../parts/assignment-list.tsx';
import { OverridePanel } from '../parts/override-panel.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ScheduleDialog } from '../parts/schedule-dialog.tsx';
import { Empty, Loaded, Skeleton } from '../parts/states.tsx';
import { VersionTimeline } from '../parts/version-timeline.tsx';
import { WeekPicture } from '../parts/week-picture.tsx';
import { schedulesQuery } from '../queries.ts';
import { shortDay } from '../time.ts';

type Version = Schedule['versions'][number];

/** The version in force on a day: the latest that has begun, else the first to begin. */
export function versionOn(schedule: Schedule, day: string): Version | undefined {
  const ordered = schedule.versions.toSorted((a, b) => a.validFrom.localeCompare(b.validFrom));
  return ordered.findLast(({ validFrom }) => validFrom <= day) ?? ordered.at(0);
}

export function SchedulesPage() {
  const { t } = useFormat();
  const rights = useRights();
  const schedules = useQuery(schedulesQuery);
  const [editing, setEditing] = useState<Schedule | 'new' | null>(null);
  return (
    <>
      <PageHead title={t('nav.schedules')} lead={t('schedules.lead')}>
        {rights.manages && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => setEditing('new')}
            data-testid="schedule-add"
          >
            <Plus aria-hidden size={17} /> {t('schedule.add')}
          </button>
        )}
      </PageHead>
      <Loaded query={schedules} skeleton={<Skeleton kind="picture" rows={1} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              title={t('schedules.none')}
              text={t('schedules.none.text')}
              icon={<CalendarClock aria-hidden size={26} />}
            />
          ) : (
            items.map((schedule) => (
              <ScheduleCard
                key={schedule.id}
                schedule={schedule}
                onEdit={rights.manages ? () => setEditing(schedule) : null}
              />
            ))
          )
        }
      </Loaded>
      <OverridePanel />
      {editing && (
        <ScheduleDialog schedule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

function ScheduleCard({ schedule, onEdit }: { schedule: Schedule; onEdit: (() => void) | null }) {
  const { t, today } = useFormat();
  const current = versionOn(schedule, today);
  return (
    <section className="panel schedule-card" data-testid={`schedule-${schedule.name}`}>
      <header className="panel-head">
        <h2>
          {schedule.name}{' '}
          {schedule.isDefault && <span className="chip tone-in">{t('schedule.default')}</span>}
        </h2>
        {onEdit && (
          <button type="button" className="button button-small" onClick={onEdit}>
            <Pencil aria-hidden size={15} /> {t('schedule.change')}
          </button>
        )}
      </header>
      {current && (
        <>
          <WeekPicture definition={current.definition} />
          <p className="quiet">
            {t('schedule.grace', {
              arrival: current.definition.arrivalGraceMinutes,
              departure: current.definition.departureGraceMinutes,
            })}
          </p>
        </>
      )}
      <VersionTimeline versions={schedule.versions} />
      <AssignmentList scheduleId={schedule.id} />
      <Versions schedule={schedule} currentId={current?.id} />
    </section>
  );
}

function Versions({ schedule, currentId }: { schedule: Schedule; currentId: string | undefined }) {
  const { t, dayAndClock } = useFormat();
  return (
    <details className="versions">
      <summary>{t('schedule.versions', { count: schedule.versions.length })}</summary>
      <ul>
        {schedule.versions
          .toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))
          .map((version) => (
            <li key={version.id}>
              <b>{t('schedule.from', { date: shortDay(version.validFrom) })}</b>{' '}
              {version.definition.sessions.map(({ start, end }) => `${start}–${end}`).join(', ')}
              {version.id === currentId && <span className="chip tone-in">{t('schedule.current')}</span>}
              <small className="quiet">
                {version.createdBy} · {dayAndClock(version.createdAt)}
              </small>
            </li>
          ))}
      </ul>
    </details>
  );
}

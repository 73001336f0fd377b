import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormat } from '../me.ts';
import { shiftDay, shiftMonth } from '../time.ts';

type StepperProps = {
  type: 'date' | 'month';
  value: string;
  label: string;
  latest: string;
  onPick: (value: string) => void;
  shift: (value: string, by: number) => string;
};

/** A date or month with one step back and one forward. */
function Stepper({ type, value, label, latest, onPick, shift }: StepperProps) {
  const { t } = useFormat();
  return (
    <div className="stepper">
      <button type="button" className="icon-button" onClick={() => onPick(shift(value, -1))}>
        <ChevronLeft aria-hidden size={18} />
        <span className="sr-only">{t('picker.back')}</span>
      </button>
      <input
        type={type}
        aria-label={label}
        value={value}
        max={latest}
        data-testid={`pick-${type}`}
        onChange={(event) => event.target.value && onPick(event.target.value)}
      />
      <button
        type="button"
        className="icon-button"
        disabled={value >= latest}
        onClick={() => onPick(shift(value, 1))}
      >
        <ChevronRight aria-hidden size={18} />
        <span className="sr-only">{t('picker.forward')}</span>
      </button>
    </div>
  );
}

export function DayPicker({
  date,
  today,
  onPick,
}: {
  date: string;
  today: string;
  onPick: (date: string) => void;
}) {
  const { t } = useFormat();
  return (
    <>
      {date !== today && (
        <button type="button" className="button" onClick={() => onPick(today)}>
          {t('today.title')}
        </button>
      )}
      <Stepper
        type="date"
        value={date}
        latest={today}
        label={t('picker.date')}
        onPick={onPick}
        shift={shiftDay}
      />
    </>
  );
}

export function MonthPicker({
  period,
  today,
  onPick,
}: {
  period: string;
  today: string;
  onPick: (period: string) => void;
}) {
  const { t } = useFormat();
  const latest = today.slice(0, 7);
  return (
    <Stepper
      type="month"
      value={period}
      latest={latest}
      label={t('picker.month')}
      onPick={onPick}
      shift={shiftMonth}
    />
  );
}

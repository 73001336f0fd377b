import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react';

type Common = { label: string; hint?: ReactNode; testId?: string; problem?: string | undefined };

/** A labelled input; its hint and its problem are tied to it for screen readers. */
export function TextField({
  label,
  hint,
  testId,
  problem,
  ...input
}: Common & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        data-testid={testId}
        aria-invalid={problem ? true : undefined}
        aria-describedby={hint || problem ? `${id}-hint` : undefined}
        {...input}
      />
      {(problem ?? hint) && (
        <div id={`${id}-hint`} className={problem ? 'field-problem' : 'field-hint'}>
          {problem ?? hint}
        </div>
      )}
    </div>
  );
}

export function SelectField({
  label,
  hint,
  testId,
  problem,
  children,
  ...select
}: Common & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        data-testid={testId}
        aria-invalid={problem ? true : undefined}
        aria-describedby={hint || problem ? `${id}-hint` : undefined}
        {...select}
      >
        {children}
      </select>
      {(problem ?? hint) && (
        <div id={`${id}-hint`} className={problem ? 'field-problem' : 'field-hint'}>
          {problem ?? hint}
        </div>
      )}
    </div>
  );
}

/** A yes-or-no with its words beside it. */
export function CheckField({
  label,
  hint,
  testId,
  ...input
}: Omit<Common, 'problem'> & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="check">
      <input id={id} type="checkbox" data-testid={testId} {...input} />
      <label htmlFor={id}>
        {label}
        {hint && <span className="field-hint">{hint}</span>}
      </label>
    </div>
  );
}

import type { FormEvent } from 'react';
import { formText } from '../form.ts';
import { useFormat } from '../me.ts';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { Problem } from './states.tsx';

/** Asks for a reason before something is taken back. */
export function ReasonDialog({
  title,
  text,
  action,
  busy,
  error,
  onReason,
  onClose,
}: {
  title: string;
  text: string;
  action: string;
  busy: boolean;
  error: unknown;
  onReason: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useFormat();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onReason(formText(new FormData(event.currentTarget), 'reason'));
  };
  return (
    <Dialog title={title} onClose={onClose} testId="reason-dialog">
      <form onSubmit={submit} className="dialog-form">
        <div className="dialog-body stack">
          <p>{text}</p>
          <TextField
            label={t('imports.undo.reason')}
            name="reason"
            required
            maxLength={500}
            testId="reason"
          />
          {error !== null && <Problem error={error} />}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="button button-danger" disabled={busy} data-testid="reason-send">
            {action}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

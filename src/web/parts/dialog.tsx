import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n.ts';

type DialogProps = {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** `side` is a drawer from the right, `centre` a small window. */
  shape?: 'centre' | 'side';
  /** `wide` for what needs room. */
  wide?: boolean;
  testId?: string;
};

/**
 * A modal window on the browser's own <dialog>: it keeps the focus inside, closes with Esc and gives the
 * focus back to where it was.
 */
export function Dialog({ title, onClose, children, shape = 'centre', wide = false, testId }: DialogProps) {
  const { t } = useI18n();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog dialog-${shape}${wide ? ' dialog-wide' : ''}`}
      aria-labelledby={titleId}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog-box">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon-button" onClick={onClose} data-testid="dialog-close">
            <X aria-hidden size={20} />
            <span className="sr-only">{t('action.close')}</span>
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm({
  title,
  text,
  action,
  busy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  text: string;
  action: string;
  busy: boolean;
  error?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { t } = useI18n();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <p>{text}</p>
        {error}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
        <button
          type="button"
          className="button button-danger"
          disabled={busy}
          onClick={onConfirm}
          data-testid="confirm"
        >
          {action}
        </button>
      </footer>
    </Dialog>
  );
}

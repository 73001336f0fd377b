import { FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n.ts';

type FileFieldProps = {
  label: string;
  hint?: ReactNode;
  accept: string;
  disabled?: boolean;
  /** Told of each file that is chosen, the same one again too. */
  onFile?: (file: File) => void;
  /** Of the field in a form that is read when it is sent. */
  name?: string;
  testId?: string;
};

/** Chooses a file. The browser's own button speaks the browser's language and not the page's. */
export function FileField({ label, hint, accept, disabled = false, onFile, name, testId }: FileFieldProps) {
  const { t } = useI18n();
  const id = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="file-field">
        <label className={disabled ? 'button button-disabled' : 'button'}>
          <FileUp aria-hidden size={16} /> {t('file.choose')}
          <input
            id={id}
            name={name}
            type="file"
            className="sr-only"
            accept={accept}
            disabled={disabled}
            aria-describedby={hint ? `${id}-name ${id}-hint` : `${id}-name`}
            data-testid={testId}
            onChange={({ target }) => {
              const file = target.files?.[0];
              setChosen(file?.name ?? null);
              if (file) onFile?.(file);
              // So that the same file is told again; a form still needs it.
              if (name === undefined) target.value = '';
            }}
          />
        </label>
        <span id={`${id}-name`} className="file-name">
          {chosen ?? t('file.none')}
        </span>
      </div>
      {hint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
    </div>
  );
}

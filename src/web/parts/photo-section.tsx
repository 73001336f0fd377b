import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, ImagePlus, LoaderCircle, Trash2, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Employee, Photo } from '../../http/contracts/people.ts';
import { remove } from '../api.ts';
import { useFormat } from '../me.ts';
import { usePhotoUpload } from '../photo-upload.ts';
import type { Upload } from '../photo-upload.ts';
import { photosQuery } from '../queries.ts';
import { sayProblem } from './notice.tsx';
import { Loaded } from './states.tsx';

/** The photos a person is recognised by: drop several, each answers for itself. */
export function PhotoSection({ employee, editable }: { employee: Employee; editable: boolean }) {
  const { t } = useFormat();
  const photos = useQuery(photosQuery(employee.id));
  return (
    <section data-testid="photos">
      <h3>
        <span className="step-number">2</span> {t('photo.title')}
      </h3>
      {editable && employee.enrolment === 'noConsent' ? (
        <p className="quiet">{t('photo.consentFirst')}</p>
      ) : (
        editable && <PhotoDrop employeeId={employee.id} />
      )}
      <Loaded query={photos}>
        {(items) =>
          items.length > 0 && (
            <ul className="photo-grid">
              {items.map((photo) => (
                <PhotoItem key={photo.id} photo={photo} name={employee.fullName} editable={editable} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function PhotoDrop({ employeeId }: { employeeId: string }) {
  const { t } = useFormat();
  const inputId = useId();
  const [over, setOver] = useState(false);
  const { uploads, add } = usePhotoUpload(employeeId);
  return (
    <>
      <label
        htmlFor={inputId}
        className={over ? 'drop drop-over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          add([...event.dataTransfer.files]);
        }}
      >
        <ImagePlus aria-hidden size={24} />
        <strong>{t('photo.drop')}</strong>
        <span>{t('photo.drop.hint')}</span>
        <input
          id={inputId}
          type="file"
          accept="image/*"
          multiple
          className="sr-only"
          data-testid="photo-input"
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </label>
      {uploads.length > 0 && (
        <ul className="uploads" aria-live="polite" data-testid="photo-results">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
    </>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { t } = useFormat();
  return (
    <li className={`upload upload-${upload.state}`} data-state={upload.state} data-code={upload.error?.code}>
      {upload.state === 'done' && <Check aria-hidden size={17} />}
      {upload.state === 'failed' && <X aria-hidden size={17} />}
      {(upload.state === 'sending' || upload.state === 'waiting') && (
        <LoaderCircle aria-hidden size={17} className="spin" />
      )}
      <div>
        <b>{upload.fileName}</b>
        {upload.state === 'done' && <span>{t('photo.accepted')}</span>}
        {upload.state === 'sending' && <span>{t('photo.checking')}</span>}
        {upload.error && (
          <span>
            {upload.error.message} {upload.error.hint}
            {upload.error.status >= 500 && upload.error.requestId && (
              <> {t('state.requestId', { requestId: upload.error.requestId })}</>
            )}
          </span>
        )}
      </div>
    </li>
  );
}

function PhotoItem({ photo, name, editable }: { photo: Photo; name: string; editable: boolean }) {
  const { t, dayAndClock } = useFormat();
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: () => remove(`/api/photos/${photo.id}`),
    onError: sayProblem,
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => ['photos', 'employee', 'employees'].includes(String(queryKey[0])),
      }),
  });
  return (
    <li className="photo">
      <img src={`/api/photos/${photo.id}/picture`} alt={t('photo.of', { name })} loading="lazy" />
      <small>
        {t('photo.faceHeight', { pixels: Math.round(photo.quality.faceHeightPx) })}
        <br />
        {dayAndClock(photo.createdAt)}
      </small>
      {editable && (
        <button
          type="button"
          className="icon-button"
          title={t('photo.delete')}
          disabled={drop.isPending}
          onClick={() => drop.mutate()}
        >
          <Trash2 aria-hidden size={15} />
          <span className="sr-only">{t('photo.delete')}</span>
        </button>
      )}
    </li>
  );
}

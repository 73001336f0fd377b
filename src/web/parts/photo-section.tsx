import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, ImagePlus, LoaderCircle, Trash2, X } from 'lucide-react';
import { useId, useState } from 'react';
import { enrolmentPhotos, photosMissing } from '../../domain/enrolment.ts';
import type { Employee, Photo } from '../../http/contracts/people.ts';
import { remove } from '../api.ts';
import { useFormat } from '../me.ts';
import { usePhotoUpload } from '../photo-upload.ts';
import type { Upload } from '../photo-upload.ts';
import { photosQuery } from '../queries.ts';
import { LiveCaptureButton } from './live-capture-dialog.tsx';
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
      {employee.enrolment !== 'noConsent' && photos.data && <PhotoCount count={photos.data.length} />}
      {editable && <PhotoAdd employee={employee} count={photos.data?.length ?? 0} />}
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

/** How far the enrolment is: complete from three photos on. */
function PhotoCount({ count }: { count: number }) {
  const { t } = useFormat();
  const missing = photosMissing(count);
  return (
    <p className={missing > 0 ? 'photo-count photo-count-open' : 'photo-count'} data-testid="photo-count">
      {t('photo.count', { count, missing, fewest: enrolmentPhotos.fewest })}
    </p>
  );
}

function PhotoAdd({ employee, count }: { employee: Employee; count: number }) {
  const { t } = useFormat();
  if (employee.enrolment === 'noConsent') return <p className="quiet">{t('photo.consentFirst')}</p>;
  const full = count >= enrolmentPhotos.most;
  return (
    <>
      <PhotoDrop employeeId={employee.id} full={full} />
      {!full && <LiveCaptureButton employee={employee} />}
    </>
  );
}

/** What was said of the last photos stays to be read when there is no room for more. */
function PhotoDrop({ employeeId, full }: { employeeId: string; full: boolean }) {
  const { t } = useFormat();
  const { uploads, add } = usePhotoUpload(employeeId);
  return (
    <>
      {full ? (
        <p className="quiet">{t('photo.full', { most: enrolmentPhotos.most })}</p>
      ) : (
        <DropField onFiles={add} />
      )}
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

function DropField({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useFormat();
  const inputId = useId();
  const [over, setOver] = useState(false);
  return (
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
        onFiles([...event.dataTransfer.files]);
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
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </label>
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

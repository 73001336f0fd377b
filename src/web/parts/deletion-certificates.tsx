import { useQuery } from '@tanstack/react-query';
import { FileCheck2 } from 'lucide-react';
import type { DeletionCertificate } from '../../http/contracts/people.ts';
import { list } from '../api.ts';
import { useFormat } from '../me.ts';

/** Proof that what showed or recognised the person was deleted when they withdrew their consent. */
export function DeletionCertificates({ employeeId }: { employeeId: string }) {
  const { data = [] } = useQuery({
    queryKey: ['employee', employeeId, 'certificates'],
    queryFn: () => list<DeletionCertificate>(`/api/employees/${employeeId}/deletion-certificates`),
  });
  if (data.length === 0) return null;
  return (
    <ul className="consents">
      {data.map((certificate) => (
        <Certificate key={certificate.id} certificate={certificate} />
      ))}
    </ul>
  );
}

function Certificate({ certificate }: { certificate: DeletionCertificate }) {
  const { t, dayAndClock } = useFormat();
  const { templates, photos, embeddings, blankedPictures, files, digest, madeBy, madeAt } = certificate;
  return (
    <li className="consent">
      <FileCheck2 aria-hidden size={18} />
      <div>
        <strong>{t('certificate.title')}</strong>
        <small>
          {t('certificate.deleted', {
            templates: String(templates),
            photos: String(photos),
            embeddings: String(embeddings),
            files: String(files.length),
            blanked: String(blankedPictures),
          })}{' '}
          {digest === null
            ? t('certificate.pending')
            : t('certificate.clean', {
                name: madeBy,
                time: dayAndClock(madeAt),
                digest: digest.slice(0, 12),
              })}
        </small>
      </div>
    </li>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { message } from '../i18n/messages.ts';
import { ApiError, post } from './api.ts';
import { currentLanguage } from './i18n.ts';

export type Upload = {
  key: number;
  fileName: string;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  error: ApiError | null;
};

/** The server's own limit; a larger file is not sent at all. */
const limitMb = 15;

let nextKey = 1;

async function sendPhoto(employeeId: string, file: File): Promise<void> {
  if (file.size > limitMb * 1024 * 1024) throw tooLarge();
  const form = new FormData();
  form.append('photo', file, file.name);
  await post(`/api/employees/${employeeId}/photos`, form);
}

function tooLarge(): ApiError {
  const language = currentLanguage();
  return new ApiError(413, {
    code: 'photo_too_large',
    message: message(language, 'error.photo_too_large', { limitMb }),
    hint: message(language, 'error.photo_too_large.hint'),
  });
}

/** Sends photos one after another, so that each answers for itself and one bad file stops none. */
export function usePhotoUpload(employeeId: string) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const update = (key: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));

  const sendAll = async (batch: { key: number; file: File }[]) => {
    for (const { key, file } of batch) {
      update(key, { state: 'sending' });
      try {
        await sendPhoto(employeeId, file);
        update(key, { state: 'done' });
      } catch (error) {
        update(key, { state: 'failed', error: error instanceof ApiError ? error : new ApiError(0, {}) });
      }
      void queries.invalidateQueries({ queryKey: ['photos', employeeId] });
    }
    void queries.invalidateQueries({ queryKey: ['employee', employeeId] });
    void queries.invalidateQueries({ queryKey: ['employees'] });
  };

  const add = (files: File[]) => {
    const batch = files.map((file) => ({ key: nextKey++, file }));
    const fresh = batch.map(
      ({ key, file }) => ({ key, fileName: file.name, state: 'waiting', error: null }) as const,
    );
    // Finished ones of earlier batches make room.
    setUploads((all) => [...all.filter(({ state }) => state !== 'done'), ...fresh]);
    void sendAll(batch);
  };
  return { uploads, add };
}

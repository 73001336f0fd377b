import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Camera, CameraTest } from '../../http/contracts/cameras.ts';
import { ApiError, patch, post, query } from '../api.ts';
import { useFormat } from '../me.ts';
import { doorsQuery } from '../queries.ts';
import type { CameraPatch, Door } from '../types.ts';
import { CameraTestResult } from './camera-test.tsx';
import { AccessFields, PlaceFields, newDoor } from './camera-fields.tsx';
import type { CameraForm } from './camera-fields.tsx';
import { Dialog } from './dialog.tsx';
import { say } from './notice.tsx';
import { Loaded, Problem } from './states.tsx';

function formOf(camera: Camera | undefined, doors: Door[]): CameraForm {
  return {
    address: camera?.address ?? '',
    username: camera?.username ?? '',
    password: '',
    name: camera?.name ?? '',
    doorId: camera?.door.id ?? doors[0]?.id ?? newDoor,
    doorName: '',
    staffOnly: true,
    direction: camera?.direction ?? 'in',
  };
}

/** Adds a camera, or changes one: where it is and how to sign in, a test of that, which door it watches. */
export function CameraDialog({ camera, onClose }: { camera?: Camera; onClose: () => void }) {
  const { t } = useFormat();
  const doors = useQuery(doorsQuery);
  return (
    <Dialog
      title={camera ? t('camera.edit.title', { name: camera.name }) : t('camera.add')}
      onClose={onClose}
      wide
      testId="camera-dialog"
    >
      <Loaded query={doors}>
        {(items) => <CameraEditor camera={camera} doors={items} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

/** What a camera can be stored in spite of. */
const unanswered = new Set([
  'camera_unreachable',
  'camera_not_onvif',
  'camera_wrong_credentials',
  'camera_locked_out',
  'camera_no_events',
  'camera_no_stream',
  'camera_clock_skew',
  'camera_connection_limit',
]);

/** A test of what is typed; of the stored access when the password was left as it is. */
function runTest(camera: Camera | undefined, form: CameraForm): Promise<CameraTest> {
  const { address, username, password } = form;
  const stored = camera && password === '' && address === camera.address && username === camera.username;
  return stored
    ? post(`/api/cameras/${camera.id}/test`)
    : post('/api/cameras/test', { address: address.trim(), username, password });
}

/** The server tries a new access before it stores it; `force` stores one that does not answer yet. */
async function save(
  camera: Camera | undefined,
  form: CameraForm,
  doorId: string,
  force: boolean,
): Promise<void> {
  const asked = query({ force: force || null });
  const { address, username, password, name, direction } = form;
  const common = { address: address.trim(), username, name: name.trim(), doorId, direction };
  if (!camera) await post(`/api/cameras${asked}`, { ...common, password });
  else {
    const change: CameraPatch = password === '' ? common : { ...common, password };
    await patch(`/api/cameras/${camera.id}${asked}`, change);
  }
}

function CameraEditor({
  camera,
  doors,
  onClose,
}: {
  camera: Camera | undefined;
  doors: Door[];
  onClose: () => void;
}) {
  const { t } = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState(() => formOf(camera, doors));
  const test = useMutation({ mutationFn: () => runTest(camera, form) });
  const saving = useMutation({
    mutationFn: async (force: boolean) => save(camera, form, await doorOf(form), force),
    onSuccess: async () => {
      say(t('camera.saved', { name: form.name }));
      onClose();
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['cameras'] }),
        queries.invalidateQueries({ queryKey: ['doors'] }),
      ]);
    },
  });
  /** A new door stays when the camera is refused: the next try uses it. */
  const doorOf = async ({ doorId, doorName, staffOnly }: CameraForm): Promise<string> => {
    if (doorId !== newDoor) return doorId;
    const door = await post<Door>('/api/doors', { name: doorName.trim(), staffOnly });
    await queries.invalidateQueries({ queryKey: ['doors'] });
    setForm((current) => ({ ...current, doorId: door.id }));
    return door.id;
  };
  const change = (part: Partial<CameraForm>) => {
    // A result belongs to the access it was made with.
    if ('address' in part || 'username' in part || 'password' in part) {
      test.reset();
      saving.reset();
    }
    setForm({ ...form, ...part });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate(failed);
  };
  const busy = test.isPending || saving.isPending;
  // Somebody who has seen that it does not work may store it all the same: the camera may come later.
  const failed =
    test.data?.ok === false || (saving.error instanceof ApiError && unanswered.has(saving.error.code));
  return (
    <form onSubmit={submit} className="dialog-form">
      <div className="dialog-body camera-editor">
        <div className="stack">
          <AccessFields form={form} stored={camera !== undefined} onChange={change} />
          <button
            type="button"
            className="button"
            disabled={busy || form.address.trim() === ''}
            onClick={() => test.mutate()}
            data-testid="camera-test"
          >
            <PlugZap aria-hidden size={16} /> {t(test.isPending ? 'camera.testing' : 'camera.testConnection')}
          </button>
          <PlaceFields form={form} doors={doors} onChange={change} />
        </div>
        <div className="stack">
          <p className="quiet">{t('camera.test.about')}</p>
          <CameraTestResult test={test.data} busy={test.isPending} />
          {test.isError && <Problem error={test.error} />}
          {saving.isError && <Problem error={saving.error} />}
        </div>
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
        <button
          type="submit"
          className={failed ? 'button' : 'button button-primary'}
          disabled={busy}
          data-testid="camera-save"
        >
          {t(saving.isPending ? 'camera.saving' : failed ? 'camera.saveAnyway' : 'action.save')}
        </button>
      </footer>
    </form>
  );
}

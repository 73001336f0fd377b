import type { Decoder } from '../cameras/decoders.ts';
import { openFrameSource } from '../cameras/frame-source.ts';
import { withLastResort } from '../cameras/last-resort-source.ts';
import { openOnEventSource } from '../cameras/on-event-source.ts';
import { openSnapshotSource } from '../cameras/snapshot-source.ts';
import type { CameraLog, FrameSource, FrameSourceOptions } from '../cameras/types.ts';
import type { CameraSettings } from './camera-settings.ts';
import { ringSeconds } from './captured-event.ts';
import type { FoundToWork } from './found-to-work.ts';

/** More than are kept: of neighbours the sharpest is. */
const framesPerSecond = 8;
/** To look for motion: few and small. */
const look = { fps: 2, maxWidth: 320, ringSeconds: 1, decoder: 'software' } as const;

export type PictureAddresses = { main: string; sub: string | null; snapshot: string | null };

/** The pictures of one camera: those that are kept, and those in which motion is looked for. */
export type Pictures = {
  main: FrameSource;
  /** Null where motion is not looked for. */
  look: FrameSource | null;
  close(): Promise<void>;
};

export type PictureOptions = {
  account: { username: string; password: string };
  settings: Pick<CameraSettings, 'trigger' | 'ring' | 'decoding' | 'masks'>;
  found: FoundToWork;
  signal: AbortSignal;
  log: CameraLog;
};

/** Opens what the settings ask for. Motion is looked for in the sub stream, or in the main one where there is no other. */
export function openPictures(addresses: PictureAddresses, options: PictureOptions): Pictures {
  const { account, settings, found, signal, log } = options;
  const open = (uri: string, own: Partial<FrameSourceOptions>, known: FoundToWork = found): FrameSource => {
    const decoder: Decoder | 'auto' =
      settings.decoding === 'software' ? 'software' : (known.decoder ?? 'auto');
    const transport = known.transport && { transport: known.transport };
    const { masks } = settings;
    const shared = { fps: framesPerSecond, ringSeconds, masks, signal, log, decoder, ...transport };
    return openFrameSource({ uri, ...account }, { ...shared, ...own });
  };

  const looks = settings.trigger === 'motion';
  const looksAtMain = looks && addresses.sub === null && settings.ring !== 'onEvent';
  const ring = settings.ring === 'decoded' || looksAtMain ? 'decoded' : 'compressed';
  const stream =
    settings.ring === 'onEvent'
      ? openOnEventSource(
          ({ transport, decoder }) =>
            open(
              addresses.main,
              {},
              {
                transport: transport ?? found.transport,
                decoder: decoder ?? found.decoder,
              },
            ),
          { signal },
        )
      : open(addresses.main, { ring });
  const { snapshot } = addresses;
  const main =
    snapshot === null
      ? stream
      : withLastResort(stream, () =>
          openSnapshotSource({ uri: snapshot, ...account }, { ringSeconds, masks: settings.masks, signal }),
        );
  const looking =
    looks && !looksAtMain ? open(addresses.sub ?? addresses.main, { ...look, ring: 'decoded' }) : null;
  return {
    main,
    look: looksAtMain ? main : looking,
    close: async () => void (await Promise.all([main.close(), looking?.close()])),
  };
}

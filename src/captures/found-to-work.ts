import { hostname } from 'node:os';
import { z } from 'zod';
import { hardwareDecoders } from '../cameras/decoders.ts';
import type { FrameSourceHealth } from '../cameras/types.ts';
import type { CameraRow } from './camera-row.ts';

/** What was found to work for one camera; stored beside it, and tried first the next time. */
const foundToWork = z.object({
  transport: z.enum(['tcp', 'udp', 'http']).nullable().catch(null).default(null),
  decoder: z
    .enum(['software', ...hardwareDecoders])
    .nullable()
    .catch(null)
    .default(null),
  /** Where it decoded: another machine has other hardware. */
  machine: z.string().nullable().catch(null).default(null),
});
export type FoundToWork = Pick<z.output<typeof foundToWork>, 'transport' | 'decoder'>;

/** What a stored column says that holds on this machine; nothing where it says nothing that is valid. */
export function readFound(column: unknown, machine: string = hostname()): FoundToWork {
  const found = foundToWork.catch(foundToWork.parse({})).parse(column);
  return { transport: found.transport, decoder: found.machine === machine ? found.decoder : null };
}

/** Keeps what is found to work in the camera's row. */
export class FoundKeeper {
  readonly #row: CameraRow;
  #kept: FoundToWork;

  constructor(row: CameraRow, kept: FoundToWork) {
    this.#row = row;
    this.#kept = kept;
  }

  /** Stores what is new; only what brings pictures counts. Throws when the database is away. */
  async note({ decoding, transport, decoder }: FrameSourceHealth): Promise<void> {
    if (!decoding) return;
    const found = {
      transport: transport ?? this.#kept.transport,
      decoder: decoder ?? this.#kept.decoder,
    };
    if (found.transport === this.#kept.transport && found.decoder === this.#kept.decoder) return;
    await this.#row.note({ found: { ...found, machine: hostname() } });
    this.#kept = found;
  }
}

import type { Context } from '../context.ts';
import type { Prisma } from '../store/generated/client.ts';

/** The row of a camera as the holder of one term may write it. */
export class CameraRow {
  readonly cameraId: string;
  readonly #fence: number;
  readonly #context: Context;

  /** @param fence of the term under which this process holds the camera. */
  constructor(cameraId: string, fence: number, context: Context) {
    this.cameraId = cameraId;
    this.#fence = fence;
    this.#context = context;
  }

  /**
   * Writes what is known of the camera and resolves with what an officer said of its view meanwhile; null when a later
   * holder knows better. Throws when the database is away.
   */
  async note(data: Prisma.CameraUpdateManyMutationInput): Promise<{ viewAcceptedAt: Date | null } | null> {
    const [row] = await this.#context.database.prisma.camera.updateManyAndReturn({
      where: { id: this.cameraId, leases: { none: { fence: { gt: this.#fence } } } },
      data,
      select: { viewAcceptedAt: true },
    });
    return row ?? null;
  }
}

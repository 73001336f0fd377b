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

  /** Writes what is known of the camera; false when a later holder knows better. Throws when the database is away. */
  async note(data: Prisma.CameraUpdateManyMutationInput): Promise<boolean> {
    const { count } = await this.#context.database.prisma.camera.updateMany({
      where: { id: this.cameraId, leases: { none: { fence: { gt: this.#fence } } } },
      data,
    });
    return count > 0;
  }
}

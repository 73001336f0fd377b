/** Privacy masks: black before a picture is looked at or kept. */
import sharp from 'sharp';
import { coveringRectangles, type PictureArea } from '../domain/picture-area.ts';
import type { Frame } from './types.ts';

/**
 * Filters for ffmpeg, so that what they hide never leaves the decoder: the areas are blackened wholly, whatever the picture's size; they may take a hundredth of its width
 * more, never less.
 */
export function blackFilters(masks: readonly PictureArea[]): string[] {
  const share = (value: number): string => value.toFixed(5);
  return masks
    .flatMap((mask) => coveringRectangles(mask))
    .map(({ x, y, width, height }) => {
      // Sizes are cut to whole pixels: one more on each side makes good for it.
      const [left, top] = [`floor(iw*${share(x)})`, `floor(ih*${share(y)})`];
      const [across, down] = [`ceil(iw*${share(width)})+1`, `ceil(ih*${share(height)})+1`];
      return `drawbox=x='${left}':y='${top}':w='${across}':h='${down}':color=black:t=fill`;
    });
}

/** A picture that came as it is, with the areas blackened; itself when there are none. */
export async function blackened(frame: Frame, masks: readonly PictureArea[]): Promise<Frame> {
  const { width, height } = frame;
  const black = masks
    .flatMap((mask) => coveringRectangles(mask))
    .map((area) => {
      const [left, top] = [Math.floor(area.x * width), Math.floor(area.y * height)];
      const across = Math.min(width - left, Math.ceil(area.width * width) + 1);
      const down = Math.min(height - top, Math.ceil(area.height * height) + 1);
      return { left, top, across, down };
    })
    .filter(({ across, down }) => across > 0 && down > 0);
  if (black.length === 0) return frame;
  const jpeg = await sharp(frame.jpeg)
    .composite(
      black.map(({ left, top, across, down }) => ({
        input: { create: { width: across, height: down, channels: 3, background: 'black' } },
        left,
        top,
      })),
    )
    .jpeg({ quality: 90 })
    .toBuffer();
  return { ...frame, jpeg };
}

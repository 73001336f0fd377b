/** Privacy masks as filters of the decoder, so that what they hide never leaves it. */
import { coveringRectangles, type PictureArea } from '../domain/picture-area.ts';

/**
 * Filters for ffmpeg that blacken the areas wholly, whatever the picture's size; they may take a hundredth of its width
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

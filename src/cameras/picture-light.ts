/** Whether a picture has light enough, and not too much, to know a face in it. */
import sharp from 'sharp';

export type PictureLight = 'good' | 'dark' | 'bright' | 'flat';

/** Mean luminance (0 to 255) below and above which faces lose their features. */
const darkest = 45;
const brightest = 215;
/** Standard deviation of luminance below which fog, dirt or glare lies over everything. */
const flattest = 14;

/** @throws when the bytes are no picture */
export async function lightOf(jpeg: Buffer): Promise<PictureLight> {
  const grey = sharp(jpeg).greyscale().resize(160, 90, { fit: 'fill' });
  const { data, info } = await grey.raw().toBuffer({ resolveWithObject: true });
  // A file may keep three equal channels.
  const { channels } = await sharp(data, {
    raw: { width: info.width, height: info.height, channels: info.channels },
  }).stats();
  const { mean = 0, stdev = 0 } = channels[0] ?? {};
  if (mean < darkest) return 'dark';
  if (mean > brightest) return 'bright';
  return stdev < flattest ? 'flat' : 'good';
}

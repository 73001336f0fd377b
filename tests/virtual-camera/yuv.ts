/** Pictures in planar YUV 4:2:0 (BT.601, limited range), the form the encoder takes without converting anything. */

export type YuvFrame = { width: number; height: number; data: Buffer };

/** RGBA pixels, not premultiplied. */
export type RgbaPicture = { width: number; height: number; data: Buffer };

/** A black frame; width and height must be even. */
export function yuvFrame(width: number, height: number): YuvFrame {
  const data = Buffer.alloc((width * height * 3) / 2, 128);
  data.fill(16, 0, width * height);
  return { width, height, data };
}

const luma = (r: number, g: number, b: number): number => 16 + (66 * r + 129 * g + 25 * b + 128) / 256;
const blueness = (r: number, g: number, b: number): number => 128 + (-38 * r - 74 * g + 112 * b + 128) / 256;
const redness = (r: number, g: number, b: number): number => 128 + (112 * r - 94 * g - 18 * b + 128) / 256;

function blend(data: Buffer, index: number, value: number, alpha: number): void {
  const before = data[index] ?? 0;
  data[index] = before + ((value - before) * alpha) / 255;
}

/**
 * Lays a picture over the frame at (left, top), which may lie partly outside; colour is taken from every second pixel
 * of every second row.
 */
export function lay(frame: YuvFrame, picture: RgbaPicture, left: number, top: number): void {
  const { width, height, data } = frame;
  const chroma = width * height;
  const chromaSize = chroma / 4;
  const fromX = Math.max(0, left);
  const toX = Math.min(width, left + picture.width);
  const toY = Math.min(height, top + picture.height);
  for (let y = Math.max(0, top); y < toY; y++) {
    let source = ((y - top) * picture.width + (fromX - left)) * 4;
    for (let x = fromX; x < toX; x++, source += 4) {
      const alpha = picture.data[source + 3] ?? 0;
      if (alpha === 0) continue;
      const r = picture.data[source] ?? 0;
      const g = picture.data[source + 1] ?? 0;
      const b = picture.data[source + 2] ?? 0;
      blend(data, y * width + x, luma(r, g, b), alpha);
      if ((x | y) & 1) continue;
      const at = chroma + ((y >> 1) * width) / 2 + (x >> 1);
      blend(data, at, blueness(r, g, b), alpha);
      blend(data, at + chromaSize, redness(r, g, b), alpha);
    }
  }
}

/** A grey rectangle; `level` is luma 16 (black) to 235 (white). */
export function fillRect(
  frame: YuvFrame,
  rect: { left: number; top: number; width: number; height: number },
  level: number,
): void {
  const { width, height, data } = frame;
  const chroma = width * height;
  for (let y = rect.top; y < rect.top + rect.height; y++) {
    data.fill(level, y * width + rect.left, y * width + rect.left + rect.width);
    if (y & 1) continue;
    const row = chroma + ((y >> 1) * width) / 2;
    const from = rect.left >> 1;
    const to = (rect.left + rect.width) >> 1;
    data.fill(128, row + from, row + to);
    data.fill(128, row + chroma / 4 + from, row + chroma / 4 + to);
  }
}

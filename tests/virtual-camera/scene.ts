/** What the camera sees at an instant, as a raw frame. */
import sharp from 'sharp';
import { clockText, drawClock } from './clock-overlay.ts';
import { backgroundSvg, faceInDrawing, personDrawing, personSvg, print, printSvg } from './drawing.ts';
import { personById } from './people.ts';
import type { CameraScript } from './script.ts';
import { standingAt } from './walk.ts';
import type { Standing } from './walk.ts';
import { lay, yuvFrame } from './yuv.ts';
import type { RgbaPicture, YuvFrame } from './yuv.ts';

export type SceneOptions = {
  width: number;
  height: number;
  /** Of the clock in the corner. */
  timeZone: string;
  /** How much the camera's clock is ahead. */
  clockOffsetSeconds: number;
};

export type Scene = {
  /** The frame of an instant (epoch ms, true clock). The buffer is good until the next call. */
  frameAt(script: CameraScript, instant: number): Promise<YuvFrame>;
  /** The empty scene with a blank clock. */
  emptyFrame(): YuvFrame;
};

async function rasterise(svg: string): Promise<RgbaPicture> {
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** The part of a person that lies within the frame, at the size wanted, with its place. */
async function sprite(
  drawing: RgbaPicture,
  standing: Standing,
  frame: { height: number },
): Promise<{ picture: RgbaPicture; left: number; top: number }> {
  const scale = standing.faceHeight / faceInDrawing.height;
  const left = Math.round(standing.centreX - faceInDrawing.centreX * scale);
  const top = Math.round(standing.centreY - faceInDrawing.centreY * scale);
  const rows = Math.min(personDrawing.height, Math.ceil((frame.height - top) / scale));
  const { data, info } = await sharp(drawing.data.subarray(0, drawing.width * rows * 4), {
    raw: { width: drawing.width, height: rows, channels: 4 },
  })
    .resize({
      width: Math.round(drawing.width * scale),
      height: Math.round(rows * scale),
      fit: 'fill',
      kernel: 'cubic',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { picture: { width: info.width, height: info.height, data }, left, top };
}

/** A photo in somebody's hands, narrower the more it is turned away, with its place. */
async function heldPhoto(
  drawing: RgbaPicture,
  { faceHeight, centreX, centreY }: Standing,
  turnDegrees: number,
): Promise<{ picture: RgbaPicture; left: number; top: number }> {
  const scale = faceHeight / faceInDrawing.height;
  const width = Math.max(1, Math.round(print.width * scale * Math.cos((turnDegrees * Math.PI) / 180)));
  const height = Math.round(print.height * scale);
  const { data } = await sharp(drawing.data, {
    raw: { width: drawing.width, height: drawing.height, channels: 4 },
  })
    .resize({ width, height, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const top = Math.round(centreY + print.below * scale - height / 2);
  return { picture: { width, height, data }, left: Math.round(centreX - width / 2), top };
}

/** Rasterises the background now and each person when first seen. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  const { width, height } = options;
  const background = yuvFrame(width, height);
  lay(background, await rasterise(backgroundSvg(width, height)), 0, 0);
  const frame = yuvFrame(width, height);
  const drawings = new Map<string, Promise<RgbaPicture>>();

  function drawingOf(id: string): Promise<RgbaPicture> {
    const known = drawings.get(id) ?? rasterise(personSvg(personById(id).face));
    drawings.set(id, known);
    return known;
  }

  const prints = new Map<string, Promise<RgbaPicture>>();

  function printOf(id: string): Promise<RgbaPicture> {
    const known = prints.get(id) ?? rasterise(printSvg(personById(id).face));
    prints.set(id, known);
    return known;
  }

  return {
    emptyFrame() {
      background.data.copy(frame.data);
      drawClock(frame, ' '.repeat(clockText(0, options.timeZone).length));
      return frame;
    },
    async frameAt(script, instant) {
      background.data.copy(frame.data);
      for (const standing of standingAt(script, instant, frame)) {
        const { picture, left, top } = await sprite(await drawingOf(standing.id), standing, frame);
        lay(frame, picture, left, top);
        if (standing.photo === null) continue;
        const held = await heldPhoto(await printOf(standing.photo.id), standing, standing.photo.turnDegrees);
        lay(frame, held.picture, held.left, held.top);
      }
      drawClock(frame, clockText(instant + options.clockOffsetSeconds * 1000, options.timeZone));
      return frame;
    },
  };
}

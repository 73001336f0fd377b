/** The date and time in the corner of the picture, from digits drawn here. */
import { fillRect } from './yuv.ts';
import type { YuvFrame } from './yuv.ts';

/** 5 columns by 7 rows; each number is a row, its highest of five bits the left column. */
const glyphs: Record<string, readonly number[]> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  ':': [0, 4, 4, 0, 4, 4, 0],
  '-': [0, 0, 0, 31, 0, 0, 0],
};

/** `2026-11-23 08:05:09` in a time zone. */
export function clockText(instant: number, timeZone: string): string {
  // Swedish writes date and time the ISO way
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    instant,
  );
}

/** Writes the clock into the upper left corner, white on black. */
export function drawClock(frame: YuvFrame, text: string): void {
  const dot = Math.max(2, 2 * Math.round(frame.height / 480));
  const margin = 4 * dot;
  fillRect(frame, { left: margin, top: margin, width: (text.length * 6 + 1) * dot, height: 9 * dot }, 20);
  [...text].forEach((character, index) => {
    glyphs[character]?.forEach((row, y) => {
      for (let x = 0; x < 5; x++) {
        if (!((row >> (4 - x)) & 1)) continue;
        const left = margin + (index * 6 + 1 + x) * dot;
        fillRect(frame, { left, top: margin + (y + 1) * dot, width: dot, height: dot }, 225);
      }
    });
  });
}

import { describe, expect, it } from 'vitest';
import { scaleOver, stretch, ticks } from '../../../src/web/scale.ts';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00+07:00`);
const zone = 'Asia/Ho_Chi_Minh';

/** A scale that must exist. */
function over(instants: number[], roomMs = 0) {
  const scale = scaleOver(instants, roomMs);
  if (!scale) throw new Error('no scale');
  return scale;
}

describe('scaleOver', () => {
  it('runs from the first to the last instant with room on both sides', () => {
    const scale = over([at('17:00'), at('07:00')], 30 * 60_000);
    expect(scale.from).toBe(at('06:30'));
    expect(scale.to).toBe(at('17:30'));
    expect(scale.percent(at('12:00'))).toBe(50);
  });

  it('keeps what lies outside at its ends', () => {
    const scale = over([at('07:00'), at('17:00')]);
    expect(scale.percent(at('03:00'))).toBe(0);
    expect(scale.percent(at('23:00'))).toBe(100);
  });

  it('is nothing without instants', () => {
    expect(scaleOver([])).toBeNull();
  });
});

describe('stretch', () => {
  it('is cut to the scale', () => {
    expect(stretch(over([at('08:00'), at('12:00')]), at('06:00'), at('10:00'))).toEqual({
      left: '0%',
      width: '50%',
    });
  });
});

describe('ticks', () => {
  it.each([
    [zone, ['08:00', '09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00']],
    // Half an hour off the full hours of most zones: ticks are round on this office's clock.
    [
      'Asia/Kolkata',
      ['06:00', '07:00', '08:00', '09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00'],
    ],
  ])('stand at full hours of %s', (timeZone, labels) => {
    const marks = ticks(over([at('07:00'), at('17:00')]), timeZone, 12);
    expect(marks.map(({ label }) => label)).toEqual(labels);
  });

  it('are at most as many as asked for, in minutes for a short day', () => {
    const marks = ticks(over([at('21:20'), at('21:36')]), zone, 10);
    expect(marks.map(({ label }) => label)).toEqual([
      '21:22',
      '21:24',
      '21:26',
      '21:28',
      '21:30',
      '21:32',
      '21:34',
    ]);
  });
});

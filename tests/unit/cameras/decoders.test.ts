import { describe, expect, it } from 'vitest';
import { decoderOptions, firstThatWorks, listedDecoders } from '../../../src/cameras/decoders.ts';

const hwaccels = 'Hardware acceleration methods:\nvdpau\ncuda\nvaapi\nqsv\ndrm\n\n';

describe('decoders', () => {
  it.each([
    [hwaccels, ' V..... h264_v4l2m2m  V4L2 mem2mem', ['vaapi', 'qsv', 'cuda', 'v4l2m2m']],
    ['Hardware acceleration methods:\nvdpau\n', ' V..... h264', []],
    ['', '', []],
  ])('takes from what ffmpeg lists what it can be told to use', (accelerations, decoders, expected) => {
    expect(listedDecoders(accelerations, decoders)).toEqual(expected);
  });

  it('takes the first that works, and software when none does or one fails badly', async () => {
    const tried: string[] = [];
    const only = (works: string) => async (decoder: string) => {
      tried.push(decoder);
      if (decoder === 'qsv') throw new Error('no such device');
      return decoder === works;
    };
    await expect(firstThatWorks(['vaapi', 'qsv', 'cuda'], only('cuda'))).resolves.toBe('cuda');
    expect(tried).toEqual(['vaapi', 'qsv', 'cuda']);
    await expect(firstThatWorks(['vaapi', 'qsv'], only('cuda'))).resolves.toBe('software');
    await expect(firstThatWorks([], only('cuda'))).resolves.toBe('software');
  });

  it('tells ffmpeg nothing for software', () => {
    expect(decoderOptions('software')).toEqual([]);
    expect(decoderOptions('vaapi')).toEqual(['-hwaccel', 'vaapi']);
  });
});

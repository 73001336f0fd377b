import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { boundThreads, framesAhead } from '../../../src/vision/threads.ts';

const before = { env: { ...process.env }, concurrency: sharp.concurrency() };
afterEach(() => {
  process.env = before.env;
  sharp.concurrency(before.concurrency);
});

test('models and pictures are held to the cores that are set', () => {
  expect(framesAhead()).toBe(4);
  boundThreads(3);
  expect(framesAhead()).toBe(2);
  expect(sharp.concurrency()).toBe(3);
  expect(process.env['TF_NUM_INTRAOP_THREADS']).toBe('3');
  boundThreads(1);
  expect(sharp.concurrency()).toBe(1);
  expect(process.env['TF_NUM_INTEROP_THREADS']).toBe('1');
});

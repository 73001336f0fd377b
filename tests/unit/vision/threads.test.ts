import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { boundThreads, decodesBeside } from '../../../src/vision/threads.ts';

const before = { env: { ...process.env }, concurrency: sharp.concurrency() };
afterEach(() => {
  process.env = before.env;
  sharp.concurrency(before.concurrency);
});

test('models and pictures are held to the cores that are set', () => {
  expect(decodesBeside()).toBe(true);
  boundThreads(3);
  expect(decodesBeside()).toBe(true);
  expect(sharp.concurrency()).toBe(1);
  expect(process.env['TF_NUM_INTRAOP_THREADS']).toBe('3');
  boundThreads(1);
  expect(decodesBeside()).toBe(false);
  expect(sharp.concurrency()).toBe(1);
  expect(process.env['TF_NUM_INTEROP_THREADS']).toBe('1');
});

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** On two cores one file at a time would leave one of them idle while a test waits. */
const filesAtOnce = Math.min(4, Math.max(2, availableParallelism() - 1));

/**
 * Three sizes of test: unit (no I/O), integration (real PostgreSQL, Redis, ffmpeg, models),
 * e2e (the whole service in real processes with a real browser).
 */
export default defineConfig({
  test: {
    maxWorkers: filesAtOnce,
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: 'tests/integration/shared-database.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: true,
          pool: 'forks',
        },
      },
    ],
  },
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { queueDefinitions } from '../../src/queues/registry.ts';

describe('queue registry', () => {
  test('holds every queue of src/queues once', () => {
    const files = readdirSync('src/queues').filter((name) =>
      /= defineQueue\(/.test(readFileSync(`src/queues/${name}`, 'utf8').replace(/function defineQueue/, '')),
    );
    const names = queueDefinitions.map((definition) => definition.name);
    expect(names.sort()).toEqual(files.map((name) => name.replace('.ts', '')).sort());
  });

  test('each queue is worked on by exactly one role', () => {
    const workers = readdirSync('workers').map((name) => readFileSync(`workers/${name}`, 'utf8'));
    for (const { name } of queueDefinitions) {
      const working = workers.filter((text) =>
        new RegExp(`startQueueWorker\\([^)]*${name}Queue`, 's').test(text),
      );
      expect({ name, workers: working.length }).toEqual({ name, workers: 1 });
    }
  });
});

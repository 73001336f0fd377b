import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configNames, readConfig } from '../../src/config.ts';
import { AppError } from '../../src/errors.ts';

function problemOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof AppError && error.code === 'config_invalid') return error.message;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

describe('configuration', () => {
  test('needs nothing', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      databaseUrl: null,
      redisUrl: null,
      http: { host: '127.0.0.1', port: 8080 },
    });
  });

  test('lets no camera push unless a port is given', () => {
    expect(readConfig({}).push).toBeNull();
    expect(readConfig({ CC_PUSH_PORT: '8091' }).push).toEqual({ host: '0.0.0.0', port: 8091 });
    expect(readConfig({ CC_PUSH_PORT: '8091', CC_PUSH_ADDRESS: '10.0.0.5' }).push).toMatchObject({
      publicHost: '10.0.0.5',
    });
  });

  test('counts an empty value as not set', () => {
    expect(readConfig({ DATABASE_URL: '', REDIS_URL: '', CC_HTTP_PORT: '' }).http.port).toBe(8080);
  });

  test.each([
    ['a misspelt name', { CC_HTTP_PROT: '80' }, /CC_HTTP_PROT is not a setting; did you mean CC_HTTP_PORT\?/],
    ['a port that is none', { CC_HTTP_PORT: '99999' }, /CC_HTTP_PORT/],
    ['a port that is a word', { CC_HTTP_PORT: 'http' }, /CC_HTTP_PORT/],
    ['another database', { DATABASE_URL: 'mysql://localhost/x' }, /DATABASE_URL/],
    ['a Redis address without scheme', { REDIS_URL: 'localhost:6379' }, /REDIS_URL/],
    ['an unknown log level', { CC_LOG_LEVEL: 'loud' }, /CC_LOG_LEVEL/],
    [
      'several mistakes at once',
      { CC_LOG_LEVEL: 'loud', CC_HTTP_PORT: '-1' },
      /CC_HTTP_PORT[\s\S]*CC_LOG_LEVEL/,
    ],
  ])('refuses %s and names it', (_, env, expected) => {
    expect(problemOf(env)).toMatch(expected);
  });

  test('.env.example names every setting and no other', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const named = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=')[0] ?? '');
    expect(named.sort()).toEqual([...configNames].sort());
  });

  test('.env.example is a valid configuration with the default values', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const env = Object.fromEntries(
      lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=') as [string, string]),
    );
    expect(readConfig(env)).toEqual(readConfig({}));
  });
});

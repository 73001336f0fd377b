import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';
import { sealEmbedding } from '../../../src/recognition/embeddings.ts';
import { officeThresholds } from '../../../src/recognition/office-thresholds.ts';
import { defaultThresholds } from '../../../src/vision/thresholds.ts';
import { scratchContext, type Scratch } from '../scratch.ts';

const modelId = 'model-of-the-test';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchContext();
});
afterAll(() => scratch.close());

/** Three faces of one person, 0.25 apart; any two people are 0.7 apart. */
async function enrol(person: number): Promise<void> {
  const { database, secrets } = scratch.context;
  const templates = [0, 1, 2].map((i) => {
    const embedding = new Float32Array(128);
    embedding[person] = 0.7 / Math.SQRT2;
    embedding[125 + i] = 0.25 / Math.SQRT2;
    return { modelId, embedding: sealEmbedding(secrets, embedding), quality: 0.9 };
  });
  await database.prisma.employee.create({
    data: {
      code: `K${person}`,
      fullName: `Person ${person}`,
      consents: { create: { kind: 'consent', textVersion: '1', recordedBy: 'test' } },
      templates: { create: templates },
    },
  });
}

async function cli(...args: string[]) {
  const [printed, said]: [string[], string[]] = [[], []];
  const code = await runCli(
    ['calibrate', ...args],
    { CC_DATA_DIR: scratch.folder, DATABASE_URL: scratch.postgres.url },
    {
      print: (line) => printed.push(line),
      say: (line) => said.push(line),
      readLine: async () => '',
    },
  );
  return { code, printed: printed.join('\n'), said: said.join('\n') };
}

describe('calibrate', () => {
  test('says that nobody is enrolled, then that there are too few to set anything', async () => {
    expect(await cli()).toMatchObject({ code: 1, said: expect.stringContaining('Nobody') as string });
    for (let person = 0; person < 4; person++) await enrol(person);
    const { code, printed } = await cli('--apply');
    expect(code).toBe(1);
    expect(printed).toContain('Too few people');
    expect(await scratch.context.database.prisma.thresholdSetting.count()).toBe(0);
  });

  test('shows distributions, curves and wrong names, and changes nothing by itself', async () => {
    for (let person = 4; person < 12; person++) await enrol(person);
    const { code, printed } = await cli('--strangers-per-month', '300', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(printed) as Record<string, unknown>;
    expect(result).toMatchObject({
      people: 12,
      faces: 36,
      enough: true,
      traffic: { strangersPerMonth: 300 },
    });
    expect(result['proposedWrongNamesPerMonth']).toBeLessThanOrEqual(1 / 12);
    expect((await cli()).printed).toMatch(/distance .*found within.*\n.*%/);
    expect(await officeThresholds(scratch.context.database.prisma, modelId)).toEqual(defaultThresholds);
  });

  test('puts them in force for this model only, and the audit log says by whom and from what', async () => {
    const { prisma } = scratch.context.database;
    expect((await cli('--apply')).code).toBe(0);
    const stored = await officeThresholds(prisma, modelId);
    expect(stored).toMatchObject({ upToPeople: 12 });
    expect(stored.accept).not.toBe(defaultThresholds.accept);
    expect(await officeThresholds(prisma, 'another-model')).toEqual(defaultThresholds);
    const entry = await prisma.auditEntry.findFirstOrThrow({ where: { action: 'thresholds.set' } });
    expect(entry).toMatchObject({ actor: 'cli', detail: { before: defaultThresholds, after: stored } });
  });
});

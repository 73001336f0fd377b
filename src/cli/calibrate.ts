import { z } from 'zod';
import { AppError } from '../errors.ts';
import { countPassages, knownFaces } from '../recognition/known-faces.ts';
import { officeThresholds, storeThresholds } from '../recognition/office-thresholds.ts';
import { modelInUse } from '../store/model-in-use.ts';
import { openSecrets } from '../store/secrets.ts';
import { calibrate, type Traffic } from '../vision/calibrate.ts';
import { monthlyTraffic } from '../vision/traffic.ts';
import { calibrationText } from './calibration-text.ts';
import { defineCommand } from './command.ts';
import { actor } from './tokens.ts';

const count = z.coerce.number().min(0).max(1e7).optional();

export const calibrateCommand = defineCommand({
  name: 'calibrate',
  usage: '[--wrong-names-per-year N] [--enrolled-per-month N] [--strangers-per-month N] [--json] [--apply]',
  summary: "Measure the office's own faces, say what wrong names to expect, propose thresholds",
  options: z.object({
    wrongNamesPerYear: z.coerce.number().positive().max(1000).default(1),
    enrolledPerMonth: count,
    strangersPerMonth: count,
    json: z.boolean(),
    apply: z.boolean(),
  }),
  run: async (options, { prisma, config, print, say }) => {
    const db = await prisma();
    const modelId = await modelInUse(db);
    if (modelId === null) throw new AppError('not_found', 'Nobody is enrolled: there is nothing to measure.');
    const faces = await knownFaces(db, openSecrets(config().keyFile), modelId);
    const people = new Set(faces.map((face) => face.employeeId)).size;
    const counted = monthlyTraffic(await countPassages(db, new Date()), people);
    const traffic: Traffic & { assumed: boolean } = {
      enrolledPerMonth: options.enrolledPerMonth ?? counted.enrolledPerMonth,
      strangersPerMonth: options.strangersPerMonth ?? counted.strangersPerMonth,
      assumed:
        counted.assumed &&
        (options.enrolledPerMonth === undefined || options.strangersPerMonth === undefined),
    };
    const current = await officeThresholds(db, modelId);
    const { wrongNamesPerYear } = options;
    const calibration = calibrate(faces, traffic, { current, wrongNamesPerYear });
    const result = { modelId, faces: faces.length, traffic, wrongNamesPerYear, current, ...calibration };
    print(options.json ? JSON.stringify(result) : calibrationText(result));
    if (!options.apply) return;
    if (!calibration.enough)
      throw new AppError('conflict', 'There are too few faces to set thresholds by; nothing was changed.');
    await storeThresholds(db, modelId, actor, calibration);
    say('The proposed thresholds are in force from the next capture on.');
  },
});

/**
 * Speed of recognition on 1080p frames with two people in them; one JSON line. In the same run: our whole way from JPEG
 * to names; the bare models (detector, landmarks and descriptor on every frame, inference only); the very calls of the
 * models that our way makes, which are fewer because faces are followed (inference only: the share of everything else);
 * and what one would use instead. The parts take turns, so that other work on the machine meets all of them alike;
 * figures are medians over the rounds.
 * Options: `--rounds N` (default 5), `--soak N` (N more frames of ours, to see memory stay flat).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Frame } from '../src/vision/capture.ts';
import type { Gallery } from '../src/vision/gallery.ts';
import { loadVision, type Vision } from '../src/vision/vision.ts';
import { drawDoor, enrolStaff } from './recognition-parts/frames.ts';
import { faceApiExample, humanExample, type Other } from './recognition-parts/others.ts';
import { bareModels, ours, sameCalls, stages } from './recognition-parts/ours.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    soak: { type: 'string', default: '0' },
    process: { type: 'boolean', default: false },
  },
});

const round2 = (value: number) => Math.round(value * 100) / 100;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const othersFrames = 2;
const timeOther = async (other: Other, frames: readonly Frame[]) => {
  const some = frames.slice(0, othersFrames);
  return (
    (await timed(async () => {
      for (const frame of some) await other.run(frame.image);
    })) / some.length
  );
};

async function compare(vision: Vision, gallery: Gallery, frames: readonly Frame[], rounds: number) {
  const [first] = frames;
  if (!first) throw new Error('no frames');
  const { calls } = await stages(vision, gallery, frames);
  const bare = await bareModels(vision, first, calls);
  const same = await sameCalls(vision, first, calls);
  const [faceApi, human] = [await faceApiExample(), await humanExample()];
  const found = {
    ours: await ours(vision, gallery, frames),
    faceApi: await faceApi.run(first.image),
    human: await human.run(first.image),
  };
  await bare();
  await same();
  const ms = {
    ours: [] as number[],
    bare: [] as number[],
    same: [] as number[],
    faceApi: [] as number[],
    human: [] as number[],
  };
  const stageMs: Awaited<ReturnType<typeof stages>>['ms'][] = [];
  for (let i = 0; i < rounds; i++) {
    ms.ours.push((await timed(() => ours(vision, gallery, frames))) / frames.length);
    ms.bare.push((await timed(bare)) / frames.length);
    ms.same.push((await timed(same)) / frames.length);
    ms.faceApi.push(await timeOther(faceApi, frames));
    ms.human.push(await timeOther(human, frames));
    stageMs.push((await stages(vision, gallery, frames)).ms);
  }
  faceApi.close();
  human.close();
  const stage = (pick: (one: (typeof stageMs)[number]) => number) =>
    round2(median(stageMs.map(pick)) / frames.length);
  const perFrame = {
    ours: median(ms.ours),
    bare: median(ms.bare),
    same: median(ms.same),
    faceApi: median(ms.faceApi),
    human: median(ms.human),
  };
  return {
    named: found.ours,
    calls,
    msPerFrame: {
      decodeAndDetect: stage((one) => one.lookMs),
      landmarksAndQuality: stage((one) => one.landmarksMs),
      embed: stage((one) => one.embedMs),
      decide: stage((one) => one.decideMs),
      pictureOrPerson: stage((one) => one.pictureOrPersonMs),
      ours: round2(perFrame.ours),
      bareModels: round2(perFrame.bare),
      sameCalls: round2(perFrame.same),
      faceApiExample: round2(perFrame.faceApi),
      human: round2(perFrame.human),
    },
    framesPerSecond: round2(1000 / perFrame.ours),
    facesFoundByOthers: { faceApiExample: found.faceApi, human: found.human },
    overBareModels: round2(perFrame.bare / perFrame.ours),
    overSameCalls: round2(perFrame.same / perFrame.ours),
    overFaceApiExample: round2(perFrame.faceApi / perFrame.ours),
    overHuman: round2(perFrame.human / perFrame.ours),
  };
}

async function soak(vision: Vision, gallery: Gallery, frames: readonly Frame[], count: number) {
  const mebibytes = () => Math.round(process.memoryUsage().rss / 2 ** 20);
  for (let i = 0; i < 3; i++) await ours(vision, gallery, frames);
  const [tensors, rss] = [tf.memory().numTensors, [mebibytes()]];
  const bursts = Math.ceil(count / frames.length);
  for (let i = 1; i <= bursts; i++) {
    await ours(vision, gallery, frames);
    if (i % Math.max(1, Math.floor(bursts / 5)) === 0) rss.push(mebibytes());
  }
  return { frames: bursts * frames.length, rssMebibytes: rss, tensorsLeft: tf.memory().numTensors - tensors };
}

const burstsEach = 3;

/** A process of its own: says it is ready, and recognises when told to. */
async function serveParent(vision: Vision, gallery: Gallery, frames: readonly Frame[]): Promise<void> {
  await ours(vision, gallery, frames);
  process.send?.('ready');
  await once(process, 'message');
  for (let i = 0; i < burstsEach; i++) await ours(vision, gallery, frames);
  process.send?.('done');
  process.disconnect();
}

async function severalProcesses(count: number, framesInBurst: number): Promise<number> {
  const children: ChildProcess[] = Array.from({ length: count }, () =>
    fork(fileURLToPath(import.meta.url), ['--process'], { execArgv: process.execArgv }),
  );
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    const spent = await timed(() =>
      Promise.all(
        children.map((child) => {
          child.send('go');
          return once(child, 'message');
        }),
      ),
    );
    return round2((count * burstsEach * framesInBurst * 1000) / spent);
  } finally {
    for (const child of children) child.kill();
  }
}

const vision = await loadVision();
const frames = await drawDoor();
const gallery = await enrolStaff(vision);
if (options.process) await serveParent(vision, gallery, frames);
else {
  const compared = await compare(vision, gallery, frames, Number(options.rounds));
  const processes = {
    one: await severalProcesses(1, frames.length),
    two: await severalProcesses(2, frames.length),
  };
  const memory =
    Number(options.soak) > 0 ? { soak: await soak(vision, gallery, frames, Number(options.soak)) } : {};
  console.log(
    JSON.stringify({
      bench: 'recognition',
      backend: vision.backend,
      model: vision.model.id,
      frames: frames.length,
      picture: '1920x1080',
      ...compared,
      framesPerSecondByProcesses: processes,
      ...memory,
    }),
  );
}
vision.close();

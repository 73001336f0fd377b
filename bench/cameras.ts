/**
 * What cameras cost and how quick their pictures are: one JSON line. The service's side runs in a process of its
 * own, against 1080p25 streams of 4 Mbit/s and real ONVIF event services on this machine; the serving side is not
 * counted in its figures, but shares the processor.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { compareWithPackage } from './camera-parts/bare-package.ts';
import { Holder, type Stored } from './camera-parts/hold.ts';
import { cpuSeconds, memoryMb, treeOf } from './camera-parts/process-tree.ts';
import { openTestStream, type TestStream } from './camera-parts/test-stream.ts';
import {
  openFaultyDevice,
  type FaultyDevice,
} from '../tests/integration/cameras/conformance/faulty-device.ts';

const measuredSeconds = 8;
const settleMs = 4_000;
const eventsPerRun = 24;
const storedWithinMs = 20_000;

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Percent of one core that a process and its children use. */
async function cpuPercent(pid: number): Promise<number> {
  const before = cpuSeconds(treeOf(pid));
  await pause(measuredSeconds * 1000);
  return ((cpuSeconds(treeOf(pid)) - before) / measuredSeconds) * 100;
}

/** The same stream decoded all the time to five pictures a second, by plain ffmpeg. */
async function plainDecodingPercent(stream: TestStream): Promise<number> {
  const uri = stream.uri.replace('rtsp://', 'rtsp://admin:camera-1234@');
  const output = ['-vf', 'fps=5', '-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '3', 'pipe:1'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', uri, ...output], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  ffmpeg.stdout.resume();
  await pause(settleMs);
  const percent = await cpuPercent(ffmpeg.pid ?? 0);
  ffmpeg.kill('SIGKILL');
  return percent;
}

/** Events on all cameras in turn; resolves with what became of them. */
async function eventsOn(
  devices: readonly FaultyDevice[],
  holder: Holder,
  firstId: number,
  count: number,
  apartMs = 1_000,
): Promise<Stored[]> {
  for (let n = 0; n < count; n += 1) {
    devices[n % devices.length]?.cross(firstId + n);
    await pause(apartMs);
  }
  const ofThese = (): Stored[] =>
    holder.stored.filter(({ objectId }) => objectId >= firstId && objectId < firstId + count);
  // Lost is what never comes; on a busy machine bursts wait for their turn.
  for (let waited = 0; waited < storedWithinMs && ofThese().length < count; waited += 100) await pause(100);
  return ofThese();
}

type Rings = { cameras: number; coresIdle: number; eventsMissed: number };

/** Holds so many rings, raises events, and looks at how much of the machine is left. */
async function holdRings(stream: TestStream, cameras: number): Promise<Rings> {
  const devices = await Promise.all(Array.from({ length: cameras }, () => openFaultyDevice()));
  const holder = new Holder();
  try {
    await holder.open(devices.map(({ access }) => ({ uri: stream.uri, access })));
    await pause(settleMs);
    // Serving the streams is counted too: what is left is left to recognition.
    const coresIdle = availableParallelism() - (await cpuPercent(process.pid)) / 100;
    const stored = await eventsOn(devices, holder, 1_000, cameras, 300);
    return {
      cameras,
      coresIdle: round(coresIdle, 2),
      eventsMissed: cameras - stored.filter(({ frames }) => frames > 0).length,
    };
  } finally {
    await holder.end();
    await Promise.all(devices.map((device) => device.close()));
  }
}

const isFine = ({ coresIdle, eventsMissed }: Rings): boolean => coresIdle >= 0.5 && eventsMissed === 0;

/** The most rings with nothing missed and half a core free: growing numbers, and half when the first is too many. */
async function mostRings(stream: TestStream): Promise<{ camerasOn2Cores: number; ringsTried: Rings[] }> {
  const ringsTried: Rings[] = [];
  for (const cameras of [16, 24, 32]) {
    const rings = await holdRings(stream, cameras);
    ringsTried.push(rings);
    if (!isFine(rings)) break;
  }
  if (!ringsTried.some(isFine)) ringsTried.push(await holdRings(stream, 8));
  return {
    camerasOn2Cores: Math.max(0, ...ringsTried.filter(isFine).map(({ cameras }) => cameras)),
    ringsTried,
  };
}

async function rebootSeconds(device: FaultyDevice, holder: Holder): Promise<number> {
  await device.powerOff();
  await pause(3_000);
  await device.powerOn();
  const onAt = Date.now();
  while (!holder.states.some(({ camera, state, at }) => camera === 0 && state === 'listening' && at >= onAt))
    await pause(20);
  return (Date.now() - onAt) / 1000;
}

async function measureFew(stream: TestStream) {
  const devices = await Promise.all(Array.from({ length: 4 }, () => openFaultyDevice()));
  const holder = new Holder();
  try {
    const cold = await holder.open(devices.map(({ access }) => ({ uri: stream.uri, access })));
    await pause(settleMs * 2);
    const [first] = devices;
    const idlePercent = (await cpuPercent(holder.pid)) / devices.length;
    const memory = memoryMb(treeOf(holder.pid)) / devices.length;
    const stored = await eventsOn(devices, holder, 1, eventsPerRun);
    const times = stored.map(({ toStoredMs }) => toStoredMs);
    const reboots: number[] = [];
    for (let n = 0; n < 2 && first; n += 1) reboots.push(await rebootSeconds(first, holder));
    return {
      firstFrameMs: { cold: Math.round(quantile(cold, 0.5)), ring: Math.round(quantile(times, 0.5)) },
      eventToStoredMs: { p50: Math.round(quantile(times, 0.5)), p95: Math.round(quantile(times, 0.95)) },
      framesBeforeEvent: round(
        quantile(
          stored.map(({ framesBefore }) => framesBefore),
          0.5,
        ),
      ),
      eventsStored: `${stored.length}/${eventsPerRun}`,
      idleCpuPercentPerCamera1080p: round(idlePercent),
      rssMbPerCamera: round(memory),
      resubscribeSecondsAfterReboot: round(quantile(reboots, 0.5)),
    };
  } finally {
    await holder.end();
    await Promise.all(devices.map((device) => device.close()));
  }
}

const stream = await openTestStream();
const few = await measureFew(stream);
const plainPercent = await plainDecodingPercent(stream);
const rings = await mostRings(stream);
const comparison = await compareWithPackage();
await stream.close();
const figures = { ...few, plainFfmpegCpuPercent1080p: round(plainPercent), ...rings, comparison };
process.stdout.write(`${JSON.stringify({ bench: 'cameras', figures })}\n`);
process.exit(0);

/** A 1080p25 stream of 4 Mbit/s with a key picture every two seconds, as office cameras send it, for any number of viewers. */
import { spawn } from 'node:child_process';
import { accessUnitGatherer, nalSplitter, type AccessUnit } from '../../tests/virtual-camera/access-units.ts';
import { openRtspServer } from '../../tests/virtual-camera/rtsp-server.ts';

const fps = 25;
const seconds = 6;

export type TestStream = { uri: string; close(): Promise<void> };

export async function openTestStream(): Promise<TestStream> {
  const units = await encode();
  const footage = {
    second: (epochSecond: number) => {
      const from = (epochSecond % seconds) * fps;
      const main = units.slice(from, from + fps);
      return { main, sub: main };
    },
  };
  const server = await openRtspServer(
    {
      host: '127.0.0.1',
      port: 0,
      accounts: new Map([['admin', 'camera-1234']]),
      realm: 'IP Camera',
      fps,
      subStream: false,
      deviceClock: (instant) => instant,
    },
    // The server asks it for seconds, nothing else.
    footage,
  );
  return { uri: `rtsp://127.0.0.1:${server.port}/main`, close: () => server.close() };
}

async function encode(): Promise<AccessUnit[]> {
  const units: AccessUnit[] = [];
  const gatherer = accessUnitGatherer((unit) => units.push(unit));
  const splitter = nalSplitter((nal) => gatherer.push(nal));
  const source = `testsrc2=s=1920x1080:r=${fps},noise=alls=6:allf=t`;
  const rate = ['-b:v', '4M', '-maxrate', '4M', '-bufsize', '8M'];
  const codec = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-bf',
    '0',
    '-g',
    '50',
    '-keyint_min',
    '50',
    ...rate,
  ];
  const parameters = [
    '-x264-params',
    'scenecut=0:aud=1:repeat-headers=1',
    '-pix_fmt',
    'yuv420p',
    '-f',
    'h264',
    'pipe:1',
  ];
  const ffmpeg = spawn(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', source, '-t', String(seconds), ...codec, ...parameters],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) splitter.push(chunk);
  splitter.end();
  gatherer.end();
  return units;
}

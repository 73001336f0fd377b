/**
 * The virtual camera as a program: `npx tsx tests/virtual-camera/main.ts --script walk.json --port 8899`. Prints one line of JSON with its
 * addresses when it is ready and runs until SIGINT or SIGTERM.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ControlReply, ControlRequest } from './spawn.ts';
import { faultNames } from './faults.ts';
import type { CameraScriptInput } from './script.ts';
import { streamWays } from './rtsp-server.ts';
import { startVirtualCamera } from './virtual-camera.ts';
import type { VirtualCamera, VirtualCameraOptions } from './virtual-camera.ts';

const usage = `Options:
  --script FILE         what to play (JSON); without it, an empty scene. "startAt": "now" begins at once
  --port N              ONVIF port (default: any free one)
  --rtsp-port N         RTSP port (default: any free one)
  --username U --password P
  --name N --manufacturer M --model M --serial S
  --clock-offset S      seconds the device's clock is ahead
  --fps N               pictures per second (default 10)
  --no-events           a device without an event service
  --no-sub              no sub stream
  --stream-ways LIST    of tcp, udp, http: how its streams can come (default: all)
  --discovery           answer WS-Discovery on loopback

A script may hold "faults": [{ "from": 10, "to": 20, "fault": NAME, "operations": ["PullMessages"] }, ...], seconds
after startAt, with these names:
  ${faultNames.join(', ')}`;

function readArguments(): { options: VirtualCameraOptions; script: string | undefined; help: boolean } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    options: {
      ...{
        script: text,
        port: text,
        'rtsp-port': text,
        username: text,
        password: text,
        name: text,
        fps: text,
      },
      ...{ manufacturer: text, model: text, serial: text, 'clock-offset': text, 'stream-ways': text },
      ...{ 'no-events': flag, 'no-sub': flag, discovery: flag, help: flag },
    },
  });
  const number = (value: string | undefined, name: string): number | undefined => {
    if (value !== undefined && !Number.isFinite(Number(value))) throw new Error(`--${name} needs a number`);
    return value === undefined ? undefined : Number(value);
  };
  const given: { [K in keyof VirtualCameraOptions]: VirtualCameraOptions[K] | undefined } = {
    port: number(values.port, 'port'),
    rtspPort: number(values['rtsp-port'], 'rtsp-port'),
    fps: number(values.fps, 'fps'),
    clockOffsetSeconds: number(values['clock-offset'], 'clock-offset'),
    ...{ username: values.username, password: values.password, name: values.name, serial: values.serial },
    ...{ manufacturer: values.manufacturer, model: values.model, discovery: values.discovery },
    events: !values['no-events'],
    subStream: !values['no-sub'],
    streamWays:
      values['stream-ways'] === undefined
        ? undefined
        : streamWays.filter((way) => values['stream-ways']?.split(',').includes(way)),
    entry: process.argv[1],
  };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { options, script: values.script, help: values.help ?? false };
}

async function readScript(file: string): Promise<CameraScriptInput> {
  const script = JSON.parse(await readFile(file, 'utf8')) as CameraScriptInput;
  return script.startAt === 'now' ? { ...script, startAt: new Date().toISOString() } : script;
}

async function runProgram(): Promise<void> {
  const { options, script, help } = readArguments();
  if (help) return void console.log(usage);
  if (script !== undefined) options.script = await readScript(script);
  const camera = await startVirtualCamera(options);
  const end = (): void => void camera.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const { password: _, ...shown } = camera.addresses;
  console.log(JSON.stringify(shown));
}

/** Serves a parent process; ends when it asks for it or is gone. */
function runControlled(): void {
  let camera: VirtualCamera | null = null;
  const started = (): VirtualCamera => {
    if (!camera) throw new Error('the camera is not started');
    return camera;
  };
  async function serve(request: ControlRequest): Promise<Partial<ControlReply>> {
    switch (request.type) {
      case 'start':
        camera = await startVirtualCamera({ ...request.options, entry: process.argv[1] ?? '' });
        return { addresses: camera.addresses };
      case 'play':
        await started().play(request.script);
        return {};
      case 'rendered':
        await started().rendered();
        return {};
      case 'setReachable':
        await started().setReachable(request.reachable);
        return {};
      case 'raise':
        await started().raise(request.event);
        return {};
      case 'close':
        await camera?.close();
        return {};
    }
  }
  process.on('message', (request: ControlRequest) => {
    serve(request)
      .then((reply) => ({ error: null, ...reply }))
      .catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }))
      .then((reply) => {
        const gone = (): void => void (request.type === 'close' && process.exit(0));
        if (process.connected) process.send?.({ ...reply, number: request.number }, gone);
        else gone();
      })
      .catch(() => process.exit(1));
  });
  const end = (): void => void (camera?.close() ?? Promise.resolve()).finally(() => process.exit(0));
  process.on('disconnect', end);
  process.on('SIGTERM', end);
  // a Ctrl-C in the terminal reaches the parent as well, and it decides
  process.on('SIGINT', () => undefined);
}

if (process.argv.includes('--render')) {
  const { runRenderProcess } = await import('./render-process.ts');
  runRenderProcess();
} else if (process.argv.includes('--controlled')) {
  runControlled();
} else {
  runProgram().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}

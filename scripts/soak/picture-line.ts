/** The cable between a camera's pictures and whoever watches them: it can be cut and stalled, and notes what went through. */
import net from 'node:net';
import type { Interval } from '../../src/domain/types/time.ts';

/** One connection that brought pictures. `gaps` are stretches without any. */
export type Flow = Interval & { gaps: Interval[] };

/** What is less than this is talk about pictures, not pictures. */
const talkBytes = 3_000;
/** No byte for this long is a gap. */
const gapMs = 1_200;

export async function openPictureLine(targetPort: number) {
  const flows: Flow[] = [];
  const ends = new Set<net.Socket>();
  let whole = true;
  let stalled = false;
  const server = net.createServer((client) => {
    if (!whole) return void client.destroy();
    const camera = net.connect(targetPort, '127.0.0.1');
    const both = [client, camera];
    for (const socket of both) {
      ends.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        ends.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    client.pipe(camera);
    let bytes = 0;
    let flow: Flow | null = null;
    camera.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      const now = Date.now();
      client.write(chunk);
      if (stalled) camera.pause();
      if (bytes < talkBytes) return;
      if (flow === null) flows.push((flow = { from: now, to: now, gaps: [] }));
      if (now - flow.to > gapMs) flow.gaps.push({ from: flow.to, to: now });
      flow.to = now;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    flows,
    cut: (): void => {
      whole = false;
      for (const socket of ends) socket.destroy();
    },
    stall: (): void => {
      stalled = true;
    },
    mend: (): void => {
      whole = true;
      stalled = false;
      for (const socket of ends) socket.resume();
    },
    close: async (): Promise<void> => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of ends) socket.destroy();
      await closed;
    },
  };
}

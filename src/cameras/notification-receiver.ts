/** Takes notifications that devices push (WS-BaseNotification), for those that push better than they answer. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { readNotifications, type RawNotification } from './notification.ts';
import { readSoapBody } from './soap.ts';

export type Inbox = {
  /** What arrived, oldest first; waits for the first up to `waitMs`. Empties the box. */
  take(waitMs: number, signal: AbortSignal): Promise<RawNotification[]>;
  close(): void;
};

export type NotificationReceiver = {
  /** A box of its own under a path nobody can guess; the URL is as the device must use it. */
  openInbox(device: URL): Promise<{ url: string; inbox: Inbox }>;
  close(): Promise<void>;
};

const maxBodyBytes = 1024 * 1024;
/** What a box keeps for a reader that does not come; the oldest goes first. */
const maxWaiting = 1_000;

/** Listens where devices can reach it. `publicHost` is what they are told; default: our address on their network. */
export async function openNotificationReceiver(options: {
  host: string;
  port: number;
  publicHost?: string;
}): Promise<NotificationReceiver> {
  const boxes = new Map<string, Box>();
  const server = createServer((request, response) => {
    const box = boxes.get((request.url ?? '').slice(1));
    if (!box || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    readBody(request)
      .then(
        (text) => {
          box.put(readNotifications(readSoapBody(text)));
          response.writeHead(200, { 'Content-Type': 'application/soap+xml; charset=utf-8' }).end();
        },
        () => response.writeHead(413).end(),
      )
      .catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    openInbox: async (device) => {
      // Some devices cut long addresses off.
      const path = randomBytes(12).toString('base64url');
      const box = new Box(() => boxes.delete(path));
      boxes.set(path, box);
      const host = options.publicHost ?? (await ownAddressTowards(device));
      return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/${path}`, inbox: box };
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

class Box implements Inbox {
  #waiting: RawNotification[] = [];
  #wake: () => void = () => undefined;

  constructor(readonly close: () => void) {}

  put(notifications: RawNotification[]): void {
    this.#waiting = [...this.#waiting, ...notifications].slice(-maxWaiting);
    if (notifications.length > 0) this.#wake();
  }

  async take(waitMs: number, signal: AbortSignal): Promise<RawNotification[]> {
    if (this.#waiting.length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, waitMs);
        signal.addEventListener('abort', done, { once: true });
        this.#wake = done;
      });
    }
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Our address on the way to the device, as the system would choose it; nothing is sent. */
function ownAddressTowards(device: URL): Promise<string> {
  const host = device.hostname.replace(/^\[|\]$/g, '');
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(9, host, () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
  });
}

/**
 * RTSP through HTTP, as QuickTime began it and cameras still offer it: a GET whose answer never ends carries what the
 * camera says, a POST of base64 what the viewer asks; a cookie tells which two belong together.
 */
import type { Socket } from 'node:net';

/** Where the requests go that come through the POST of a viewer. */
type Asker = (requests: Buffer) => void;

const maxHeadBytes = 16 * 1024;
const answer = [
  'HTTP/1.0 200 OK',
  'Content-Type: application/x-rtsp-tunnelled',
  'Cache-Control: no-store',
  'Connection: close',
  '',
  '',
].join('\r\n');

export class Tunnels {
  readonly #askers = new Map<string, Asker>();

  /** @param open begins a viewer on the connection that carries answers. */
  accept(socket: Socket, first: Buffer, open: (socket: Socket) => Asker): void {
    let head = first;
    const read = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length > maxHeadBytes) socket.destroy();
        return;
      }
      socket.off('data', read);
      const text = head.toString('latin1', 0, end);
      const cookie = /^x-sessioncookie:\s*(\S+)/im.exec(text)?.[1] ?? '';
      if (text.startsWith('GET ')) this.#answers(socket, cookie, open);
      else this.#asks(socket, cookie, head.subarray(end + 4));
    };
    socket.on('data', read);
    read(Buffer.alloc(0));
  }

  #answers(socket: Socket, cookie: string, open: (socket: Socket) => Asker): void {
    socket.write(answer);
    this.#askers.set(cookie, open(socket));
    socket.on('close', () => this.#askers.delete(cookie));
  }

  #asks(socket: Socket, cookie: string, begun: Buffer): void {
    let text = '';
    const decode = (chunk: Buffer): void => {
      text += chunk.toString('latin1').replace(/\s/g, '');
      // Each request is padded for itself, so four characters are decoded at a time.
      const whole = text.length - (text.length % 4);
      const parts = text.slice(0, whole).match(/.{4}/g) ?? [];
      text = text.slice(whole);
      if (parts.length > 0)
        this.#askers.get(cookie)?.(Buffer.concat(parts.map((part) => Buffer.from(part, 'base64'))));
    };
    decode(begun);
    socket.on('data', decode);
  }
}

/** How the packets of a stream reach its viewer: between the answers on the RTSP connection, or as datagrams. */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import type { Socket } from 'node:net';
import { interleaved } from './rtp.ts';

export type RtpDelivery = {
  /** What the answer to SETUP says of it. */
  transport: string;
  /** Bytes that the viewer has not taken yet. */
  unsent(): number;
  /** `report` goes before the packets when there is one. */
  send(packets: readonly Buffer[], report: Buffer | null): void;
  close(): void;
};

/** @param transport as the viewer asked for it in SETUP */
export function deliverInterleaved(socket: Socket, transport: string): RtpDelivery {
  const channel = Number(/interleaved=(\d+)/i.exec(transport)?.[1] ?? 0);
  return {
    transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
    unsent: () => socket.writableLength,
    send: (packets, report) => {
      const framed = packets.map((packet) => interleaved(channel, packet));
      if (report) framed.unshift(interleaved(channel + 1, report));
      socket.write(Buffer.concat(framed));
    },
    close: () => undefined,
  };
}

const bound = async (host: string): Promise<Datagrams> => {
  const datagrams = createSocket('udp4');
  datagrams.on('error', () => undefined);
  await new Promise<void>((resolve) => datagrams.bind(0, host, resolve));
  return datagrams;
};

/** Null when the viewer names no ports. @param transport as the viewer asked for it in SETUP */
export async function deliverDatagrams(socket: Socket, transport: string): Promise<RtpDelivery | null> {
  const ports = /client_port=(\d+)-(\d+)/i.exec(transport);
  const [viewer, own] = [socket.remoteAddress, socket.localAddress];
  if (!ports || !viewer || !own) return null;
  const [media, control] = [Number(ports[1]), Number(ports[2])];
  const [rtp, rtcp] = await Promise.all([bound(own), bound(own)]);
  return {
    transport: `RTP/AVP;unicast;client_port=${media}-${control};server_port=${rtp.address().port}-${rtcp.address().port}`,
    unsent: () => 0,
    send: (packets, report) => {
      if (report) rtcp.send(report, control, viewer);
      for (const packet of packets) rtp.send(packet, media, viewer);
    },
    close: () => {
      rtp.close();
      rtcp.close();
    },
  };
}

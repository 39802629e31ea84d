import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface UdpListener {
  readonly port: number;
  /** Sizes of the datagrams that came, in order. */
  readonly packets: readonly number[];
  readonly stop: () => Promise<void>;
}

/** Counts datagrams and answers none: a STUN server's place in a test for what WebRTC or QUIC lets past a proxy. */
export async function startUdpListener(): Promise<UdpListener> {
  const packets: number[] = [];
  const socket = createSocket('udp4', (message) => packets.push(message.length));
  socket.bind({ port: 0, address: '127.0.0.1' });
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    packets,
    stop: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

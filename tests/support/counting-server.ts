import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface CountingServer {
  readonly port: number;
  /** TCP connections since the start: whoever reaches it is counted before a byte is read. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Accepts on loopback, counts, and hangs up. */
export async function startCountingServer(): Promise<CountingServer> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * The place in the network where an attacker sits: connections to it go to the true server, and from the moment of a
 * takeover through the interceptor. The client cannot tell by the address which it reached.
 */
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { LabInterceptor } from './lab-network.ts';

export interface Crossroads {
  readonly port: number;
  /** Ends what is open; whoever connects from here on reaches the interceptor. */
  readonly takeOver: (interceptor: LabInterceptor) => void;
  readonly close: () => Promise<void>;
}

export const startCrossroads = async (serverPort: number): Promise<Crossroads> => {
  const sockets = new Set<Socket>();
  let attacker: LabInterceptor | null = null;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ noDelay: true }, (client) => {
    keep(client);
    if (attacker === null)
      join(client, keep(connect({ host: '127.0.0.1', port: serverPort, noDelay: true })));
    else tunnel(client, keep(connect({ ...attacker.address, noDelay: true })), attacker, serverPort);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    takeOver: (interceptor) => {
      attacker = interceptor;
      drop();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
};

const join = (one: Socket, other: Socket): void => {
  one.pipe(other).pipe(one);
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
};

/** Asks the interceptor for a tunnel to the true server, and lets the client speak into it. */
const tunnel = (client: Socket, proxy: Socket, { address }: LabInterceptor, serverPort: number): void => {
  client.pause();
  client.once('close', () => proxy.destroy());
  proxy.once('close', () => client.destroy());
  const { credentials } = address;
  const login =
    credentials === null
      ? ''
      : `Proxy-Authorization: Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}\r\n`;
  const authority = `127.0.0.1:${serverPort}`;
  proxy.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`);
  let answer = '';
  const onData = (chunk: Buffer): void => {
    answer += chunk.toString('latin1');
    // A TLS server speaks second: nothing follows the head before the client has spoken.
    if (!answer.includes('\r\n\r\n')) return;
    proxy.off('data', onData);
    if (/^HTTP\/1\.\d 200/.test(answer)) join(client, proxy);
    else client.destroy();
  };
  proxy.on('data', onData);
};

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface LoopbackListener {
  readonly port: number;
  readonly connections: number;
  readonly openConnections: number;
  /** The most connections that were open at once. */
  readonly mostOpenConnections: number;
  /** Ends every connection; the listener stays. */
  readonly dropConnections: (how?: 'close' | 'reset') => void;
  /** Ends every connection and the listener; resolves when both are gone. */
  readonly stop: () => Promise<void>;
}

export interface ListenOptions {
  /** Listen on `::1` with the same port too. */
  readonly alsoIpv6?: boolean;
}

const listen = async (server: Server, port: number, host: string): Promise<void> => {
  server.listen({ port, host, backlog: 1024 });
  await once(server, 'listening');
};

async function listenEverywhere(
  create: () => Server,
  alsoIpv6: boolean,
  attemptsLeft = 20,
): Promise<readonly Server[]> {
  const first = create();
  await listen(first, 0, '127.0.0.1');
  if (!alsoIpv6) return [first];
  const second = create();
  try {
    await listen(second, (first.address() as AddressInfo).port, '::1');
    return [first, second];
  } catch (error) {
    // Somebody else may hold that port on ::1: take another pair.
    first.close();
    if (attemptsLeft === 0) throw error;
    return listenEverywhere(create, alsoIpv6, attemptsLeft - 1);
  }
}

/** A TCP listener on a free loopback port which knows its connections. Sockets are half-open: end them. */
export async function listenOnLoopback(
  onConnection: (socket: Socket) => void,
  { alsoIpv6 = false }: ListenOptions = {},
): Promise<LoopbackListener> {
  const open = new Set<Socket>();
  let connections = 0;
  let mostOpenConnections = 0;
  const create = (): Server =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      connections += 1;
      open.add(socket);
      mostOpenConnections = Math.max(mostOpenConnections, open.size);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => open.delete(socket));
      onConnection(socket);
    });
  const servers = await listenEverywhere(create, alsoIpv6);
  const dropConnections = (how: 'close' | 'reset' = 'close'): void => {
    for (const socket of open) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  };
  return {
    port: (servers[0]?.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get openConnections() {
      return open.size;
    },
    get mostOpenConnections() {
      return mostOpenConnections;
    },
    dropConnections,
    stop: async () => {
      const closed = servers.map(async (server) => {
        if (!server.listening) return;
        server.close();
        dropConnections();
        await once(server, 'close');
      });
      await Promise.all(closed);
    },
  };
}

/** A connection to a loopback port, half-open like those of the listener. */
export function dialLoopback(port: number, host = '127.0.0.1'): Socket {
  const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
  socket.on('error', () => socket.destroy());
  return socket;
}

/** When one of the two is gone, the other goes too, by a reset where the first was reset. */
export function dieTogether(one: Socket, other: Socket): void {
  for (const [dying, left] of [
    [one, other],
    [other, one],
  ] as const) {
    dying.once('close', (hadError) => {
      if (left.destroyed) return;
      if (hadError) left.resetAndDestroy();
      else if (dying.readableEnded) left.destroySoon();
      else left.destroy();
    });
  }
}

/** Copies both ways with backpressure, ends included. */
export function joinSockets(one: Socket, other: Socket): void {
  dieTogether(one, other);
  one.pipe(other);
  other.pipe(one);
}

/** One TCP connection, with words for what goes wrong. */
import { bracketed } from '../../common/bracketed.ts';
import { type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Result, failure, success } from '../../common/result.ts';
import { type DialFailure, describeDialError } from './dial-failure.ts';

export interface Dialled {
  readonly socket: Duplex;
  /** Address and port of the next hop. */
  readonly address: string;
  /** Our own port towards the next hop: what an interceptor sees as its client's. */
  readonly localPort: number | null;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** `net.connect` tries IPv6 and IPv4 addresses in turn (RFC 8305). */
export const dialDirect = async (
  target: Target,
  signal: AbortSignal,
): Promise<Result<Dialled & { readonly socket: Socket }, DialFailure>> =>
  new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    const stopListening = onAbort(signal, () => socket.destroy(new AbortedError()));
    socket.once('connect', () => {
      stopListening();
      resolve(
        success({
          socket,
          address: `${bracketed(socket.remoteAddress ?? '')}:${socket.remotePort ?? 0}`,
          localPort: socket.localPort ?? null,
        }),
      );
    });
    // It stays: whatever happens to the socket before its next owner listens must not be a bug.
    socket.on('error', (error) => {
      stopListening();
      resolve(failure(describeDialError(error, `${bracketed(target.host)}:${target.port}`)));
    });
  });

class AbortedError extends Error {
  readonly code = 'ABORT_ERR';
}

/** Not Node's own `signal` option: that would end the socket also when it aborts long after the connection was made. */
export const onAbort = (signal: AbortSignal, act: () => void): (() => void) => {
  if (signal.aborted) queueMicrotask(act);
  signal.addEventListener('abort', act);
  return () => {
    signal.removeEventListener('abort', act);
  };
};

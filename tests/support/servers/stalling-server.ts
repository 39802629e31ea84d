import { setTimeout as delay } from 'node:timers/promises';
import { dialLoopback, joinSockets, listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';

/**
 * Accepts TCP and says nothing, for ever; or for `delayMs`, and then behaves like the server on `targetPort`.
 * `mostOpenConnections` tells how many tunnels a client held open here at once.
 */
export const startStallingServer = (later?: {
  readonly delayMs: number;
  readonly targetPort: number;
}): Promise<LoopbackListener> =>
  listenOnLoopback((client) => {
    if (later === undefined) {
      client.resume();
      client.once('end', () => client.end());
      return;
    }
    client.pause();
    void delay(later.delayMs, undefined, { ref: false }).then(() => {
      if (!client.destroyed) joinSockets(client, dialLoopback(later.targetPort));
    });
  });

// A TCP switch in front of several servers for one address: what DNS or routing is to an attacker.
// The client cannot tell by the address which of them it reached.
import { dialLoopback, joinSockets, listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';

export interface TakeoverSwitch {
  readonly listener: LoopbackListener;
  readonly port: number;
  /** Connections so far, by place of the server in the list. */
  readonly connectionsByTarget: readonly number[];
  /**
   * Later connections go to the server at that place. Those under way end, unless `keepConnections`.
   */
  readonly takeOver: (
    target?: number,
    options?: { readonly how?: 'close' | 'reset'; readonly keepConnections?: boolean },
  ) => void;
  /** Later connections go to the servers in turn, from the first on. */
  readonly alternate: () => void;
  readonly dropConnections: LoopbackListener['dropConnections'];
  readonly stop: LoopbackListener['stop'];
}

/** Begins with the first of the loopback ports. */
export async function startTakeoverSwitch(targetPorts: readonly number[]): Promise<TakeoverSwitch> {
  const connectionsByTarget = targetPorts.map(() => 0);
  let turn = 0;
  let choose = (): number => 0;
  const listener = await listenOnLoopback((client) => {
    const target = choose();
    const port = targetPorts[target];
    if (port === undefined) throw new RangeError(`There is no server ${target} behind this switch.`);
    connectionsByTarget[target] = (connectionsByTarget[target] ?? 0) + 1;
    joinSockets(client, dialLoopback(port));
  });
  return {
    listener,
    port: listener.port,
    connectionsByTarget,
    takeOver: (target = 1, { how = 'close', keepConnections = false } = {}) => {
      choose = () => target;
      if (!keepConnections) listener.dropConnections(how);
    },
    alternate: () => {
      turn = 0;
      choose = () => turn++ % targetPorts.length;
    },
    dropConnections: listener.dropConnections,
    stop: listener.stop,
  };
}

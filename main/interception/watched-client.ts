/** One connection of a client that is not ours: gives its events their number and time, and says who ended it. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { WatchFact } from '../../common/watch/watch-event.ts';
import { type OtherClients, type TellWatch, isLoopback, plainAddress } from './other-clients.ts';

export class WatchedClient {
  readonly #connection = randomUUID();
  readonly #tell: TellWatch;
  #requests = 0;
  #isCut = false;

  private constructor(tell: TellWatch) {
    this.#tell = tell;
  }

  /** Resolves when the system has said whose it is: asked while the client still waits, its process is still there. */
  static async open(socket: Socket, others: OtherClients, tell: TellWatch): Promise<WatchedClient> {
    const client = new WatchedClient(tell);
    const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket;
    const address = plainAddress(remoteAddress);
    const isLocal = isLoopback(address) || address === plainAddress(localAddress);
    const ends = { remoteAddress: address, remotePort, localAddress: plainAddress(localAddress), localPort };
    const process = isLocal ? await others.identify(ends) : null;
    client.tell({ kind: 'opened', address, port: remotePort, isLocal, process });
    return client;
  }

  readonly tell = (fact: WatchFact): void => {
    this.#tell({ ...fact, at: Date.now(), connection: this.#connection });
  };

  /** Before the interceptor itself ends the connection. */
  cut(): void {
    this.#isCut = true;
  }

  closed(): void {
    this.tell({ kind: 'closed', by: this.#isCut ? 'interceptor' : 'client' });
  }

  /** Of the next request. */
  nextNumber(): number {
    this.#requests += 1;
    return this.#requests;
  }
}

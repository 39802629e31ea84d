import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type TLSSocket, connect as connectTls, rootCertificates } from 'node:tls';
import type { TunnelSettings } from './tunnel-settings.ts';

/** Keeps one TLS connection to the server for the requests of one tunnel. */
export class UpstreamAgent extends Agent {
  readonly #settings: TunnelSettings;
  #first: Socket | null;
  /** What the client called the server. */
  serverName = '';

  constructor(first: Socket, settings: TunnelSettings) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#first = first;
    this.#settings = settings;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.open().then(
      (socket) => callback?.(null, socket),
      (error: unknown) =>
        callback?.(error instanceof Error ? error : new Error(String(error)), undefined as never),
    );
    return undefined;
  }

  async open(): Promise<TLSSocket> {
    const { dial, serverRootsPem } = this.#settings;
    const first = this.#first;
    this.#first = null;
    const socket = first?.destroyed === false ? first : await dial();
    const { serverName } = this;
    return new Promise((resolve, reject) => {
      const secured = connectTls({
        socket,
        // An address is no server name (RFC 6066, 3).
        ...(/^[\d.]+$|:/.test(serverName) ? { host: serverName } : { servername: serverName }),
        ca: [...rootCertificates, ...(serverRootsPem === '' ? [] : [serverRootsPem])],
        ALPNProtocols: ['http/1.1'],
      });
      secured.once('secureConnect', () => {
        secured.off('error', reject);
        secured.on('error', () => secured.destroy());
        resolve(secured);
      });
      secured.once('error', reject);
    });
  }
}

/**
 * The serial blind relay: an HTTP proxy on loopback that a pinned session is made to use for everything. It never
 * decrypts. It refuses whoever does not know the session's secret, hosts already rejected, and hosts nobody asked for;
 * lets one handshake per host run at a time; and hands each tunnel to the state machine that releases it.
 *
 * Several ports, because Chromium opens at most 32 sockets to one proxy and a few stalled hosts would take them all.
 */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Result, failure } from '../../common/result.ts';
import { CleartextForwarder } from './cleartext-forwarder.ts';
import { parseAuthority, refuseClient, watchForLeaving } from './connect-request.ts';
import type { Dialled, Target } from './dial-direct.ts';
import type { DialFailure } from './dial-failure.ts';
import { dial } from './dial.ts';
import { HostLedger } from './host-ledger.ts';
import { type RelayOptions, factsWithOverride } from './relay-options.ts';
import { applyOverrides } from './route.ts';
import { Tunnel } from './tunnel.ts';
import type { TunnelSurroundings } from './tunnel-surroundings.ts';

export const primingHost = (shard: number): string => `prime-${shard}.invalid`;
const username = 'pinspect';

export class Relay {
  readonly ledger: HostLedger;
  readonly #options: RelayOptions;
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #servers: Server[] = [];
  readonly #tunnels = new Set<Tunnel>();
  readonly #sockets = new Set<Duplex>();
  readonly #waiting = new Map<string, Set<AbortController>>();
  readonly #primed = new Set<string>();
  readonly #cleartext: CleartextForwarder;
  readonly #dialling = new Set<AbortController>();
  #isSealed = false;
  #isClosed = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.ledger = new HostLedger(options.onBug, options.isSerial);
    this.#cleartext = new CleartextForwarder(options);
  }

  /** Opens the ports, on loopback only. */
  async listen(): Promise<readonly number[]> {
    for (let shard = 0; shard < this.#options.shards; shard += 1) this.#servers.push(this.#createServer());
    return Promise.all(
      this.#servers.map(
        async (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject);
            server.listen(0, '127.0.0.1', () => {
              resolve((server.address() as AddressInfo).port);
            });
          }),
      ),
    );
  }

  get ports(): readonly number[] {
    return this.#servers.map((server) => (server.address() as AddressInfo | null)?.port ?? 0);
  }

  get credentials(): { readonly username: string; readonly password: string } {
    return { username, password: this.#secret };
  }

  hasPrimed(shard: number): boolean {
    return this.#primed.has(primingHost(shard));
  }

  /** The session knows the secret on every port. */
  get isPrimed(): boolean {
    return this.#primed.size === this.#options.shards;
  }

  /** From here on whoever lacks the secret gets no challenge: a restarted network service has lost it, and stays out. */
  seal(): void {
    this.#isSealed = true;
  }

  /**
   * Ends the settled tunnels to a host. Whoever is done with it makes room: Chromium keeps at most 32 sockets a port, and
   * when it evicts an idle HTTP/2 session for another, a request about to use it fails (ERR_SOCKET_NOT_CONNECTED).
   */
  endTunnels(host: string): void {
    for (const tunnel of [...this.#tunnels]) if (tunnel.host === host && tunnel.isSettled) tunnel.drop();
  }

  /** Ends everything at once. */
  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const dialling of this.#dialling) dialling.abort();
    this.ledger.close();
    for (const tunnel of [...this.#tunnels]) tunnel.destroy(reason);
    this.#cleartext.close();
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #createServer(): Server {
    const server = createServer(
      { noDelay: true, keepAliveTimeout: 0, requestTimeout: 0 },
      (request, response) => {
        this.#onRequest(request, response);
      },
    );
    server.on('connection', (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      if (this.#isAuthorised(request, socket)) void this.#onConnect(request.url ?? '', socket);
    });
    server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => socket.destroy());
    server.on('clientError', (_error: Error, socket: Duplex) => socket.destroy());
    return server;
  }

  /** Also answers those who are not: a challenge while the session is being primed, nothing afterwards. */
  #isAuthorised(request: IncomingMessage, socket: Duplex): boolean {
    const expected = `Basic ${Buffer.from(`${username}:${this.#secret}`).toString('base64')}`;
    if (!this.#isClosed && request.headers['proxy-authorization'] === expected) return true;
    if (this.#isSealed || this.#isClosed) socket.destroy();
    else
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="pinspect"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      );
    return false;
  }

  async #onConnect(authority: string, client: Duplex): Promise<void> {
    const target = parseAuthority(authority);
    if (target === null || this.#isOwnPort(target)) {
      refuseClient(client);
      return;
    }
    if (/^prime-\d+\.invalid$/.test(target.host)) {
      this.#primed.add(target.host);
      refuseClient(client);
      return;
    }
    const tunnel = new Tunnel(this.#surroundings, client, target);
    this.#tunnels.add(tunnel);
    if (!this.#options.wasAskedFor(target.host)) {
      this.#refuse(tunnel, client, {
        verdict: 'undecided',
        action: 'blocked',
        reason: `Nothing in this session asked for ${target.host}: the browser engine wanted it for itself.`,
        errorCode: 'not-asked-for',
      });
      return;
    }
    if (this.#refuseRejected(tunnel, client)) return;

    const abandon = new AbortController();
    const stopWatching = watchForLeaving(client, () => {
      abandon.abort();
    });
    const turn = await this.#takeTurn(target.host, abandon);
    if (turn === null) {
      tunnel.destroy('The request was given up, or its epoch ended, while it waited for its turn.');
      client.destroy();
      return;
    }
    if (this.#refuseRejected(tunnel, client)) {
      turn.release();
      return;
    }
    const deadlineMs = performance.now() + this.#options.handshakeTimeoutMs;
    const dialled = await this.#dial(tunnel, target, abandon).catch((error: unknown) => {
      // A bug, which must not keep the host's turn for ever.
      this.#options.onBug(error);
      return failure({ code: 'connect-failed', sentence: 'Pinspect failed to connect.' } as const);
    });
    const hasLeft = client.readableEnded || client.destroyed;
    if (!dialled.ok || hasLeft || this.#isClosed) {
      turn.release();
      if (dialled.ok) dialled.value.socket.destroy();
      this.#refuse(tunnel, client, {
        verdict: 'undecided',
        action: 'blocked',
        ...this.#whyNot(dialled, hasLeft),
      });
      return;
    }
    stopWatching();
    tunnel.note({ address: dialled.value.address, localPort: dialled.value.localPort });
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    tunnel.run(dialled.value.socket, turn, Math.max(1, deadlineMs - performance.now()));
  }

  get #surroundings(): TunnelSurroundings {
    return {
      ledger: this.ledger,
      newConnection: this.#options.newConnection,
      record: this.#options.record,
      judgeCleartext: this.#options.judgeCleartext,
      // Whoever waits behind a stalled handshake would only wait for the same.
      onHandshakeTimeout: (host) => {
        for (const waiting of this.#waiting.get(host) ?? []) waiting.abort();
      },
      onOver: (tunnel) => this.#tunnels.delete(tunnel as Tunnel),
    };
  }

  async #takeTurn(host: string, abandon: AbortController): ReturnType<HostLedger['takeTurn']> {
    const waiting = this.#waiting.get(host) ?? new Set();
    this.#waiting.set(host, waiting.add(abandon));
    try {
      return await this.ledger.takeTurn(host, abandon.signal);
    } finally {
      waiting.delete(abandon);
      if (waiting.size === 0) this.#waiting.delete(host);
    }
  }

  async #dial(
    tunnel: Tunnel,
    target: Target,
    abandon: AbortController,
  ): Promise<Result<Dialled, DialFailure>> {
    const deadline = setTimeout(() => {
      abandon.abort();
    }, this.#options.handshakeTimeoutMs);
    this.#dialling.add(abandon);
    try {
      const route = await this.#options.resolveRoute({ ...target, scheme: 'https' });
      if (!route.ok) return route;
      const { hops, overrides } = route.value;
      const overridden = applyOverrides(target, overrides);
      tunnel.note({ route: factsWithOverride(route.value, target, overridden) });
      return await dial(overridden, hops, this.#options.proxyTrust, abandon.signal);
    } finally {
      this.#dialling.delete(abandon);
      clearTimeout(deadline);
    }
  }

  #whyNot(
    dialled: Result<Dialled, DialFailure>,
    hasLeft: boolean,
  ): { readonly reason: string; readonly errorCode: string } {
    if (this.#isClosed) return { reason: 'The epoch ended meanwhile.', errorCode: 'epoch-ended' };
    if (hasLeft || dialled.ok) return { reason: 'The request was given up.', errorCode: 'cancelled' };
    return { reason: dialled.error.sentence, errorCode: dialled.error.code };
  }

  #refuseRejected(tunnel: Tunnel, client: Duplex): boolean {
    if (!tunnel.refuseIfRejected()) return false;
    refuseClient(client);
    return true;
  }

  #refuse(tunnel: Tunnel, client: Duplex, outcome: Parameters<Tunnel['refuse']>[0]): void {
    refuseClient(client);
    tunnel.refuse(outcome);
  }

  /** A page must not reach the relay through the relay. */
  #isOwnPort({ host, port }: Target): boolean {
    const isLoopback =
      host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host.startsWith('127.');
    return isLoopback && this.ports.includes(port);
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isAuthorised(request, request.socket)) return;
    this.#cleartext
      .forward(request, response, (target) => this.#isOwnPort(target))
      .catch((error: unknown) => {
        this.#options.onBug(error);
        request.socket.destroy();
      });
  }
}

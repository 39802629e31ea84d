/**
 * One Electron session that reaches the network only through a relay of its own, with its own ledger, verify proc and
 * request gate. An epoch has up to three: one whose hosts are spread over several relay ports by a PAC script, one with
 * fixed proxy rules for the hosts that Chromium never asks a PAC script about, and one for the browser view, whose pages
 * ask for either kind of host: fixed rules too (docs/decisions/0090).
 */
import { type Session, net, session as electronSession, webContents } from 'electron';
import type { Verification } from '../../common/records.ts';
import type { NetworkFaults } from './faults.ts';
import { type RelayOptions } from './relay-options.ts';
import { Relay, primingHost } from './relay.ts';
import { type Rules, judgeCleartext } from './judge.ts';
import { installVerifyProc } from './verify-proc.ts';
import { isImplicitlyBypassed, proxyScript } from './proxy-script.ts';
import { proxyTrustOf } from './proxy-trust.ts';
import { RequestGate, type RequestObserver } from './request-gate.ts';

export type LaneKind = 'spread' | 'fixed' | 'browser';

/** Enough that a handful of stalled hosts, six sockets each, leave ports free for others. */
const spreadPorts = 8;
const proxyTimeoutMs = 10_000;
const proxyPollMs = 5;
const proxyAnswerMs = 500;
const primingTimeoutMs = 5_000;
const primingAttempts = 4;
/** What is taken along into the next epoch must be read by then; the old session is cleared all the same. */
const takeAlongTimeoutMs = 2_000;

export interface LaneOptions {
  readonly kind: LaneKind;
  readonly epoch: number;
  /** Unique for the life of the process: a session's verdict cache cannot be cleared. */
  readonly partition: string;
  readonly rules: Rules;
  readonly relay: Pick<RelayOptions, 'handshakeTimeoutMs' | 'resolveRoute' | 'newConnection' | 'record'>;
  readonly nextVerificationId: () => number;
  readonly recordVerification: (verification: Verification) => void;
  readonly observer: RequestObserver;
  readonly onBug: (error: unknown) => void;
  /** Takes the session from whoever guards new ones, before the lane's own rules are installed. */
  readonly adoptSession: (session: Session) => void;
  readonly faults: NetworkFaults;
}

export class Lane {
  readonly session: Session;
  readonly relay: Relay;
  readonly #options: LaneOptions;
  readonly #gate: RequestGate;
  readonly #enders = new Set<() => Promise<void>>();
  #isEnded = false;

  private constructor(options: LaneOptions) {
    this.#options = options;
    this.session = electronSession.fromPartition(options.partition);
    options.adoptSession(this.session);
    this.#gate = new RequestGate(this.session, {
      observer: options.observer,
      isForeign: (host) => options.kind === 'spread' && isImplicitlyBypassed(host),
    });
    this.relay = new Relay({
      ...options.relay,
      onBug: options.onBug,
      proxyTrust: proxyTrustOf(options.rules),
      shards: options.kind === 'spread' ? spreadPorts : 1,
      judgeCleartext: (host) => judgeCleartext(host, options.rules, Date.now()),
      wasAskedFor: (host) => this.#gate.wasAskedFor(host),
      isSerial: options.faults.hasParallelHandshakes !== true,
    });
    installVerifyProc(this.session, {
      rules: options.rules,
      ledger: this.relay.ledger,
      epoch: options.epoch,
      nextId: options.nextVerificationId,
      record: options.recordVerification,
      onBug: options.onBug,
      faults: options.faults,
    });
  }

  /** A session ready for requests: its proxy is set, it knows the relay's secret, and the relay is sealed. */
  static async open(options: LaneOptions): Promise<Lane> {
    const lane = new Lane(options);
    try {
      await lane.#prepare();
      return lane;
    } catch (error) {
      await lane.end('The session could not be prepared.');
      throw error;
    }
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Called when everything is cut off and before storage is cleared, so that cookies can be read; returns its undo. */
  onEnd(ender: () => Promise<void>): () => void {
    this.#enders.add(ender);
    return () => this.#enders.delete(ender);
  }

  /** Nothing more is delivered: requests are cancelled, sockets destroyed, pages closed, caches and workers cleared. */
  async end(reason: string): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#gate.close();
    this.relay.close(reason);
    // A page that a service worker controls loads from it even when every request is cancelled.
    for (const contents of webContents.getAllWebContents())
      if (contents.session === this.session) contents.close({ waitForBeforeUnload: false });
    if (this.#enders.size > 0)
      await Promise.race([
        Promise.allSettled([...this.#enders].map(async (ender) => ender())),
        new Promise((resolve) => setTimeout(resolve, takeAlongTimeoutMs)),
      ]);
    await Promise.allSettled([
      this.session.closeAllConnections(),
      this.session.clearCache(),
      this.session.clearStorageData(),
    ]);
  }

  async #prepare(): Promise<void> {
    // An empty list, because switching the spell checker off still fetches its dictionary (measured).
    this.session.setSpellCheckerLanguages([]);
    const ports = await this.relay.listen();
    await this.session.setProxy(
      this.#options.kind === 'spread'
        ? {
            mode: 'pac_script',
            pacScript: `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(proxyScript(ports)).toString('base64')}`,
          }
        : {
            mode: 'fixed_servers',
            proxyRules: `127.0.0.1:${ports[0] ?? 0}`,
            proxyBypassRules: '<-loopback>',
          },
    );
    await this.#waitForProxy(ports[0] ?? 0);
    // A request can fail for reasons of its own, such as a change of network, so each port gets a few tries.
    await Promise.all(
      ports.map(async (_port, shard) => {
        for (let attempt = 0; attempt < primingAttempts && !this.relay.hasPrimed(shard); attempt += 1)
          await this.#prime(shard);
      }),
    );
    if (!this.relay.isPrimed) throw new Error('The session did not take the relay’s secret.');
    this.relay.seal();
  }

  /**
   * `setProxy` resolves before the network service has taken the settings over: until then requests go by the system's
   * proxy settings (measured on a busy machine with HTTPS_PROXY set). `resolveProxy` asks what requests ask.
   */
  async #waitForProxy(port: number): Promise<void> {
    const deadlineMs = performance.now() + proxyTimeoutMs;
    for (;;) {
      // A network service that died meanwhile never answers; the one that replaces it does.
      const answer = await Promise.race([
        this.session.resolveProxy(`https://${primingHost(0)}/`),
        new Promise<string>((resolve) => setTimeout(resolve, proxyAnswerMs, 'unknown')),
      ]);
      if (answer === `PROXY 127.0.0.1:${port}`) return;
      if (performance.now() > deadlineMs) throw new Error(`The session’s proxy stays "${answer}".`);
      await new Promise((resolve) => setTimeout(resolve, proxyPollMs));
    }
  }

  /** One request teaches the session the secret of one port; without it a first `session.fetch` is handed the 407. */
  async #prime(shard: number): Promise<void> {
    const { username, password } = this.relay.credentials;
    await new Promise<void>((resolve) => {
      const request = net.request({ session: this.session, url: `https://${primingHost(shard)}/` });
      const timer = setTimeout(() => {
        request.abort();
      }, primingTimeoutMs);
      request.on('login', (challenge, answer) => {
        if (challenge.isProxy && this.relay.ports.includes(challenge.port)) answer(username, password);
        else answer();
      });
      // Not 'close': that is the writing half, which ends at once. The relay never answers, so an error is the end.
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      request.on('error', end);
      request.on('abort', end);
      request.on('response', (response) => {
        // A challenge that Chromium did not pass on comes as a response whose body then fails: the next attempt asks anew.
        response.on('error', () => undefined);
        end();
      });
      request.end();
    });
  }
}

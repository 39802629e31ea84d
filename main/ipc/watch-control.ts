/**
 * The watch in the window: one at a time, told as it goes. What was seen is written nowhere unless the person saves it. The next
 * watch puts it away: that one can be brought back until another is put away or the window is closed.
 */
import type { Failure } from '../../common/ipc/state.ts';
import type { ShownExchange, StartWatch, WatchCallResults, WatchState } from '../../common/ipc/watch.ts';
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import { canonicalHost } from '../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { compareWatches } from '../../common/watch/compare-watches.ts';
import { type Expectation, hostsNamed } from '../../common/watch/expectation.ts';
import { judgeWatch } from '../../common/watch/judge-watch.ts';
import type { ClientGrouping, ClientResult, WatchResult } from '../../common/watch/watch-result.ts';
import type { WatchedSession } from '../../common/watch/watched-session.ts';
import type { RealChain } from '../assembly/watch-report.ts';
import { isLoopback, type OtherClients } from '../interception/other-clients.ts';
import type { ClientNames } from '../watch/client-names.ts';
import { clientPages } from '../watch/client-page.ts';
import { type WatchAuthority, openAuthority, renewAuthority } from '../watch/watch-authority.ts';
import { type JudgedBy, type WatchedInterceptor, WatchSession } from '../watch/watch-session.ts';
import { clientKey, showClients } from './show-watch.ts';
import {
  caFacts,
  crashOf,
  faultIn,
  hostIn,
  ownAddresses,
  watchIsGone,
  watchIsOff,
  watchIsRunning,
} from './watch-facts.ts';
import { WatchedCommand } from './watched-command.ts';

export type WatchInterceptorWanted = Pick<OtherClients, 'listen' | 'authority' | 'passThrough' | 'pages'> & {
  readonly kind: StartWatch['interceptor'];
  /** For what mitmproxy keeps. */
  readonly folder: string;
};

export interface WatchControlOptions {
  readonly folder: string;
  readonly names: ClientNames;
  readonly startInterceptor: (wanted: WatchInterceptorWanted) => Promise<Result<WatchedInterceptor, Failure>>;
  readonly lookAtRealChains: (
    result: WatchResult,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, RealChain>>;
  /** The person is asked, outside the page, whether this command is to run. */
  readonly confirmCommand: (command: string) => Promise<boolean>;
  readonly onChange: (state: WatchState) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

/** What was seen, and what it is judged by. */
interface Seen {
  readonly session: WatchSession;
  readonly controlHost: string;
  readonly grouping: ClientGrouping;
  readonly realChains: ReadonlyMap<string, RealChain>;
}

/** Between two announcements: a page draws no faster. */
const announceEveryMs = 250;

export class WatchControl {
  readonly #options: WatchControlOptions;
  #phase: WatchState['phase'] = 'off';
  #session: WatchSession | null = null;
  #wanted: StartWatch | null = null;
  #authority: WatchAuthority | null = null;
  #controlHost = '';
  #grouping: ClientGrouping = 'process';
  #policy: { readonly name: string; readonly policy: ClientPolicy } | null = null;
  #realChains: ReadonlyMap<string, RealChain> = new Map();
  #putAway: Seen | null = null;
  #look: AbortController | null = null;
  #earlier: WatchedSession | null = null;
  readonly #command: WatchedCommand;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchControlOptions) {
    this.#options = options;
    this.#command = new WatchedCommand(options.confirmCommand, () => {
      this.#announce();
    });
  }

  get state(): WatchState {
    const result = this.result;
    const session = this.#session?.record('', this.#by) ?? null;
    const isListening = this.#phase === 'listening' && this.#session?.isRunning === true;
    return {
      phase: this.#phase === 'listening' && !isListening ? 'off' : this.#phase,
      listening: isListening ? this.#listening : null,
      addresses: ownAddresses(),
      ca: this.#authority === null ? null : caFacts(this.#authority),
      controlHost: this.#controlHost,
      grouping: this.#grouping,
      session: session === null ? null : { startedAt: session.startedAt, endedAt: session.endedAt },
      putAway: this.#putAway === null ? null : { startedAt: this.#putAway.session.startedAt },
      clients: showClients(result, {
        controlHost: this.#by.controlHost,
        names: this.#options.names,
        realChains: this.#realChains,
        policy: this.#policy?.policy ?? null,
        at: Date.now(),
      }),
      unseenHosts: this.#session === null ? [] : result.unseenHosts,
      failure: crashOf(this.#session),
      command: this.#command.state,
      policy: this.#policy === null ? null : { name: this.#policy.name, format: this.#policy.policy.format },
      isLooking: this.#look !== null,
      comparison:
        this.#earlier === null
          ? null
          : {
              name: this.#earlier.name === '' ? 'the earlier watch' : this.#earlier.name,
              changes: compareWatches(judgeWatch(this.#earlier.connections, this.#earlier), result),
            },
      canTellPrograms: process.platform === 'linux',
    };
  }

  get result(): WatchResult {
    return this.#session?.judge(this.#by) ?? { clients: [], unseenHosts: [] };
  }

  get realChains(): ReadonlyMap<string, RealChain> {
    return this.#realChains;
  }

  /** The person's name for a client; null: none. */
  readonly nameOf = (client: ClientResult): string | null => this.#options.names.get(clientKey(client));

  get expectation(): Expectation {
    return this.#policy === null ? { kind: 'nothing' } : { kind: 'policy', policy: this.#policy.policy };
  }

  /** Reads the CA that is there; makes none. */
  async open(): Promise<void> {
    const opened = await openAuthority(this.#options.folder, false);
    if (opened.ok) this.#authority = opened.value;
  }

  /**
   * Resolves when it listens, with the start of the watch that it put away; null: none that saw anything. Expected failures:
   * what was asked for cannot be, and those of the CA and the interceptor.
   */
  async start(wanted: StartWatch): Promise<Result<number | null, Failure>> {
    if (this.#phase !== 'off' && this.#session?.isRunning === true) return failure(watchIsRunning);
    const before = this.#seen;
    const fault = this.#judgeBy(wanted.controlHost, this.#grouping) ?? faultIn(wanted);
    if (fault !== null) return failure(fault);
    this.#phase = 'starting';
    this.#announceSoon();
    let isListening = false;
    try {
      const started = await this.#start(wanted);
      isListening = started.ok;
      return started.ok ? success(this.#putAside(before)) : started;
    } finally {
      this.#phase = isListening ? 'listening' : 'off';
      this.#announce();
    }
  }

  /** Resolves when nothing listens any more, and the command is gone. */
  async stop(): Promise<void> {
    this.#look?.abort();
    await this.#command.stop();
    if (this.#phase === 'listening') {
      this.#phase = 'stopping';
      this.#announce();
      await this.#session?.stop();
      this.#phase = 'off';
    }
    this.#announce();
  }

  /**
   * Undoes the start that put this watch away: stops the one in its place, which is then the one that can be brought back.
   * Resolves with that one's start; null: it saw nothing. Expected failures: `watch-gone`, and `watch-running` while one starts.
   */
  async bringBack(startedAt: number): Promise<Result<number | null, Failure>> {
    const wanted = this.#putAway;
    if (wanted?.session.startedAt !== startedAt) return failure(watchIsGone);
    if (this.#phase === 'starting' || this.#phase === 'stopping') return failure(watchIsRunning);
    await this.stop();
    // Another start, or the same undo, may have come in meanwhile.
    if (this.#phase !== 'off' || this.#putAway !== wanted) return failure(watchIsRunning);
    const displaced = this.#seen;
    this.#putAway = null;
    this.#session = wanted.session;
    this.#controlHost = wanted.controlHost;
    this.#grouping = wanted.grouping;
    this.#realChains = wanted.realChains;
    this.#command.forget();
    const putAway = this.#putAside(displaced);
    this.#announce();
    return success(putAway);
  }

  judgeBy(controlHost: string, grouping: ClientGrouping): Result<null, Failure> {
    const fault = this.#judgeBy(controlHost, grouping);
    this.#announce();
    return fault === null ? success(null) : failure(fault);
  }

  nameClient(key: string, name: string): void {
    this.#options.names.set(key, name);
    this.#announce();
  }

  exchanges(client: string, host: string): readonly ShownExchange[] {
    return (
      this.result.clients
        .find(({ id }) => id === client)
        ?.hosts.find((each) => each.host === host)
        ?.connections.flatMap(({ id, exchanges }) =>
          exchanges.map((exchange) => ({ ...exchange, connection: id })),
        )
        .sort((one, other) => other.at - one.at)
        .slice(0, 500) ?? []
    );
  }

  reveal(connection: string, number: number): WatchCallResults['watch.reveal'] {
    return this.#session?.reveal(connection, number) ?? null;
  }

  async renewCa(): Promise<Result<null, Failure>> {
    if (this.#phase !== 'off') return failure(watchIsRunning);
    const renewed = await renewAuthority(this.#options.folder);
    if (!renewed.ok) return renewed;
    this.#authority = renewed.value;
    this.#announce();
    return success(null);
  }

  /** Makes the CA where there is none. */
  async ca(): Promise<Result<WatchAuthority, Failure>> {
    const opened = await openAuthority(this.#options.folder);
    if (opened.ok) this.#authority = opened.value;
    this.#announce();
    return opened;
  }

  async lookAtServers(): Promise<void> {
    this.#look?.abort();
    const look = new AbortController();
    this.#look = look;
    this.#announce();
    try {
      const found = await this.#options.lookAtRealChains(this.result, look.signal);
      if (!look.signal.aborted) this.#realChains = new Map([...this.#realChains, ...found]);
    } finally {
      if (this.#look === look) this.#look = null;
      this.#announce();
    }
  }

  setPolicy(policy: { readonly name: string; readonly policy: ClientPolicy } | null): void {
    this.#policy = policy;
    this.#announce();
  }

  /** Expected failures: `watch-not-running`, and those of the command. Success also where the person said no. */
  async runCommand(text: string): Promise<Result<null, Failure>> {
    const session = this.#session;
    const authority = this.#authority;
    if (this.#phase !== 'listening' || session === null || authority === null) return failure(watchIsOff);
    return this.#command.run(text, session.address, authority);
  }

  async stopCommand(): Promise<void> {
    await this.#command.stop();
  }

  /** Null: nothing was watched yet. */
  record(name: string): WatchedSession | null {
    return this.#session?.record(name, this.#by) ?? null;
  }

  compareWith(earlier: WatchedSession | null): void {
    this.#earlier = earlier;
    this.#announce();
  }

  get #by(): JudgedBy {
    return {
      controlHost: this.#controlHost === '' ? null : this.#controlHost,
      grouping: this.#grouping,
      expectedHosts: hostsNamed(this.expectation, Date.now()),
    };
  }

  /** Null: nobody came, so that nothing is lost. */
  get #seen(): Seen | null {
    if (this.#session === null || this.result.clients.length === 0) return null;
    return {
      session: this.#session,
      controlHost: this.#controlHost,
      grouping: this.#grouping,
      realChains: this.#realChains,
    };
  }

  /** Null: there was nothing to put away, and what was put away before stays. */
  #putAside(seen: Seen | null): number | null {
    if (seen === null) return null;
    this.#putAway = seen;
    return seen.session.startedAt;
  }

  get #listening(): WatchState['listening'] {
    const session = this.#session;
    const wanted = this.#wanted;
    if (session === null || wanted === null) return null;
    const { host, port } = session.address;
    const named = host.includes(':') ? `[${host}]` : host;
    return {
      host,
      port,
      interceptor: session.interceptorName,
      isForNetwork: !isLoopback(host),
      page: wanted.interceptor === 'builtin' ? `http://${named}:${port}/` : null,
    };
  }

  #judgeBy(text: string, grouping: ClientGrouping): Failure | null {
    this.#grouping = grouping;
    const typed = text.trim();
    const host = typed === '' ? success('') : canonicalHost(hostIn(typed));
    if (!host.ok)
      return {
        code: 'bad-control-host',
        message: `“${typed}” is no host. ${host.error}`,
        advice: 'Write it as www.example.com.',
      };
    this.#controlHost = host.value;
    return null;
  }

  async #start(wanted: StartWatch): Promise<Result<null, Failure>> {
    const authority = await this.ca();
    if (!authority.ok) return authority;
    const started = await WatchSession.start(
      async () =>
        this.#options.startInterceptor({
          kind: wanted.interceptor,
          folder: this.#options.folder,
          listen: { host: wanted.host, port: wanted.port },
          authority: authority.value,
          passThrough: wanted.passThrough,
          pages: clientPages(authority.value.certificatePem),
        }),
      () => {
        this.#announceSoon();
      },
    );
    if (!started.ok) return started;
    this.#session = started.value;
    this.#wanted = wanted;
    this.#realChains = new Map();
    this.#command.forget();
    return success(null);
  }

  #announceSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#announce();
    }, announceEveryMs);
  }

  #announce(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#options.onChange(this.state);
  }
}

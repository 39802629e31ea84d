/**
 * One watch: an interceptor that takes other clients, and what it has seen of them so far. Kept in memory, and nowhere else
 * unless it is saved. What carries a login is replaced the moment it comes, and kept apart from everything that leaves.
 */
import type { Failure } from '../../common/ipc/state.ts';
import { type Result, success } from '../../common/result.ts';
import { judgeWatch } from '../../common/watch/judge-watch.ts';
import { type Headers, redactHeaders, redactUrl } from '../../common/watch/redact.ts';
import type { WatchEvent } from '../../common/watch/watch-event.ts';
import type { ClientGrouping, WatchResult } from '../../common/watch/watch-result.ts';
import { type WatchedConnection, hostOf, withEvent } from '../../common/watch/watched-connection.ts';
import type { WatchedSession } from '../../common/watch/watched-session.ts';

/** As much of an interceptor as a watch needs (main/interception/interceptor.ts). */
export interface WatchedInterceptor {
  readonly name: string;
  readonly address: { readonly host: string; readonly port: number };
  readonly onWatch: (listener: (event: WatchEvent) => void) => () => void;
  readonly onExit: (listener: (exit: { readonly lastLines: readonly string[] }) => void) => () => void;
  readonly stop: () => Promise<void>;
}

export interface JudgedBy {
  readonly controlHost: string | null;
  readonly grouping: ClientGrouping;
  readonly expectedHosts: readonly string[];
}

export interface Secrets {
  readonly url: string;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
}

/** A device left running for a day must not fill the memory. */
const maximumConnections = 20_000;
const maximumSecrets = 20_000;

export class WatchSession {
  readonly startedAt = Date.now();
  readonly #interceptor: WatchedInterceptor;
  readonly #connections = new Map<string, WatchedConnection>();
  readonly #secrets = new Map<string, Secrets>();
  readonly #onChange: () => void;
  #dropped = 0;
  #endedAt: number | null = null;
  #crash: string | null = null;

  private constructor(interceptor: WatchedInterceptor, onChange: () => void) {
    this.#interceptor = interceptor;
    this.#onChange = onChange;
    interceptor.onWatch((event) => {
      this.#take(event);
    });
    interceptor.onExit(({ lastLines }) => {
      this.#endedAt ??= Date.now();
      this.#crash = `${interceptor.name} has ended by itself. It last said: ${lastLines.slice(-3).join(' / ')}`;
      this.#onChange();
    });
  }

  /** `onChange`: something was seen, or the interceptor ended by itself. Expected failures: those of the interceptor. */
  static async start(
    startInterceptor: () => Promise<Result<WatchedInterceptor, Failure>>,
    onChange: () => void,
  ): Promise<Result<WatchSession, Failure>> {
    const started = await startInterceptor();
    return started.ok ? success(new WatchSession(started.value, onChange)) : started;
  }

  get address(): WatchedInterceptor['address'] {
    return this.#interceptor.address;
  }

  get interceptorName(): string {
    return this.#interceptor.name;
  }

  /** A sentence: the interceptor ended by itself; null: it did not. */
  get crash(): string | null {
    return this.#crash;
  }

  get isRunning(): boolean {
    return this.#endedAt === null;
  }

  get requests(): number {
    return [...this.#connections.values()].reduce((sum, { requests }) => sum + requests, 0);
  }

  judge(by: JudgedBy): WatchResult {
    return judgeWatch([...this.#connections.values()], by);
  }

  /** Everything that was seen, without what carries a login. */
  record(name: string, by: JudgedBy): WatchedSession {
    return {
      name,
      startedAt: this.startedAt,
      endedAt: this.#endedAt,
      interceptor: this.#interceptor.name,
      ...by,
      connections: [...this.#connections.values()],
      dropped: this.#dropped,
    };
  }

  /** One exchange as it was, for a person who asks to see it; null: it is not kept. */
  reveal(connection: string, number: number): Secrets | null {
    return this.#secrets.get(`${connection} ${number}`) ?? null;
  }

  /** Resolves when nothing listens any more. */
  async stop(): Promise<void> {
    await this.#interceptor.stop();
    this.#endedAt ??= Date.now();
  }

  #take(event: WatchEvent): void {
    const told = this.#withoutSecrets(event);
    this.#connections.set(event.connection, withEvent(this.#connections.get(event.connection), told));
    if (this.#connections.size > maximumConnections) this.#dropOldest();
    this.#onChange();
  }

  #withoutSecrets(event: WatchEvent): WatchEvent {
    if (event.kind !== 'request' && event.kind !== 'response') return event;
    const key = `${event.connection} ${event.number}`;
    const before = this.#secrets.get(key) ?? { url: '', requestHeaders: [], responseHeaders: [] };
    const [oldest] = this.#secrets.keys();
    if (this.#secrets.size >= maximumSecrets && oldest !== undefined) this.#secrets.delete(oldest);
    if (event.kind === 'request') {
      this.#secrets.set(key, { ...before, url: event.url, requestHeaders: event.headers });
      return { ...event, url: redactUrl(event.url), headers: redactHeaders(event.headers) };
    }
    this.#secrets.set(key, { ...before, responseHeaders: event.headers });
    return { ...event, headers: redactHeaders(event.headers) };
  }

  /** Of the host with the most: the first word on a host that was seen once is not lost for one that talks all day. */
  #dropOldest(): void {
    const counts = new Map<string, number>();
    for (const connection of this.#connections.values())
      counts.set(hostOf(connection), (counts.get(hostOf(connection)) ?? 0) + 1);
    const [[busiest] = ['']] = [...counts].sort(([, one], [, other]) => other - one);
    for (const [id, connection] of this.#connections) {
      if (hostOf(connection) !== busiest) continue;
      this.#connections.delete(id);
      for (const { number } of connection.exchanges) this.#secrets.delete(`${id} ${number}`);
      this.#dropped += 1;
      return;
    }
  }
}

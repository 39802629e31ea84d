/** The latest connections of a lane by host and port, so that a request can be joined with the one that carried it. */
import type { Connection } from '../../common/records.ts';

/** More parallel connections to one host and port than Chromium opens (6), several times over. */
const keptPerTarget = 32;

export class ConnectionLog {
  readonly #byTarget = new Map<string, Map<number, Connection>>();
  readonly #watchers = new Set<(connection: Connection) => void>();

  note(connection: Connection): void {
    const key = `${connection.host}|${connection.port}`;
    const rows = this.#byTarget.get(key) ?? new Map<number, Connection>();
    this.#byTarget.set(key, rows.set(connection.id, connection));
    if (rows.size > keptPerTarget) {
      const [oldest] = rows.keys();
      if (oldest !== undefined) rows.delete(oldest);
    }
    for (const watcher of this.#watchers) watcher(connection);
  }

  /** Called for each row; returns its undo. */
  watch(watcher: (connection: Connection) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * The connections of which one carried a request answered since `startedAt`. Which one is not told by Chromium: those that were
   * closed before, or over which nothing was sent to the end, are none of them.
   */
  carriersOf(
    target: { readonly host: string; readonly port: number },
    startedAt: number,
  ): readonly Connection[] {
    return this.#rows(target).filter(
      (row) =>
        row.action === 'allowed' &&
        (row.closedMs === null ||
          (row.startedAt + row.closedMs >= startedAt && row.applicationBytesSent > 0)),
    );
  }

  /** The connection that carried a request answered since `startedAt`: null when several can have. */
  carrierOf(target: { readonly host: string; readonly port: number }, startedAt: number): Connection | null {
    return onlyOne(this.carriersOf(target, startedAt));
  }

  /**
   * The latest refused or failed connection that began since `startedAt`: why a request got no answer. One that Chromium opened
   * beside it and gave up explains nothing, unless there is no other.
   */
  refusalOf(target: { readonly host: string; readonly port: number }, startedAt: number): Connection | null {
    const candidates = this.#rows(target).filter(
      (row) => row.action === 'blocked' && row.startedAt >= startedAt,
    );
    return candidates.findLast(({ errorCode }) => errorCode !== 'cancelled') ?? candidates.at(-1) ?? null;
  }

  /** The latest connection that says what the target is worth: one given up before anything was found says nothing. */
  standingOf(target: { readonly host: string; readonly port: number }): Connection | null {
    return (
      this.#rows(target).findLast(({ action, verdict }) => action === 'allowed' || verdict !== 'undecided') ??
      null
    );
  }

  #rows({ host, port }: { readonly host: string; readonly port: number }): Connection[] {
    return [...(this.#byTarget.get(`${host}|${port}`)?.values() ?? [])];
  }
}

export const onlyOne = (carriers: readonly Connection[]): Connection | null =>
  carriers.length === 1 ? (carriers[0] ?? null) : null;

const defaultPorts: Readonly<Record<string, number>> = { 'https:': 443, 'wss:': 443, 'http:': 80, 'ws:': 80 };

/** Host as the relay names it, and port, of a URL. */
export const targetOf = (url: string): { readonly host: string; readonly port: number } => {
  const { hostname, port, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (defaultPorts[protocol] ?? 0) : Number(port),
  };
};

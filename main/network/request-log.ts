/** Turns what the request gate sees into rows, one a hop, and tells a probe which row is its own. */
import type { Connection, HttpRequest } from '../../common/records.ts';
import { type ConnectionLog, onlyOne, targetOf } from './connection-log.ts';
import type { Recorder } from './recorder.ts';
import type { RequestEnded, RequestObserver, RequestStarted } from './request-gate.ts';

interface Claim {
  readonly method: string;
  readonly url: string;
  readonly onRow: (row: HttpRequest) => void;
}

export class RequestLog implements RequestObserver {
  readonly #recorder: Recorder;
  readonly #connections: ConnectionLog;
  readonly #epoch: number;
  readonly #open = new Map<number, { row: HttpRequest; readonly claim: Claim | null }>();
  readonly #claims = new Set<Claim>();
  readonly #startWatchers = new Set<(row: HttpRequest) => void>();
  readonly #watchers = new Set<(row: HttpRequest, connection: Connection | null) => void>();

  constructor(epoch: number, recorder: Recorder, connections: ConnectionLog) {
    this.#epoch = epoch;
    this.#recorder = recorder;
    this.#connections = connections;
  }

  /** The next request of the main process itself with this method and URL is the caller's; returns its undo. */
  claim(method: string, url: string, onRow: (row: HttpRequest) => void): () => void {
    const { href } = new URL(url);
    const claim = { method, url: href.replace(/#.*$/, ''), onRow };
    this.#claims.add(claim);
    return () => this.#claims.delete(claim);
  }

  /** Called with each request, hop by hop, before it is sent; returns its undo. */
  watchStarts(watcher: (row: HttpRequest) => void): () => void {
    this.#startWatchers.add(watcher);
    return () => this.#startWatchers.delete(watcher);
  }

  /** Called with each request's end, and with the connection that carried or refused it; returns its undo. */
  watchEnds(watcher: (row: HttpRequest, connection: Connection | null) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onStarted(request: RequestStarted): void {
    const claim = request.isOwn ? this.#takeClaim(request) : null;
    const row: HttpRequest = {
      id: this.#recorder.nextId('request'),
      startedAt: request.startedAt,
      epoch: this.#epoch,
      method: request.method,
      url: request.url,
      pageUrl: request.pageUrl,
      resourceType: claim === null ? request.resourceType : 'probe',
      status: null,
      error: null,
      fromCache: false,
      durationMs: null,
      connectionId: null,
      possibleConnectionIds: [],
    };
    this.#open.set(request.requestId, { row, claim });
    this.#tell(row, claim);
    for (const watcher of this.#startWatchers) watcher(row);
  }

  onEnded(ended: RequestEnded): void {
    const open = this.#open.get(ended.requestId);
    if (open === undefined) return;
    this.#open.delete(ended.requestId);
    const { row, claim } = open;
    const target = targetOf(row.url);
    const isAnswered = !ended.fromCache && ended.error === null;
    const carriers = isAnswered ? this.#connections.carriersOf(target, row.startedAt) : [];
    const refusal = ended.error === null ? null : this.#connections.refusalOf(target, row.startedAt);
    const connection = ended.fromCache ? null : (refusal ?? onlyOne(carriers));
    const end: HttpRequest = {
      ...row,
      status: ended.status,
      error: ended.error,
      fromCache: ended.fromCache,
      durationMs: Date.now() - row.startedAt,
      connectionId: connection?.id ?? null,
      possibleConnectionIds: carriers.length > 1 ? carriers.map(({ id }) => id) : [],
    };
    this.#tell(end, claim);
    for (const watcher of this.#watchers) watcher(end, connection);
  }

  #tell(row: HttpRequest, claim: Claim | null): void {
    this.#recorder.request(row);
    claim?.onRow(row);
  }

  #takeClaim({ method, url }: RequestStarted): Claim | null {
    for (const claim of this.#claims)
      if (claim.method === method && claim.url === url.replace(/#.*$/, '')) {
        this.#claims.delete(claim);
        return claim;
      }
    return null;
  }
}

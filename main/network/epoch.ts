/**
 * One network session of the app, from one decisive change to the next: the same rules and route throughout. What was
 * decided in an epoch is worth nothing in the next one, because Chromium's verdict cache belongs to the session and cannot
 * be cleared (electron-facts: accepts and rejects are kept for 30 minutes).
 */
import type { Session } from 'electron';
import { newConnection } from '../../common/new-connection.ts';
import type { RouteFacts } from '../../common/records.ts';
import type { Result } from '../../common/result.ts';
import { ConnectionLog, targetOf } from './connection-log.ts';
import type { DialFailure } from './dial-failure.ts';
import type { NetworkFaults } from './faults.ts';
import type { Rules } from './judge.ts';
import { Lane, type LaneKind } from './lane.ts';
import { isImplicitlyBypassed } from './proxy-script.ts';
import { type Recorder, reportingBugs } from './recorder.ts';
import type { ResolvedRoute } from './relay-options.ts';
import { RequestLog } from './request-log.ts';
import type { RouteTarget } from './route.ts';

export interface EpochOptions {
  readonly number: number;
  readonly rules: Rules;
  readonly recorder: Recorder;
  readonly handshakeTimeoutMs: number;
  readonly resolveRoute: (target: RouteTarget) => Promise<Result<ResolvedRoute, DialFailure>>;
  /** Shown in a row until its own route is known. */
  readonly routeFacts: RouteFacts;
  readonly onBug: (error: unknown) => void;
  readonly adoptSession: (session: Session) => void;
  readonly faults?: NetworkFaults;
}

/** A lane with the logs that join its requests and connections. */
export interface OpenLane {
  readonly lane: Lane;
  readonly connections: ConnectionLog;
  readonly requests: RequestLog;
}

let partitions = 0;

export class Epoch {
  readonly #options: EpochOptions;
  readonly #lanes = new Map<LaneKind, Promise<OpenLane>>();
  readonly #openLanes: Lane[] = [];
  #isEnded = false;

  constructor(options: EpochOptions) {
    this.#options = options;
  }

  get number(): number {
    return this.#options.number;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The session that may ask for this URL's host. Throws once the epoch has ended. */
  async laneFor(url: string): Promise<OpenLane> {
    return this.lane(isImplicitlyBypassed(targetOf(url).host) ? 'fixed' : 'spread');
  }

  /** Opens the lane when nobody has yet. Throws once the epoch has ended. */
  async lane(kind: LaneKind): Promise<OpenLane> {
    if (this.#isEnded) throw new EpochEndedError();
    let lane = this.#lanes.get(kind);
    if (lane === undefined) {
      const opening = this.#open(kind);
      // One that could not be opened must not stand for the whole epoch: whoever comes next tries again.
      opening.catch(() => {
        if (this.#lanes.get(kind) === opening) this.#lanes.delete(kind);
      });
      lane = opening;
      this.#lanes.set(kind, lane);
    }
    // Whatever went wrong while it was opened, an ended epoch is the reason that the caller can do something about.
    const open = await lane.catch((error: unknown) => {
      throw this.#isEnded ? new EpochEndedError() : error;
    });
    if (open.lane.isEnded) throw new EpochEndedError();
    return open;
  }

  /** The host was rejected in this epoch: only a new one may try it again. */
  async hasRejected(url: string): Promise<boolean> {
    const { lane } = await this.laneFor(url);
    return lane.relay.ledger.standing(targetOf(url).host) === 'rejected';
  }

  /** Cuts everything off at once; resolves when the old caches and workers are gone too. */
  async end(reason: string): Promise<void> {
    this.#isEnded = true;
    await Promise.all(this.#openLanes.map(async (lane) => lane.end(reason)));
    // A lane that was still being opened ends itself.
    await Promise.allSettled(this.#lanes.values());
  }

  async #open(kind: LaneKind): Promise<OpenLane> {
    const { number, rules, onBug } = this.#options;
    const recorder = reportingBugs(this.#options.recorder, onBug);
    const connections = new ConnectionLog();
    const requests = new RequestLog(number, recorder, connections);
    partitions += 1;
    const lane = await Lane.open({
      kind,
      epoch: number,
      partition: `pinned-${partitions}`,
      rules,
      relay: {
        handshakeTimeoutMs: this.#options.handshakeTimeoutMs,
        resolveRoute: this.#options.resolveRoute,
        newConnection: (host, port) =>
          newConnection({
            id: this.#options.recorder.nextId('connection'),
            startedAt: Date.now(),
            epoch: this.#options.number,
            host,
            port,
            route: this.#options.routeFacts,
          }),
        record: (connection) => {
          connections.note(connection);
          recorder.connection(connection);
        },
      },
      nextVerificationId: () => recorder.nextId('verification'),
      recordVerification: (verification) => {
        recorder.verification(verification);
      },
      observer: requests,
      onBug,
      adoptSession: this.#options.adoptSession,
      faults: this.#options.faults ?? {},
    });
    this.#openLanes.push(lane);
    if (this.#isEnded) await lane.end('The epoch ended while it began.');
    return { lane, connections, requests };
  }
}

/** The epoch a caller held has ended: take the current one and try again. */
export class EpochEndedError extends Error {
  override readonly name = 'EpochEndedError';

  constructor() {
    super('This epoch has ended.');
  }
}

/**
 * The runs of the collections, by hand and by the clock: at most one of a collection at a time. What differs from the last time
 * is told once a run.
 */
import type { Failure } from '../../common/ipc/state.ts';
import type { Collection } from '../../common/requests/collection.ts';
import type { CollectionRun, RunRow } from '../../common/requests/collection-run.ts';
import { verdictsOf } from '../../common/requests/verdict-change.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { rowOf, runRequests } from './run-requests.ts';
import { RunSchedule } from './run-schedule.ts';
import type { VerdictMemory } from './verdict-memory.ts';

export interface RunControlOptions {
  readonly network: () => PinnedNetwork;
  readonly collections: () => readonly Collection[];
  readonly memory: VerdictMemory;
  readonly now: () => number;
  readonly onRun: (run: CollectionRun) => void;
  /** At the end of each run; empty: no verdict changed. */
  readonly onChanges: (collection: Collection, changes: readonly VerdictChange[]) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

const minuteMs = 60_000;
/** A run of a thousand requests is told some times a second, not some thousand times. */
const tellAfterMs = 50;

/** Of one host of a saved request. */
export interface VerdictChange {
  readonly requestId: string;
  readonly sentence: string;
}

interface Run {
  readonly abort: AbortController | null;
  readonly shown: CollectionRun;
}

export class RunControl {
  readonly #options: RunControlOptions;
  readonly #runs = new Map<string, Run>();
  readonly #schedule: RunSchedule;
  /** Runs that changed and were not told yet. */
  readonly #untold = new Map<string, NodeJS.Timeout>();

  constructor(options: RunControlOptions) {
    this.#options = options;
    this.#schedule = new RunSchedule({
      now: options.now,
      ranAt: (id) => options.memory.ranAt(id),
      run: async (id) => this.#run(id, true),
      onNext: (id, nextAt) => {
        this.#put(id, { nextAt });
      },
    });
  }

  get runs(): readonly CollectionRun[] {
    return this.#options.collections().map(({ id }) => this.#shown(id));
  }

  /** After the collections, or their schedules, were changed. */
  onCollections(): void {
    const collections = this.#options.collections();
    const ids = new Set(collections.map(({ id }) => id));
    for (const [id, { abort }] of this.#runs) if (!ids.has(id)) abort?.abort();
    this.#schedule.set(
      collections.flatMap(({ id, everyMinutes }) =>
        everyMinutes === null ? [] : [{ id, everyMs: everyMinutes * minuteMs }],
      ),
    );
  }

  /** Begun; what follows is told to `onRun`. Expected failures: `no-collection`, `nothing-to-run`, `already-running`. */
  start(id: string): Result<null, Failure> {
    const collection = this.#collection(id);
    const problem =
      collection === undefined
        ? { code: 'no-collection', message: 'This collection is no longer there.', advice: '' }
        : collection.requests.length === 0
          ? {
              code: 'nothing-to-run',
              message: 'The collection is empty.',
              advice: 'Add a request or a host.',
            }
          : this.#runs.get(id)?.abort != null
            ? { code: 'already-running', message: 'The collection is being run.', advice: '' }
            : null;
    if (problem !== null) return failure(problem);
    void this.#run(id, false);
    return success(null);
  }

  stop(id: string): void {
    this.#runs.get(id)?.abort?.abort();
  }

  close(): void {
    this.#schedule.close();
    for (const { abort } of this.#runs.values()) abort?.abort();
    for (const timer of this.#untold.values()) clearTimeout(timer);
  }

  async #run(id: string, isScheduled: boolean): Promise<void> {
    const collection = this.#collection(id);
    if (collection === undefined || collection.requests.length === 0 || this.#runs.get(id)?.abort != null)
      return;
    const { network, memory, now, onBug } = this.#options;
    const abort = new AbortController();
    const rows = new Map<string, RunRow>(collection.requests.map((one) => [one.id, rowOf(one.id)]));
    const show = (change: Partial<CollectionRun>): void => {
      this.#put(id, { rows: [...rows.values()], ...change });
    };
    this.#runs.set(id, { abort, shown: this.#shown(id) });
    const startedAt = now();
    memory.noteRun(id, startedAt);
    show({ isRunning: true, isScheduled, startedAt, endedAt: null });
    const changes: VerdictChange[] = [];
    try {
      await runRequests(network(), collection.requests, {
        signal: abort.signal,
        onRow: (row) => {
          // One that our own change of policy, route or trust cut off says nothing of its host.
          const isJudged = row.step === 'done' && row.failure?.code !== 'epoch-ended';
          const differences = isJudged ? memory.compare(row.requestId, verdictsOf(row.hops)) : [];
          changes.push(...differences.map((sentence) => ({ requestId: row.requestId, sentence })));
          rows.set(row.requestId, { ...row, changes: differences });
          show({});
        },
      });
    } catch (error) {
      onBug('run-collection', error);
    }
    this.#runs.set(id, { abort: null, shown: this.#shown(id) });
    show({ isRunning: false, endedAt: now() });
    const all = this.#options.collections();
    memory.save(
      new Set(all.flatMap(({ requests }) => requests.map((request) => request.id))),
      new Set(all.map((one) => one.id)),
    );
    this.#options.onChanges(collection, changes);
  }

  #collection(id: string): Collection | undefined {
    return this.#options.collections().find((one) => one.id === id);
  }

  #shown(id: string): CollectionRun {
    return (
      this.#runs.get(id)?.shown ?? {
        collectionId: id,
        isRunning: false,
        isScheduled: false,
        startedAt: null,
        endedAt: null,
        nextAt: this.#schedule.nextAt(id),
        rows: [],
      }
    );
  }

  #put(id: string, change: Partial<CollectionRun>): void {
    const shown = { ...this.#shown(id), ...change };
    this.#runs.set(id, { abort: this.#runs.get(id)?.abort ?? null, shown });
    if (this.#untold.has(id)) return;
    const timer = setTimeout(() => {
      this.#tell(id);
    }, tellAfterMs);
    this.#untold.set(id, timer);
  }

  #tell(id: string): void {
    this.#untold.delete(id);
    this.#options.onRun(this.#shown(id));
  }
}

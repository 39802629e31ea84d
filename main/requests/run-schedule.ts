/**
 * When each collection with a schedule runs next: its interval after the last run began, or at once where that is past, as after
 * a night in which the computer slept. A run that takes longer than its interval is followed by the next one, never joined by it.
 */
export interface Scheduled {
  readonly id: string;
  readonly everyMs: number;
}

export interface RunScheduleOptions {
  readonly now: () => number;
  /** Epoch milliseconds; null: never. */
  readonly ranAt: (id: string) => number | null;
  /** Settles when the run is over. */
  readonly run: (id: string) => Promise<void>;
  readonly onNext: (id: string, nextAt: number | null) => void;
}

/** setTimeout's largest delay is 24.8 days; a clock that was set is noticed within this, too. */
const longestWaitMs = 60_000;
/** After the start the window comes first. */
const startDelayMs = 2_000;

interface Entry {
  readonly everyMs: number;
  nextAt: number;
  isRunning: boolean;
}

export class RunSchedule {
  readonly #options: RunScheduleOptions;
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RunScheduleOptions) {
    this.#options = options;
  }

  nextAt(id: string): number | null {
    return this.#entries.get(id)?.nextAt ?? null;
  }

  /** The schedules there are now; one that is new or has another interval is reckoned anew. */
  set(scheduled: readonly Scheduled[]): void {
    const { now, ranAt, onNext } = this.#options;
    const wanted = new Map(scheduled.map((one) => [one.id, one.everyMs]));
    for (const id of this.#entries.keys()) {
      if (wanted.has(id)) continue;
      this.#entries.delete(id);
      onNext(id, null);
    }
    for (const [id, everyMs] of wanted) {
      const entry = this.#entries.get(id);
      if (entry?.everyMs === everyMs) continue;
      const last = ranAt(id);
      const due = last === null ? 0 : last + everyMs;
      const nextAt = Math.max(due, now() + startDelayMs);
      this.#entries.set(id, { everyMs, nextAt, isRunning: entry?.isRunning ?? false });
      onNext(id, nextAt);
    }
    this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const waiting = [...this.#entries.values()].filter(({ isRunning }) => !isRunning);
    if (this.#isClosed || waiting.length === 0) return;
    const wait = Math.min(...waiting.map(({ nextAt }) => nextAt)) - this.#options.now();
    this.#timer = setTimeout(
      () => {
        this.#runDue();
      },
      Math.min(longestWaitMs, Math.max(0, wait)),
    );
  }

  #runDue(): void {
    const now = this.#options.now();
    for (const [id, entry] of this.#entries) {
      if (entry.isRunning || entry.nextAt > now) continue;
      entry.isRunning = true;
      entry.nextAt = now + entry.everyMs;
      this.#options.onNext(id, entry.nextAt);
      void this.#options.run(id).finally(() => {
        entry.isRunning = false;
        // The schedule may have been changed meanwhile.
        const current = this.#entries.get(id);
        if (current !== undefined) current.isRunning = false;
        this.#arm();
      });
    }
    this.#arm();
  }
}

/**
 * What the journal is to keep, as the person sets it. A narrower limit takes rows away for good, so it begins to count only when
 * nobody can ask for them back any more; until then the wider of both limits holds. It is saved at once: after a quit it counts from
 * the next start.
 */
import type { Retention } from '../journal/retention.ts';

/** As long as the journal keeps what was removed. */
const undoMs = 60_000;

export class RetentionControl {
  readonly #apply: (retention: Retention) => Promise<void>;
  readonly #onBug: (error: unknown) => void;
  #inForce: Retention;
  #timer: NodeJS.Timeout | null = null;

  /** `inForce`: what the journal keeps to now. */
  constructor(
    inForce: Retention,
    apply: (retention: Retention) => Promise<void>,
    onBug: (error: unknown) => void,
  ) {
    this.#inForce = inForce;
    this.#apply = apply;
    this.#onBug = onBug;
  }

  /** Resolves when the wider limit holds. */
  async set(wanted: Retention): Promise<void> {
    this.stop();
    const wider = widerOf(this.#inForce, wanted);
    await this.#put(wider);
    if (isSame(wider, wanted)) return;
    this.#timer = setTimeout(() => {
      this.#put(wanted).catch(this.#onBug);
    }, undoMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #put(retention: Retention): Promise<void> {
    this.#inForce = retention;
    await this.#apply(retention);
  }
}

const widerOf = (one: Retention, other: Retention): Retention => ({
  days: larger(one.days, other.days),
  megabytes: larger(one.megabytes, other.megabytes),
});
const larger = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.max(one, other);
const isSame = (one: Retention, other: Retention): boolean =>
  one.days === other.days && one.megabytes === other.megabytes;

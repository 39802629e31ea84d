/**
 * The CAs that the person trusts for a while, and the end of it. One that is trusted until a date is kept over a restart,
 * and the clock is watched, not only waited for (timers stand still in sleep). Being set back must not lengthen it: by a
 * little, as clocks are put right, shortens it by as much; by more than that ends it.
 */
import type { Failure } from '../../common/ipc/state.ts';
import { type Result, failure } from '../../common/result.ts';
import type { NetworkSettings } from '../settings/network-settings.ts';
import { TrustedAuthorities } from './trusted-authorities.ts';

export interface TrustControlOptions {
  readonly kept: Pick<NetworkSettings, 'trusted' | 'clockSeenAt'>;
  readonly keep: (kept: Pick<NetworkSettings, 'trusted' | 'clockSeenAt'>) => void;
  /** Some trust has ended by itself; the sentences say which and why. */
  readonly onEnded: (sentences: readonly string[]) => void;
}

const maximumMs = 7 * 24 * 3_600_000;
const checkEveryMs = 30_000;
const writeEveryMs = 60_000;
/** A clock is put right by so much now and then, by the network's time. */
const toleratedMs = 5 * 60_000;
/** Two clocks never run quite alike. */
const jitterMs = 1_000;

export class TrustControl {
  readonly authorities = new TrustedAuthorities();
  readonly #options: TrustControlOptions;
  /** When the clock was looked at last, by itself and by one that nobody can set. */
  #seen: { readonly wallMs: number; readonly monotonicMs: number };
  #writtenAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TrustControlOptions) {
    this.#options = options;
    this.#seen = { wallMs: options.kept.clockSeenAt, monotonicMs: performance.now() };
    const unread = options.kept.trusted.flatMap(({ pem, hostPatterns, until }) => {
      const added = this.authorities.add(pem, { hostPatterns, isInterceptor: false, until });
      return added.ok
        ? []
        : [`A CA that was trusted until a date is trusted no more: ${added.error.message}`];
    });
    if (unread.length > 0) options.onEnded(unread);
    this.#check();
  }

  /** Expected failures: those of reading, and `trust-too-long`. */
  add(pem: string, hostPatterns: readonly string[], until: number | null): Result<null, Failure> {
    // Also where nothing is dated yet: from here on the clock is compared with this moment.
    this.#check();
    const now = Date.now();
    if (until !== null && (until <= now || until - now > maximumMs))
      return failure({
        code: 'trust-too-long',
        message: 'A CA can be trusted until a date that is ahead, by 7 days at most.',
        advice: 'Choose another date.',
      });
    const added = this.authorities.add(pem, { hostPatterns, isInterceptor: false, until });
    if (added.ok) this.#keep(now);
    return added;
  }

  addInterceptor(pem: string): Result<null, Failure> {
    return this.authorities.add(pem, { hostPatterns: [], isInterceptor: true, until: null });
  }

  remove(certSha256: string): void {
    this.authorities.remove(certSha256);
    this.#keep(Date.now());
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.authorities.dated.length > 0) this.#write(Date.now());
  }

  #keep(now: number): void {
    this.#write(now);
    this.#schedule(now);
  }

  #write(now: number): void {
    const trusted = this.authorities.dated.map(({ certificate, hostPatterns, until }) => ({
      pem: certificate.pem,
      hostPatterns: [...hostPatterns],
      until,
    }));
    this.#writtenAt = now;
    this.#options.keep({ trusted, clockSeenAt: trusted.length === 0 ? 0 : now });
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer);
    const next = Math.min(...this.authorities.dated.map(({ until }) => until));
    if (next === Infinity) return;
    this.#timer = setTimeout(
      () => {
        this.#check();
      },
      Math.min(Math.max(next - now, 1), checkEveryMs),
    );
  }

  #check(): void {
    const now = Date.now();
    const setBackMs = this.#lookAtClock(now);
    const wasSetBack = setBackMs > toleratedMs;
    if (setBackMs > 0 && !wasSetBack) this.authorities.shorten(setBackMs);
    const ended = this.authorities.dated.filter(
      ({ until }) => wasSetBack || until <= now || until - now > maximumMs,
    );
    for (const { certificate } of ended) this.authorities.remove(certificate.certSha256);
    if (ended.length > 0 || setBackMs > 0 || now - this.#writtenAt >= writeEveryMs) this.#write(now);
    this.#schedule(now);
    if (ended.length === 0) return;
    this.#options.onEnded(
      ended.map(({ certificate: { subject }, until }) =>
        wasSetBack
          ? `The clock was set back, and nobody knows how long ago ${subject} was trusted until a date: it is trusted no more.`
          : until <= now
            ? `The time is over for which ${subject} was trusted.`
            : `${subject} was to be trusted for longer than 7 days: it is trusted no more.`,
      ),
    );
  }

  /** By how much it was set back since it was looked at last; 0: not. */
  #lookAtClock(now: number): number {
    const monotonicMs = performance.now();
    const setBackMs = this.#seen.wallMs + (monotonicMs - this.#seen.monotonicMs) - now;
    this.#seen = { wallMs: now, monotonicMs };
    return setBackMs > jitterMs ? setBackMs : 0;
  }
}

/**
 * Tells when the clock has changed which pin sets are in force: at the expiry of one, also when the computer slept through
 * it, and when the clock is set back before it, which puts an expired set in force again. Timers alone do not: they
 * stand still in sleep, and take no notice of a clock that is set.
 */
import { nextExpiry } from '../../common/pinning/expiry.ts';
import type { Policy } from '../../common/pinning/policy.ts';

/** How long a clock that was set may go unnoticed. */
const checkEveryMs = 30_000;

/** Calls once, with the reason; returns its undo. */
export const watchExpiry = (policy: Policy, onChange: (why: string) => void): (() => void) => {
  if (policy.pinSets.every(({ expires }) => expires === null)) return () => undefined;
  const nextAtBegin = nextExpiry(policy, Date.now());
  let timer: NodeJS.Timeout;
  const check = (): void => {
    const next = nextExpiry(policy, Date.now());
    if (next === nextAtBegin) schedule();
    else if (next !== null && (nextAtBegin === null || next < nextAtBegin))
      onChange('The clock was set back, and a pin set that had expired is in force again.');
    else onChange('A pin set expired.');
  };
  const schedule = (): void => {
    const leftMs = nextAtBegin === null ? checkEveryMs : nextAtBegin - Date.now();
    timer = setTimeout(check, Math.min(Math.max(leftMs, 1), checkEveryMs));
  };
  schedule();
  return () => {
    clearTimeout(timer);
  };
};

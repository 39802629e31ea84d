/** What a person should know about a set or a pin at a glance: whether it is in force, and what is odd about it. */
import { expiryOf } from '../../common/pinning/expiry.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import type { PinSet } from '../../common/pinning/policy.ts';

export type Standing = 'enforced' | 'report-only' | 'off' | 'expired';

export const standingOf = (set: PinSet, at: number): Standing => {
  if (set.mode === 'off') return 'off';
  const expiry = expiryOf(set);
  if (expiry !== null && at >= expiry) return 'expired';
  return set.mode === 'enforce' ? 'enforced' : 'report-only';
};

/** Null: an ordinary pin. */
export const pinRemark = (pin: string): string | null => {
  if (isDummyPin(pin)) return 'dummy';
  if (pin.startsWith('sha1/')) return 'weak: SHA-1';
  if (pin.startsWith('cert-sha256/')) return 'whole certificate: breaks at renewal';
  return null;
};

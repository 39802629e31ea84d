/** Which sets a search is about: those whose pattern contains the text, and those that apply to the host it names. */
import { canonicalHost, matchesHost, parseHostPattern } from '../../common/pinning/host-pattern.ts';
import type { PinSet } from '../../common/pinning/policy.ts';

export interface FoundPinSet {
  readonly set: PinSet;
  /** Place in the policy. */
  readonly index: number;
  /** The search names a host, and this set is for it. */
  readonly isForHost: boolean;
}

export const findPinSets = (pinSets: readonly PinSet[], search: string): readonly FoundPinSet[] => {
  const text = search.trim().toLowerCase();
  if (text === '') return pinSets.map((set, index) => ({ set, index, isForHost: false }));
  const host = canonicalHost(text);
  const found: FoundPinSet[] = [];
  for (const [index, set] of pinSets.entries()) {
    const pattern = parseHostPattern(set.pattern);
    const isForHost = host.ok && pattern.ok && matchesHost(pattern.value, host.value);
    if (isForHost || set.pattern.toLowerCase().includes(text)) found.push({ set, index, isForHost });
  }
  return found;
};

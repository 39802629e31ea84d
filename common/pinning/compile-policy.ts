/**
 * A policy made ready for handshakes: which sets are for a host is found by looking up the host and each of its parent
 * names, so the cost does not grow with the number of sets. The answer keeps policy order.
 */
import { expiryOf } from './expiry.ts';
import { parseHostPattern, selfAndParents, type HostPattern } from './host-pattern.ts';
import { comparedHash } from './match-pin.ts';
import type { PinSet, Policy } from './policy.ts';

export interface CompiledPin {
  readonly text: string;
  /** What it is compared with: `spkiSha256`, `spkiSha1` or `certSha256` of a certificate, in that form. */
  readonly hash: string;
}

export interface CompiledPinSet {
  readonly pinSet: PinSet;
  /** Place in the policy. */
  readonly index: number;
  readonly pattern: HostPattern;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
  readonly pins: readonly CompiledPin[];
}

export interface CompiledPolicy {
  readonly policy: Policy;
  /** In policy order. */
  readonly sets: readonly CompiledPinSet[];
  /** Every set whose pattern is for this canonical host, in policy order, whatever its mode and expiry. */
  readonly setsFor: (host: string) => readonly CompiledPinSet[];
}

const compilePin = (text: string): CompiledPin => ({ text, hash: comparedHash(text) });

const compilePinSet = (pinSet: PinSet, index: number): CompiledPinSet => {
  const pattern = parseHostPattern(pinSet.pattern);
  if (!pattern.ok) throw new Error(`A policy that was not parsed: ${pinSet.pattern}: ${pattern.error}`);
  return {
    pinSet,
    index,
    pattern: pattern.value,
    expiresAt: expiryOf(pinSet),
    pins: pinSet.pins.map(compilePin),
  };
};

type Index = ReadonlyMap<string, readonly CompiledPinSet[]>;

const indexBy = (sets: readonly CompiledPinSet[], kind: HostPattern['kind']): Index => {
  const index = new Map<string, CompiledPinSet[]>();
  for (const set of sets) {
    if (set.pattern.kind !== kind) continue;
    const sameHost = index.get(set.pattern.host);
    if (sameHost === undefined) index.set(set.pattern.host, [set]);
    else sameHost.push(set);
  }
  return index;
};

/** Throws on a policy that `parsePolicy` did not make. */
export const compilePolicy = (policy: Policy): CompiledPolicy => {
  const sets = policy.pinSets.map(compilePinSet);
  const exact = indexBy(sets, 'exact');
  const oneLabel = indexBy(sets, 'one-label');
  const anyDepth = indexBy(sets, 'any-depth');
  const setsFor = (host: string): readonly CompiledPinSet[] => {
    const dot = host.indexOf('.');
    const found = [
      ...(exact.get(host) ?? []),
      ...(dot === -1 ? [] : (oneLabel.get(host.slice(dot + 1)) ?? [])),
    ];
    for (const name of selfAndParents(host)) found.push(...(anyDepth.get(name) ?? []));
    return found.length < 2 ? found : found.sort((one, other) => one.index - other.index);
  };
  return { policy, sets, setsFor };
};

/** Which of a client's rules decided about a host, in one sentence for people. */
import type { ClientPolicy } from './client-policy.ts';
import type { ClientTraits } from './client-traits.ts';
import type { CompiledRule, ReadHost } from './compile-client-policy.ts';

interface Decision {
  readonly policy: ClientPolicy;
  readonly traits: ClientTraits;
  readonly host: ReadHost;
  readonly deciding: readonly CompiledRule[];
  readonly notInForce: readonly { readonly pattern: string; readonly why: string }[];
}

const whereLooked = (rules: readonly CompiledRule[]): string => {
  const positions = new Set(rules.flatMap(({ groups }) => groups.map(({ position }) => position)));
  if (rules.some(({ groups }) => groups.length > 1)) return 'its CA list and its leaf list must both match';
  if (positions.size === 1 && positions.has('leaf')) return 'its pins are compared with the leaf only';
  if (positions.size === 1 && positions.has('ca'))
    return 'its pins are looked for among the authorities only';
  return 'one pin anywhere on the validated chain is enough';
};

const nobodyDecides = ({ policy, traits, host, notInForce }: Decision): string => {
  const { client } = traits;
  if (notInForce.length > 0) {
    const which = notInForce.map(({ pattern, why }) => `${pattern} (${why})`).join(', ');
    const shadows = policy.selection === 'most-specific' ? ', and no shorter one stands in for it' : '';
    return `${client}: what is for this host is not in force: ${which}${shadows}.`;
  }
  if (host.isAddress && !traits.pinsAddresses) return `${client}: an IP address cannot be pinned.`;
  if (host.isDotted && traits.trailingDot === 'other-host') {
    return `${client}: a name with a dot at its end is another host, and none of the rules is for it.`;
  }
  return `${client}: no rule is for this host.`;
};

export const wordRule = (decision: Decision): string => {
  const { policy, traits, deciding } = decision;
  if (deciding.length === 0) return nobodyDecides(decision);
  const names = [...new Set(deciding.map(({ scopeText }) => scopeText))].join(', ');
  const how = whereLooked(deciding);
  if (policy.rules.every(({ scope }) => scope.kind === 'every-host')) return `${traits.client}: ${how}.`;
  if (policy.selection === 'most-specific') {
    return `${traits.client}: the most specific name decides, here ${names}; ${how}.`;
  }
  return `${traits.client}: all rules for the host count together, here ${names}; ${how}.`;
};

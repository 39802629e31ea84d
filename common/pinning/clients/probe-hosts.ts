/**
 * Hosts that stand for all others when two policies are compared: each name that a rule names, one label more, and two
 * labels more. No rule of any client can tell apart two hosts that stand in the same place to every named name, so what
 * holds for these holds for all.
 */
import { canonicalHost, isAddress } from '../host-pattern.ts';
import type { ClientPolicy } from './client-policy.ts';
import { scopePattern } from './compile-client-policy.ts';
import { clientTraits } from './client-traits.ts';

export interface ProbeHost {
  /** As a URL would have it. */
  readonly host: string;
  /** For people: `example.com`, `<any>.example.com`, `<any>.<any>.example.com`, `<any other host>`. */
  readonly text: string;
}

export const namesOf = (policies: readonly ClientPolicy[]): readonly string[] => {
  const names = new Set<string>();
  for (const policy of policies) {
    for (const { scope } of policy.rules) {
      const pattern = scopePattern(scope, clientTraits[policy.format].names);
      const canonical = pattern === null ? null : canonicalHost(pattern.host);
      if (canonical?.ok === true) names.add(canonical.value);
    }
  }
  return [...names];
};

const freshLabel = (names: readonly string[]): string => {
  const taken = new Set(names.flatMap((name) => name.split('.')));
  for (let count = 0; ; count += 1) {
    const label = count === 0 ? 'any' : `any${count}`;
    if (!taken.has(label)) return label;
  }
};

export const probeHosts = (policies: readonly ClientPolicy[]): readonly ProbeHost[] => {
  const names = namesOf(policies);
  const label = freshLabel(names);
  const probes = names.flatMap((name) =>
    isAddress(name)
      ? [{ host: name, text: name }]
      : [
          { host: name, text: name },
          { host: `${label}.${name}`, text: `<any>.${name}` },
          { host: `${label}.${label}.${name}`, text: `<any>.<any>.${name}` },
        ],
  );
  const isForAll = policies.some(({ rules }) => rules.some(({ scope }) => scope.kind === 'every-host'));
  return isForAll ? [...probes, { host: `${label}.invalid`, text: '<any other host>' }] : probes;
};

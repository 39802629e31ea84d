/**
 * Another client's configuration in the shape that advice reads: a set a rule, in the rules' order. What the client takes
 * although nothing can match it (pins of a wrong length) stays, because that is what advice is to say. A rule for every
 * host is for the one host that is given.
 */
import { failure, success, type Result } from '../../result.ts';
import { parseHostPattern } from '../host-pattern.ts';
import type { PinSet, Policy } from '../policy.ts';
import type { ClientPolicy, ClientRule, RuleScope } from './client-policy.ts';

const patternOf = (scope: RuleScope, host: string | null): string | null => {
  switch (scope.kind) {
    case 'pattern':
      return scope.pattern;
    case 'domain':
      return scope.includeSubdomains ? `**.${scope.domain}` : scope.domain;
    case 'every-host':
      return host;
  }
};

const setOf = ({ mode, expires, groups, note = null }: ClientRule, pattern: string): PinSet => ({
  pattern,
  // Without a list of pins the rule pins nothing, however it is set.
  mode: groups.length === 0 ? 'off' : mode,
  expires,
  pins: groups.flatMap(({ pins }) => pins),
  note,
});

/** `host`: for formats that name none; null: not given. The error is a sentence. */
export const lintablePolicy = (policy: ClientPolicy, host: string | null): Result<Policy, string> => {
  const pinSets: PinSet[] = [];
  for (const rule of policy.rules) {
    const pattern = patternOf(rule.scope, host);
    if (pattern === null)
      return failure('It names no host that its pins are for. Say which one: --host HOST.');
    const parsed = parseHostPattern(pattern);
    if (!parsed.ok) return failure(`“${pattern}” is no name that advice could be given on. ${parsed.error}`);
    pinSets.push(setOf(rule, pattern));
  }
  return success({ unpinnedHosts: policy.unpinnedHosts ?? 'allow', pinSets });
};

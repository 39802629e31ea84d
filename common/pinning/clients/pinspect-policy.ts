/** Pinspect's own policy as one client's among the others, and back. */
import { failure, success, type Result } from '../../result.ts';
import { parsePolicy } from '../parse-policy.ts';
import type { PinSet, Policy, PolicyProblem } from '../policy.ts';
import type { ClientPolicy, ClientRule } from './client-policy.ts';

/** Loses only `x-…` keys, which no rule reads. */
export const policyToClient = ({ unpinnedHosts, pinSets }: Policy): ClientPolicy => ({
  format: 'pinspect',
  selection: 'union',
  unpinnedHosts,
  rules: pinSets.map(({ pattern, mode, expires, pins, note }) => ({
    scope: { kind: 'pattern', pattern },
    mode,
    expires,
    groups: [{ position: 'any', pins }],
    note,
  })),
  notes: [],
});

const toPinSet = ({ scope, mode, expires, groups, note = null }: ClientRule): PinSet | null => {
  const [group, ...others] = groups;
  if (scope.kind !== 'pattern' || group?.position !== 'any' || others.length > 0) return null;
  return { pattern: scope.pattern, mode, expires, pins: group.pins, note };
};

/** Of a client's policy in Pinspect's form (`translate` makes one); checked as a policy file is. */
export const clientToPolicy = (policy: ClientPolicy): Result<Policy, readonly PolicyProblem[]> => {
  const pinSets = policy.rules.map(toPinSet);
  const misfit = pinSets.indexOf(null);
  if (misfit !== -1) {
    const found = JSON.stringify(policy.rules[misfit]?.scope);
    return failure([{ path: `pinSets[${misfit}]`, found, expected: "a rule in Pinspect's own form" }]);
  }
  const parsed = parsePolicy({
    version: 1,
    unpinnedHosts: policy.unpinnedHosts ?? 'allow',
    pinSets: pinSets.map((pinSet) => {
      if (pinSet === null) return null;
      const { pattern, mode, expires, pins, note } = pinSet;
      return {
        pattern,
        mode,
        pins,
        ...(expires === null ? {} : { expires }),
        ...(note === null ? {} : { note }),
      };
    }),
  });
  return parsed.ok ? success(parsed.value) : parsed;
};

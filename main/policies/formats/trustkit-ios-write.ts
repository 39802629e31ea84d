/** Writes what TrustKit for iOS would start with; refuses the rest, because such an app stops with an exception. */
import type { ClientPolicy, ClientRule } from '../../../common/pinning/clients/client-policy.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { bareText } from './bare-pin.ts';
import type { PlistValue } from './plist-value.ts';
import { writePlist } from './plist.ts';
import type { FormatProblems } from './policy-format.ts';
import { trustKitKeys as keys } from './trustkit-ios-keys.ts';

const ruleProblem = ({ scope, mode, groups }: ClientRule): string | null => {
  if (scope.kind !== 'domain') return 'a domain';
  const isExclusion = mode === 'off' || groups.length === 0;
  if (isExclusion) return scope.includeSubdomains ? 'an exclusion of one name, without its subdomains' : null;
  const [group] = groups;
  if (groups.length > 1 || group?.position !== 'any') return 'one list of pins, for any place in the chain';
  if (group.pins.some((pin) => !pin.startsWith('sha256/'))) return 'sha256 pins of public keys';
  const pinCount = new Set(group.pins).size;
  if (mode === 'enforce' && pinCount < 2) return 'a second pin: TrustKit stops the app without a backup';
  return pinCount < 1 ? 'at least one pin' : null;
};

const configOf = ({ scope, mode, expires, groups }: ClientRule): PlistValue => {
  if (mode === 'off' || groups.length === 0) return new Map([[keys.exclude, true]]);
  const includesSubdomains = scope.kind === 'domain' && scope.includeSubdomains;
  return new Map<string, PlistValue>([
    [keys.enforce, mode === 'enforce'],
    ...(includesSubdomains ? [[keys.subdomains, true] as const] : []),
    ...(expires === null ? [] : [[keys.expires, expires] as const]),
    [keys.hashes, [...new Set(groups.flatMap(({ pins }) => pins.map(bareText)))]],
  ]);
};

export const writeTrustKit = (policy: ClientPolicy): Result<string, FormatProblems> => {
  const domains = new Map<string, PlistValue>();
  const problems: { path: string; found: string; expected: string }[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const domain = rule.scope.kind === 'domain' ? rule.scope.domain : '';
    const expected = ruleProblem(rule) ?? (domains.has(domain) ? 'each domain once' : null);
    const found = domain === '' ? 'what TrustKit cannot express' : domain;
    if (expected === null) domains.set(domain, configOf(rule));
    else problems.push({ path: `rules[${index}]`, found, expected });
  }
  if (problems.length > 0) return failure(problems);
  return success(writePlist(new Map([[keys.configuration, new Map([[keys.domains, domains]])]])));
};

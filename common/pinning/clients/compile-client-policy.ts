/**
 * A client's policy made ready for questions: the rules for a host are found by looking up the host and each of its
 * parent names, nearest first, so the cost does not grow with the number of rules.
 */
import { fromBase64, toHex } from '../base64.ts';
import { startOfDay } from '../expiry.ts';
import { canonicalHost, isAddress, matchesHost, parseHostPattern, selfAndParents } from '../host-pattern.ts';
import type { HostPattern } from '../host-pattern.ts';
import type { ClientPolicy, ClientRule, PinGroup, RuleScope } from './client-policy.ts';
import { clientTraits, type ClientTraits } from './client-traits.ts';

export interface CompiledGroup {
  readonly position: PinGroup['position'];
  readonly pins: readonly {
    readonly text: string;
    /** What it is compared with: `spkiSha256`, `spkiSha1` or `certSha256` of a certificate. */
    readonly hash: string;
  }[];
}

export interface CompiledRule {
  readonly rule: ClientRule;
  /** Place in the policy. */
  readonly index: number;
  /** `api.example.com`, `*.example.com`, `example.com with subdomains`, `every host`. */
  readonly scopeText: string;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
  readonly groups: readonly CompiledGroup[];
}

export interface CompiledClientPolicy {
  readonly policy: ClientPolicy;
  readonly traits: ClientTraits;
  /** In policy order. For `most-specific` only those of the nearest name. */
  readonly rulesFor: (host: ReadHost) => readonly CompiledRule[];
}

export interface ReadHost {
  /** Canonical: lower-case, punycode, no trailing dot. */
  readonly name: string;
  readonly isDotted: boolean;
  readonly isAddress: boolean;
}

interface PlacedRule extends CompiledRule {
  readonly isDotted: boolean;
  readonly isFor: (name: string) => boolean;
}

/** Null when the text cannot be a host. */
export const readHost = (text: string): ReadHost | null => {
  const canonical = canonicalHost(text);
  if (!canonical.ok) return null;
  const name = canonical.value;
  return { name, isDotted: /[.。．｡]$/u.test(text), isAddress: isAddress(name) };
};

const certificatePrefix = 'cert-sha256/';

const compileGroup = ({ position, pins }: PinGroup): CompiledGroup => ({
  position,
  pins: pins.map((text) => ({
    text,
    hash: text.startsWith(certificatePrefix)
      ? toHex(fromBase64(text.slice(certificatePrefix.length)) ?? [])
      : text,
  })),
});

export const scopeText = (scope: RuleScope): string => {
  switch (scope.kind) {
    case 'pattern':
      return scope.pattern;
    case 'domain':
      return scope.includeSubdomains ? `${scope.domain} with subdomains` : scope.domain;
    case 'every-host':
      return 'every host';
  }
};

const withoutDot = (text: string): string => text.replace(/\.$/, '');

/** The scope as one of our patterns, under which it is looked up; null: every host. Throws on a pattern nobody parsed. */
export const scopePattern = (
  scope: RuleScope,
  names: ClientTraits['names'],
): Pick<HostPattern, 'kind' | 'host'> | null => {
  if (scope.kind === 'every-host') return null;
  if (scope.kind === 'pattern') {
    const pattern = parseHostPattern(scope.pattern);
    if (!pattern.ok) throw new Error(`A rule that was not parsed: ${scope.pattern}: ${pattern.error}`);
    return pattern.value;
  }
  const canonical = names === 'canonical' ? canonicalHost(scope.domain) : null;
  const folded = names === 'exact' ? scope.domain : scope.domain.toLowerCase();
  const host = canonical?.ok === true ? canonical.value : withoutDot(folded);
  return { kind: scope.includeSubdomains ? 'any-depth' : 'exact', host };
};

const isWrittenWithDot = (scope: RuleScope): boolean =>
  scope.kind !== 'every-host' && (scope.kind === 'pattern' ? scope.pattern : scope.domain).endsWith('.');

const labelCount = (name: string): number => name.split('.').length;

const reaches = (
  pattern: Pick<HostPattern, 'kind' | 'host'>,
  name: string,
  { subdomains }: ClientTraits,
): boolean =>
  matchesHost({ ...pattern, text: '' }, name) &&
  (subdomains === 'any-depth' || labelCount(name) <= labelCount(pattern.host) + 1);

const inPolicyOrder = (rules: readonly PlacedRule[]): readonly CompiledRule[] =>
  rules.toSorted((one, other) => one.index - other.index);

const compile = (policy: ClientPolicy): CompiledClientPolicy => {
  const traits = clientTraits[policy.format];
  const byName = new Map<string, PlacedRule[]>();
  const everywhere: PlacedRule[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const pattern = scopePattern(rule.scope, traits.names);
    const placed: PlacedRule = {
      rule,
      index,
      scopeText: scopeText(rule.scope),
      expiresAt: rule.expires === null ? null : startOfDay(rule.expires),
      groups: rule.groups.map(compileGroup),
      isDotted: isWrittenWithDot(rule.scope),
      isFor: (name) => pattern === null || reaches(pattern, name, traits),
    };
    if (pattern === null) everywhere.push(placed);
    else byName.set(pattern.host, [...(byName.get(pattern.host) ?? []), placed]);
  }
  const rulesFor = ({ name, isDotted, isAddress: isIp }: ReadHost): readonly CompiledRule[] => {
    const found: PlacedRule[] = [];
    if (!isIp || traits.pinsAddresses) {
      for (const ancestor of isIp ? [name] : selfAndParents(name)) {
        const nearest = (byName.get(ancestor) ?? []).filter(
          (rule) => rule.isFor(name) && (traits.trailingDot === 'same-host' || rule.isDotted === isDotted),
        );
        found.push(...nearest);
        if (policy.selection === 'most-specific' && nearest.length > 0) return inPolicyOrder(nearest);
      }
    }
    return inPolicyOrder([...found, ...everywhere]);
  };
  return { policy, traits, rulesFor };
};

const compiled = new WeakMap<ClientPolicy, CompiledClientPolicy>();

/** Made once for each policy. Throws on a pattern that `parseHostPattern` refuses: a reader never lets one in. */
export const compileClientPolicy = (policy: ClientPolicy): CompiledClientPolicy => {
  const present = compiled.get(policy);
  if (present !== undefined) return present;
  const made = compile(policy);
  compiled.set(policy, made);
  return made;
};

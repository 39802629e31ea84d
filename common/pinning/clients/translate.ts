/**
 * A client's policy put into what another format can say: as close as it comes, and where it cannot say the same, rather
 * the stricter than the weaker thing. It does not judge what is lost: `compareClientPolicies` finds that by asking both.
 * Where every pattern counts together and the other side lets the longest name decide, a name gets the pins of all rules
 * for it. What has ended or is off is carried over only where the other format can say so.
 */
import { dummyPin } from '../adopt-pin.ts';
import { startOfDay } from '../expiry.ts';
import { canonicalHost } from '../host-pattern.ts';
import { parsePin } from '../pin.ts';
import type { PolicyProblem } from '../policy.ts';
import { failure, success, type Result } from '../../result.ts';
import { clientShapes, type ClientShape } from './client-shapes.ts';
import type { ClientFormat, ClientPolicy, ClientRule, PinGroup, RuleScope } from './client-policy.ts';
import { clientTraits } from './client-traits.ts';
import { compileClientPolicy, readHost, scopePattern } from './compile-client-policy.ts';
import { canMatch } from './demand.ts';
import { namesOf, probeHosts } from './probe-hosts.ts';
import { placeOf, type PinPlaces } from './pin-places.ts';
import { isExpired } from './rules-in-force.ts';

export interface TranslateOptions {
  /** Epoch milliseconds. */
  readonly at: number;
  /** For formats that are for one host. Null: the only one the policy names. */
  readonly host: string | null;
  /** Whose keys the pins are, for formats that list leaves and authorities apart. */
  readonly places: PinPlaces;
}

const fitPins = (pins: readonly string[], { pinKinds }: ClientShape): readonly string[] => {
  const fit = pins.filter((text) => {
    const pin = parsePin(text);
    return pin.ok && pinKinds.includes(pin.value.kind);
  });
  // Without any, most clients would pin nothing: a pin that no key has keeps the host refused.
  return fit.length > 0 ? [...new Set(fit)] : [dummyPin];
};

const fitGroups = (
  groups: readonly PinGroup[],
  shape: ClientShape,
  places: PinPlaces,
): readonly PinGroup[] => {
  const leaf = groups.find(({ position }) => position === 'leaf');
  const [first] = groups;
  if (first === undefined) return [];
  switch (shape.positions) {
    case 'any':
      return [{ position: 'any', pins: fitPins((leaf ?? first).pins, shape) }];
    case 'leaf':
      return [{ position: 'leaf', pins: fitPins((leaf ?? first).pins, shape) }];
    case 'ca-and-leaf': {
      if (first.position !== 'any') {
        return groups.map(({ position, pins }) => ({ position, pins: fitPins(pins, shape) }));
      }
      // Both lists would both have to match: where there are authorities, they alone come closest.
      const authorities = first.pins.filter((pin) => placeOf(places, pin) === 'ca' && canMatch(pin));
      return authorities.length > 0
        ? [{ position: 'ca', pins: fitPins(authorities, shape) }]
        : [{ position: 'leaf', pins: fitPins(first.pins, shape) }];
    }
  }
};

/** TrustKit for iOS excepts one name at a time. */
const exceptedScope = (scope: RuleScope, format: ClientFormat): RuleScope =>
  format === 'trustkit-ios' && scope.kind === 'domain' ? { ...scope, includeSubdomains: false } : scope;

/** Null: there is nothing to say. */
const fitRule = (
  rule: ClientRule,
  source: ClientPolicy,
  format: ClientFormat,
  { at, places }: TranslateOptions,
): ClientRule | null => {
  const shape = clientShapes[format];
  const ended = isExpired(
    rule.expires === null ? null : startOfDay(rule.expires),
    at,
    clientTraits[source.format],
  );
  const isSayable = shape.modes.includes(rule.mode) && (!ended || shape.hasExpiry);
  if (!isSayable || rule.groups.length === 0) {
    const isException = source.selection === 'most-specific' && shape.canExcept;
    return isException
      ? { scope: exceptedScope(rule.scope, format), mode: 'enforce', expires: null, groups: [] }
      : null;
  }
  return {
    scope: rule.scope,
    mode: rule.mode,
    expires: shape.hasExpiry ? rule.expires : null,
    groups: fitGroups(rule.groups, shape, places),
    ...(format === 'pinspect' ? { note: rule.note ?? null } : {}),
  };
};

/** None: a name that the client compares as text and that no URL can have is for no host. */
const toPatterns = (scope: RuleScope, source: ClientPolicy): readonly RuleScope[] => {
  if (scope.kind === 'pattern') return [scope];
  const { names, subdomains } = clientTraits[source.format];
  const pattern = scopePattern(scope, names);
  const canonical = pattern === null ? null : canonicalHost(pattern.host);
  if (pattern === null || canonical?.ok !== true || canonical.value !== pattern.host) return [];
  const { host } = pattern;
  const isAlone = pattern.kind !== 'any-depth';
  const texts = isAlone ? [host] : subdomains === 'one-label' ? [host, `*.${host}`] : [`**.${host}`];
  return texts.map((text) => ({ kind: 'pattern', pattern: text }));
};

const latest = (rules: readonly ClientRule[]): string | null => {
  const days = rules.map(({ expires }) => expires);
  return days.includes(null) ? null : (days.toSorted().at(-1) ?? null);
};

/** Rules that count together as the one rule that is to decide alone: the strictest mode, every pin, the latest end. */
const joinRules = (scope: RuleScope, rules: readonly ClientRule[]): ClientRule | null => {
  const enforced = rules.filter(({ mode }) => mode === 'enforce');
  const joined = enforced.length > 0 ? enforced : rules;
  const [first] = joined;
  if (first === undefined) return null;
  const alone = joined.flatMap(({ groups }) => (groups.length === 1 ? groups : []));
  const pins = [...new Set(alone.flatMap((group) => group.pins))];
  const [position = 'any', ...otherPositions] = new Set(alone.map((group) => group.position));
  const isOneGroup = alone.length === joined.length && otherPositions.length === 0;
  const groups = isOneGroup ? [{ position, pins }] : first.groups;
  return { scope, mode: first.mode, expires: latest(joined), groups };
};

/** Each name that has a pattern of its own, with the pins of every rule that is for it or for what it stands for. */
const toDomains = (source: ClientPolicy, { at }: TranslateOptions): readonly ClientRule[] => {
  const { traits, rulesFor } = compileClientPolicy(source);
  const own = new Map<string, Set<string>>();
  for (const { scope, mode } of source.rules) {
    const pattern = scopePattern(scope, traits.names);
    if (pattern === null || mode === 'off') continue;
    own.set(pattern.host, (own.get(pattern.host) ?? new Set()).add(pattern.kind));
  }
  const probes = probeHosts([source]);
  return [...own].flatMap(([domain, kinds]) => {
    const includeSubdomains = kinds.has('one-label') || kinds.has('any-depth');
    const asked = probes.filter(
      ({ text }) => text === domain || (includeSubdomains && text.replace(/^(?:<any>\.)+/, '') === domain),
    );
    const found = new Set(
      asked.flatMap(({ host }) => {
        const read = readHost(host);
        return read === null ? [] : rulesFor(read);
      }),
    );
    const standing = [...found].filter(
      ({ rule, expiresAt }) =>
        rule.mode !== 'off' && rule.groups.length > 0 && !isExpired(expiresAt, at, traits),
    );
    const joined = joinRules(
      { kind: 'domain', domain, includeSubdomains },
      standing.map(({ rule }) => rule),
    );
    return joined ?? [];
  });
};

const scopeRules = (
  source: ClientPolicy,
  shape: ClientShape,
  options: TranslateOptions,
): readonly ClientRule[] => {
  if (shape.scope === 'pattern') {
    return source.rules.flatMap((rule) =>
      toPatterns(rule.scope, source).map((scope) => ({ ...rule, scope })),
    );
  }
  if (source.selection === 'most-specific') return source.rules;
  return toDomains(source, options);
};

/** The path of the problem that a person's word on `PinPlaces.unseen` solves. */
export const unplacedPath = 'whose keys';
const unplacedWords =
  'to be told whether it is the server’s own key (leaf) or an authority’s (ca): iOS keeps them apart, and a pin in the wrong list never matches';

const noHost = (path: string, found: string, expected: string): Result<never, readonly PolicyProblem[]> =>
  failure([{ path, found, expected }]);

/** The host that a one-host format is written for. */
const oneHost = (source: ClientPolicy, host: string | null): Result<string, readonly PolicyProblem[]> => {
  const names = namesOf([source]);
  const chosen = host ?? (names.length === 1 ? (names[0] ?? null) : null);
  if (chosen === null) {
    const found = names.length === 0 ? 'no host' : `${names.length} names`;
    return noHost('host', found, 'one: this format is written for a single host, so name it');
  }
  const canonical = canonicalHost(chosen);
  return canonical.ok ? canonical : noHost('host', chosen, `a host name. ${canonical.error}`);
};

/** A policy for whatever host is asked for, as one for this host. */
export const boundToHost = (policy: ClientPolicy, host: string): ClientPolicy => {
  if (policy.rules.every(({ scope }) => scope.kind !== 'every-host')) return policy;
  const scope: RuleScope = { kind: 'pattern', pattern: host };
  return {
    ...policy,
    rules: policy.rules.map((rule) => (rule.scope.kind === 'every-host' ? { ...rule, scope } : rule)),
  };
};

const forOneHost = (
  source: ClientPolicy,
  format: ClientFormat,
  host: string,
  options: TranslateOptions,
): readonly ClientRule[] => {
  const read = readHost(host);
  const { traits, rulesFor } = compileClientPolicy(source);
  const standing = (read === null ? [] : rulesFor(read)).filter(
    ({ rule, expiresAt }) => rule.groups.length > 0 && !isExpired(expiresAt, options.at, traits),
  );
  const includeSubdomains = standing.some(({ rule: { scope } }) => {
    const pattern = scopePattern(scope, traits.names);
    return pattern !== null && pattern.kind === 'any-depth' && pattern.host === host;
  });
  const scope: RuleScope =
    format === 'curl' ? { kind: 'every-host' } : { kind: 'domain', domain: host, includeSubdomains };
  return clientShapes[format].modes.flatMap((mode) => {
    const rules = standing.flatMap(({ rule }) => (rule.mode === mode ? [rule] : []));
    return joinRules(scope, rules) ?? [];
  });
};

/** Pins of which nobody knows whose key they are, where the format has to be told. */
const unplacedPins = (
  rules: readonly ClientRule[],
  shape: ClientShape,
  { places }: TranslateOptions,
): readonly string[] => {
  if (shape.positions !== 'ca-and-leaf') return [];
  const groups = rules.flatMap((rule) => (shape.modes.includes(rule.mode) ? rule.groups : []));
  const pins = groups.flatMap(({ position, pins: some }) => (position === 'any' ? some : []));
  return [...new Set(pins)].filter((pin) => canMatch(pin) && placeOf(places, pin) === null);
};

/** In `format`'s own terms. Problems: a host is missing where one is needed, or whose keys the pins are. */
export const translate = (
  policy: ClientPolicy,
  format: ClientFormat,
  options: TranslateOptions,
): Result<ClientPolicy, readonly PolicyProblem[]> => {
  const shape = clientShapes[format];
  const isFree = policy.rules.some(({ scope }) => scope.kind === 'every-host');
  const needsHost = shape.scope === 'one-host' || isFree;
  const host = needsHost ? oneHost(policy, options.host) : success('');
  if (!host.ok) return host;
  const source = isFree ? boundToHost(policy, host.value) : policy;
  const scoped =
    shape.scope === 'one-host'
      ? forOneHost(source, format, host.value, options)
      : scopeRules(source, shape, options);
  const [unplaced, ...moreUnplaced] = unplacedPins(scoped, shape, options);
  if (unplaced !== undefined) {
    const found = `${unplaced}${moreUnplaced.length === 0 ? '' : ` and ${moreUnplaced.length} more`}`;
    return failure([{ path: unplacedPath, found, expected: unplacedWords }]);
  }
  return success({
    format,
    selection: shape.selection,
    ...(format === 'pinspect' ? { unpinnedHosts: policy.unpinnedHosts ?? 'allow' } : {}),
    rules: scoped.flatMap((rule) => fitRule(rule, source, format, options) ?? []),
    notes: [],
  });
};

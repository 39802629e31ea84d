/**
 * Advice on patterns: over a public suffix, spelled in a way that other clients read differently, the same as another
 * set's, or within a wider one. All sets of a host apply together (OkHttp's rule), so a narrower set does not replace a
 * wider one: where it adds nothing it is shadowed, and where it was meant to be stricter it is not.
 */
import type { HostPattern } from './host-pattern.ts';
import { placeOf, type LintedSet, type LintFinding, type PublicSuffixes } from './lint-finding.ts';
import type { CoverIndex } from './pattern-covers.ts';
import { maximumPinsInSet, type PinSet } from './policy.ts';

const stars: Readonly<Record<HostPattern['kind'], string>> = {
  exact: '',
  'one-label': '*.',
  'any-depth': '**.',
};

const canonicalText = ({ kind, host }: HostPattern): string => `${stars[kind]}${host}`;

const publicSuffix = (set: LintedSet, suffixes: PublicSuffixes): LintFinding[] => {
  const { kind, host } = set.pattern;
  const suffix = kind === 'exact' ? null : suffixes.kindOf(host);
  if (suffix === null) return [];
  const isIcann = suffix === 'icann';
  return [
    {
      rule: 'public-suffix',
      level: isIcann ? 'error' : 'warning',
      sentence: isIcann
        ? `Anybody can register names under ${host}: this pins hosts of strangers, and TrustKit refuses it.`
        : `Different customers have names under ${host} (it is on the list of public suffixes): this pins hosts of strangers.`,
      advice: `Name the domain that is yours, such as ${stars[kind]}yours.${host}.`,
      place: placeOf(set),
      fix: null,
    },
  ];
};

const spelling = (set: LintedSet): LintFinding[] => {
  const by = canonicalText(set.pattern);
  const { pattern } = set.pinSet;
  if (by === pattern) return [];
  return [
    {
      rule: 'uncanonical-pattern',
      level: 'info',
      sentence: `This is read as ${by}; other clients compare it as it is written, and may find no host.`,
      advice: `Write it as ${by}.`,
      place: placeOf(set),
      fix: { kind: 'replace-pattern', label: `Write it as ${by}`, pattern, setIndex: set.index, by },
    },
  ];
};

const endOf = ({ expires }: PinSet): string => expires ?? '9999-99-99';

const isSamePattern = (one: LintedSet, other: LintedSet): boolean =>
  one.pattern.kind === other.pattern.kind && one.pattern.host === other.pattern.host;

/** Says everything the other one does, for at least as long, so that removing the other changes nothing. */
const saysAllOf = (wider: LintedSet, set: LintedSet): boolean =>
  wider.pinSet.mode === set.pinSet.mode &&
  endOf(wider.pinSet) >= endOf(set.pinSet) &&
  set.pinSet.pins.every((pin) => wider.pinSet.pins.includes(pin)) &&
  // Of two that say the same, the later one goes.
  (!isSamePattern(wider, set) || wider.index < set.index || !saysNoMore(wider, set));

const saysNoMore = (one: LintedSet, other: LintedSet): boolean =>
  endOf(one.pinSet) <= endOf(other.pinSet) && one.pinSet.pins.every((pin) => other.pinSet.pins.includes(pin));

const duplicate = (set: LintedSet, twin: LintedSet): LintFinding => {
  const { pattern, mode, expires } = set.pinSet;
  const canMerge =
    mode === twin.pinSet.mode &&
    expires === twin.pinSet.expires &&
    set.pinSet.extra === undefined &&
    set.pinSet.pins.length + twin.pinSet.pins.length <= maximumPinsInSet;
  return {
    rule: 'duplicate-pattern',
    level: 'warning',
    sentence: 'Another set above has the same pattern; both apply, and the pins of either pass.',
    advice: canMerge
      ? 'Make one set of them, so that all pins of the host stand together.'
      : 'Make one set of them: they differ in mode or end, so decide which is meant.',
    place: placeOf(set),
    fix: canMerge
      ? {
          kind: 'merge-into',
          label: 'Merge the two',
          pattern,
          setIndex: set.index,
          target: twin.index,
          targetPattern: twin.pinSet.pattern,
        }
      : null,
  };
};

/** Who turns a set off means its hosts, and may not see the other one. */
const offBesideTwin = (set: LintedSet): LintFinding => ({
  rule: 'duplicate-pattern',
  level: 'warning',
  sentence: 'Another set has the same pattern and applies: its hosts are pinned although this one is off.',
  advice: 'Remove this set; if its hosts should not be pinned, turn the other one off.',
  place: placeOf(set),
  fix: null,
});

const shadowed = (set: LintedSet, wider: LintedSet): LintFinding => ({
  rule: 'shadowed-pattern',
  level: 'info',
  sentence: `${wider.pinSet.pattern} covers all its hosts and has all its pins: this set adds nothing.`,
  advice: 'Remove it.',
  place: placeOf(set),
  fix: {
    kind: 'remove-set',
    label: 'Remove this set',
    pattern: set.pinSet.pattern,
    setIndex: set.index,
  },
});

const joined = (set: LintedSet, wider: readonly LintedSet[]): LintFinding => ({
  rule: 'joined-pattern',
  level: 'info',
  sentence: `The pins of ${wider.map(({ pinSet }) => pinSet.pattern).join(', ')} pass here too: all sets of a host apply together, a narrower one does not replace a wider one.`,
  advice: 'If only the pins of this set should pass, narrow the wider pattern.',
  place: placeOf(set),
  fix: null,
});

const within = (set: LintedSet, index: CoverIndex<LintedSet>): LintFinding[] => {
  const isOff = set.pinSet.mode === 'off';
  if (!set.isInForce && !isOff) return [];
  const covering = index
    .covering(set.pattern)
    .filter((other) => other.index !== set.index && other.isInForce)
    .sort((one, other) => one.index - other.index);
  if (isOff) return covering.some((other) => isSamePattern(other, set)) ? [offBesideTwin(set)] : [];
  const shadowing = covering.find((other) => saysAllOf(other, set));
  const twin = covering.find((other) => isSamePattern(other, set) && other.index < set.index);
  if (shadowing !== undefined && (twin === undefined || isSamePattern(shadowing, set)))
    return [shadowed(set, shadowing)];
  if (twin !== undefined) return [duplicate(set, twin)];
  const widening = covering.filter(
    (other) =>
      !isSamePattern(other, set) &&
      other.pinSet.mode === set.pinSet.mode &&
      other.pinSet.pins.some((pin) => !set.pinSet.pins.includes(pin)),
  );
  return widening.length === 0 ? [] : [joined(set, widening)];
};

/** Of one set among all; `index` holds every set of the policy. */
export const lintPattern = (
  set: LintedSet,
  index: CoverIndex<LintedSet>,
  suffixes: PublicSuffixes,
): readonly LintFinding[] => [...publicSuffix(set, suffixes), ...spelling(set), ...within(set, index)];

/**
 * Changes of a policy that advice can make by itself. Each is safe: no connection that was refused is let through by
 * it, now or later. Sets and pins are named by place and text, so that a fix that no longer fits does nothing.
 */
import { maximumNoteLength, type PinSet, type Policy } from './policy.ts';

export type LintFix = { readonly label: string; readonly pattern: string; readonly setIndex: number } & (
  | { readonly kind: 'remove-pin'; readonly pin: string }
  /** All but the first of the same pin. */
  | { readonly kind: 'remove-repeats'; readonly pin: string }
  | { readonly kind: 'replace-pin'; readonly pin: string; readonly by: string }
  | { readonly kind: 'replace-pattern'; readonly by: string }
  | { readonly kind: 'remove-set' }
  /** Its pins go to an earlier set of the same pattern, mode and end. */
  | { readonly kind: 'merge-into'; readonly target: number; readonly targetPattern: string }
);

const distinct = (pins: readonly string[]): readonly string[] => [...new Set(pins)];

const joinNotes = (one: string | null, other: string | null): string | null => {
  const both = [...new Set([one, other].filter((note) => note !== null))].join('; ');
  return both === '' ? null : both.length > maximumNoteLength ? one : both;
};

const merged = (pinSets: readonly PinSet[], from: PinSet, fromIndex: number, target: number): PinSet[] =>
  pinSets
    .map((set, index) =>
      index === target
        ? { ...set, pins: distinct([...set.pins, ...from.pins]), note: joinNotes(set.note, from.note) }
        : set,
    )
    .filter((_, index) => index !== fromIndex);

/** The policy after the fix; the same object where it does not fit this policy. */
export const applyLintFix = (policy: Policy, fix: LintFix): Policy => {
  const { pinSets } = policy;
  const set = pinSets[fix.setIndex];
  if (set?.pattern !== fix.pattern) return policy;
  const withSet = (change: Partial<PinSet>): Policy => ({
    ...policy,
    pinSets: pinSets.with(fix.setIndex, { ...set, ...change }),
  });
  switch (fix.kind) {
    case 'remove-pin': {
      const pins = set.pins.filter((pin) => pin !== fix.pin);
      return pins.length === set.pins.length || pins.length === 0 ? policy : withSet({ pins });
    }
    case 'remove-repeats':
      return withSet({
        pins: set.pins.filter((pin, index) => pin !== fix.pin || set.pins.indexOf(pin) === index),
      });
    case 'replace-pin':
      return set.pins.includes(fix.pin)
        ? withSet({ pins: distinct(set.pins.map((pin) => (pin === fix.pin ? fix.by : pin))) })
        : policy;
    case 'replace-pattern':
      return withSet({ pattern: fix.by });
    case 'remove-set':
      return { ...policy, pinSets: pinSets.filter((_, index) => index !== fix.setIndex) };
    case 'merge-into':
      return pinSets[fix.target]?.pattern === fix.targetPattern
        ? { ...policy, pinSets: merged(pinSets, set, fix.setIndex, fix.target) }
        : policy;
  }
};

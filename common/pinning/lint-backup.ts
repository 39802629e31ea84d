/**
 * Advice on what happens when the key changes. A set needs a pin that is on no chain seen (RFC 7469, 2.5): without one,
 * the day the pinned keys go is the day every app is locked out. Pins of wider sets count, because they pass too.
 */
import type { CompiledPin } from './compile-policy.ts';
import { commonNameOf } from './common-name.ts';
import { countDays, daysUntil, endingInWords, soonDays } from './days.ts';
import { placeOf, type LintedSet, type LintFinding } from './lint-finding.ts';
import { isDummyPin } from './pin.ts';
import { isPinOf, type SeenCertificate, type SeenChain } from './seen-chain.ts';

/** What is known of one set: the chains its hosts showed, and every pin that passes for all of its hosts. */
export interface SetInSight {
  readonly set: LintedSet;
  /** Its own pins first. */
  readonly pins: readonly CompiledPin[];
  readonly chains: readonly SeenChain[];
}

const backup = ({ set, pins, chains }: SetInSight): LintFinding[] => {
  const real = pins.filter(({ text }) => !isDummyPin(text));
  const [only, second] = real;
  if (only === undefined) return [];
  if (second === undefined)
    return [
      {
        rule: 'single-pin',
        level: 'warning',
        sentence:
          'There is one pin only: when its key changes or is lost, every app that has this set is locked out.',
        advice: 'Generate a spare key, keep it offline, and add its pin as a backup.',
        place: placeOf(set, only.text),
        fix: null,
      },
    ];
  const certificates = chains.flatMap((chain) => chain.certificates);
  if (certificates.length === 0) return [];
  const isSeen = (pin: CompiledPin): boolean => certificates.some((certificate) => isPinOf(certificate, pin));
  if (!real.every(isSeen)) return [];
  return [
    {
      rule: 'no-backup-pin',
      level: 'warning',
      sentence: `${real.length === 2 ? 'Both' : `All ${real.length}`} pins are on the chains seen: none is held back for the day those keys go.`,
      advice: 'Add the pin of a spare key, or of another CA you could move to.',
      place: placeOf(set),
      fix: null,
    },
  ];
};

/** Of the certificates with that key, the one that lasts longest: a renewal may have kept the key. */
const latestLeafOf = (pin: CompiledPin, chains: readonly SeenChain[]): SeenCertificate | null => {
  let latest: SeenCertificate | null = null;
  for (const { certificates } of chains) {
    const [leaf] = certificates;
    if (leaf === undefined || !isPinOf(leaf, pin)) continue;
    if (latest === null || leaf.notAfter > latest.notAfter) latest = leaf;
  }
  return latest;
};

const leafEnds = ({ set, pins, chains }: SetInSight, at: number): LintFinding[] =>
  pins
    .filter(({ text }) => set.pinSet.pins.includes(text))
    .flatMap((pin): LintFinding[] => {
      const leaf = latestLeafOf(pin, chains);
      if (leaf === null || daysUntil(leaf.notAfter, at) >= soonDays) return [];
      const isAlone = pins.filter(({ text }) => !isDummyPin(text)).length === 1;
      const days = daysUntil(leaf.notAfter, at);
      return [
        {
          rule: 'leaf-ends-soon',
          level: isAlone ? 'error' : 'warning',
          sentence:
            `This is the key of the leaf ${commonNameOf(leaf.subject)}, which ${endingInWords(leaf.notAfter, at)}.` +
            (isAlone ? ' No other pin of the set could take over.' : ''),
          advice:
            days < 0
              ? 'If the host has another certificate by now, remove this pin.'
              : `Ask whether the renewal keeps the key; if not, add the next key’s pin within ${countDays(days)}.`,
          place: placeOf(set, pin.text),
          fix: null,
        },
      ];
    });

/** `at` in epoch milliseconds. Nothing about sets that are not in force. */
export const lintBackup = (inSight: SetInSight, at: number): readonly LintFinding[] =>
  inSight.set.isInForce ? [...backup(inSight), ...leafEnds(inSight, at)] : [];

/**
 * Advice on the pins of one set, by themselves: unreadable or repeated ones, placeholders, SHA-1 and whole
 * certificates. A pin of the wrong length or spelling never matches in clients that compare text (curl, iOS).
 */
import { placeOf, type LintedSet, type LintFinding } from './lint-finding.ts';
import { normalisePin } from './normalise-pin.ts';
import { isDummyPin, parsePin } from './pin.ts';

const malformed = (set: LintedSet, pin: string): LintFinding[] => {
  const parsed = parsePin(pin);
  if (parsed.ok) return [];
  const read = normalisePin(pin);
  return [
    {
      rule: 'malformed-pin',
      level: 'error',
      sentence: `This is no pin, and can match nothing. ${parsed.error}`,
      advice: read.ok
        ? `Write it as ${read.value.pin.text}, if it is meant so.`
        : 'Take the hash from the certificate again.',
      place: placeOf(set, pin),
      fix: null,
    },
  ];
};

const repeated = (set: LintedSet): LintFinding[] => {
  const { pins, pattern } = set.pinSet;
  const repeats = new Set(pins.filter((pin, index) => pins.indexOf(pin) !== index));
  return [...repeats].map((pin) => ({
    rule: 'duplicate-pin',
    level: 'info',
    sentence: 'The same pin stands more than once in this set.',
    advice: 'Remove the repeats: they look like a backup and are none.',
    place: placeOf(set, pin),
    fix: { kind: 'remove-repeats', label: 'Remove the repeats', pattern, setIndex: set.index, pin },
  }));
};

const placeholders = (set: LintedSet): LintFinding[] => {
  const { pins, mode, pattern } = set.pinSet;
  const dummies = [...new Set(pins.filter(isDummyPin))];
  if (dummies.length === 0) return [];
  if (pins.every(isDummyPin))
    return [
      {
        rule: 'only-dummy-pins',
        level: mode === 'off' ? 'info' : 'error',
        sentence:
          mode === 'enforce'
            ? 'Only dummy pins stand here, so every connection is refused.'
            : 'Only dummy pins stand here, so nothing can match.',
        advice: 'Look at the host and pin a certificate of its chain.',
        place: placeOf(set),
        fix: null,
      },
    ];
  return dummies.map((pin) => ({
    rule: 'dummy-pin',
    level: 'warning',
    sentence: 'A dummy pin was left in: no key has this hash, so it is no backup.',
    advice: 'Remove it, and put the pin of a spare key in its place.',
    place: placeOf(set, pin),
    fix: { kind: 'remove-pin', label: 'Remove the dummy', pattern, setIndex: set.index, pin },
  }));
};

const oddKinds = (set: LintedSet, pin: string): LintFinding[] => {
  const parsed = parsePin(pin);
  if (!parsed.ok || parsed.value.kind === 'sha256') return [];
  const place = placeOf(set, pin);
  return parsed.value.kind === 'sha1'
    ? [
        {
          rule: 'sha1-pin',
          level: 'warning',
          sentence: 'A SHA-1 pin: the hash is weak, and iOS, TrustKit, curl and RFC 7469 do not take it.',
          advice: 'Replace it by the sha256/ pin of the same key.',
          place,
          fix: null,
        },
      ]
    : [
        {
          rule: 'whole-certificate-pin',
          level: 'warning',
          sentence: 'This pins a whole certificate, so it breaks at every renewal, also with the same key.',
          advice: 'Replace it by the sha256/ pin of the certificate’s key.',
          place,
          fix: null,
        },
      ];
};

/** Of one set, in the order of its pins. */
export const lintPins = (set: LintedSet): readonly LintFinding[] => {
  const pins = [...new Set(set.pinSet.pins)];
  return [
    ...pins.flatMap((pin) => malformed(set, pin)),
    ...placeholders(set),
    ...pins.flatMap((pin) => oddKinds(set, pin)),
    ...repeated(set),
  ];
};

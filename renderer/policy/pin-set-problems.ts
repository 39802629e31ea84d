/** What keeps a pin set from being saved, all at once, but for what says so at its own field: no pattern, and no day. */
import type { HostPattern } from '../../common/pinning/host-pattern.ts';
import type { NormalisedPin } from '../../common/pinning/normalise-pin.ts';
import type { Mode } from '../../common/pinning/verdict.ts';
import type { Result } from '../../common/result.ts';

/** A pasted key file has hundreds of lines. */
const mostPinsNamed = 8;

export const pinSetProblems = ({
  typedPattern,
  pattern,
  lines,
  pins,
  mode,
}: {
  readonly typedPattern: string;
  readonly pattern: Result<HostPattern, string>;
  /** Of the field for pins, and what each was read as. */
  readonly lines: readonly string[];
  readonly pins: readonly Result<NormalisedPin, string>[];
  readonly mode: Mode;
}): readonly string[] => {
  const bad = pins.flatMap((pin, place) =>
    pin.ok ? [] : [`“${lines[place] ?? ''}” is no pin. ${pin.error}`],
  );
  return [
    ...(pattern.ok || typedPattern !== '' ? [] : [pattern.error]),
    ...bad.slice(0, mostPinsNamed),
    ...(bad.length > mostPinsNamed
      ? [`And ${(bad.length - mostPinsNamed).toLocaleString('en')} more lines that are no pins.`]
      : []),
    ...(pins.length === 0 && mode !== 'off'
      ? ['Give at least one pin, or set the mode to Off: without any, every connection would be refused.']
      : []),
  ];
};

/**
 * Finds the expected pin that was probably meant for a certificate and mistyped. Two hashes of different keys agree in
 * less than one character of 43 on average, so a handful of differences is a slip of the hand, never chance.
 */
export interface Slip {
  readonly expected: string;
  readonly actual: string;
  /** Places of the differing characters, counted after the prefix. */
  readonly differsAt: readonly number[];
}

const mostSlips = 6;

const differences = (expected: string, actual: string): readonly number[] | null => {
  if (expected.length !== actual.length) return null;
  const start = expected.indexOf('/') + 1;
  if (expected.slice(0, start) !== actual.slice(0, start)) return null;
  const places: number[] = [];
  for (let at = start; at < expected.length; at += 1) {
    if (expected[at] === actual[at]) continue;
    places.push(at - start);
    if (places.length > mostSlips) return null;
  }
  return places;
};

/** The first pair that differs in few characters; null when nothing is close, or something is equal. */
export const closestPin = (expectedPins: readonly string[], actualPins: readonly string[]): Slip | null => {
  let best: Slip | null = null;
  for (const expected of expectedPins) {
    for (const actual of actualPins) {
      const differsAt = differences(expected, actual);
      if (differsAt === null) continue;
      if (differsAt.length === 0) return null;
      if (best === null || differsAt.length < best.differsAt.length) best = { expected, actual, differsAt };
    }
  }
  return best;
};

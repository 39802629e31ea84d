/**
 * What a page may send: JSON's kinds of value and no more than a bound. Structured clone also carries cycles, maps, buffers
 * and sparse arrays; a schema with an open record (`x-…` keys of a policy) would pass them on to code that writes JSON.
 */

/** A policy of ten thousand pin sets, or several full bodies. Texts count by character, everything else as eight. */
const maximumSize = 16 * 1024 * 1024;

/** A sentence why not, or undefined when the value may pass. A cycle ends at the bound. */
export function whyNotPlainData(value: unknown): string | undefined {
  const waiting: unknown[] = [value];
  let size = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    size += typeof next === 'string' ? next.length : 8;
    if (Array.isArray(next)) {
      // Counted before they are visited: a sparse array of four thousand million costs its sender nothing.
      if (size + next.length * 8 > maximumSize) return tooLarge;
      for (const item of next as unknown[]) waiting.push(item);
    } else if (isPlainObject(next)) {
      for (const key of Object.keys(next)) {
        if (key === '__proto__') return 'The parameters hold a __proto__ key.';
        size += key.length;
        waiting.push(next[key]);
      }
    } else if (!isPlainValue(next)) {
      return 'The parameters hold something JSON has no word for.';
    }
    if (size > maximumSize) return tooLarge;
  }
  return undefined;
}

export const tooLarge = `More than ${maximumSize / 1024 / 1024} MiB are not taken at once.`;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isPlainValue(value: unknown): boolean {
  // JSON leaves undefined out, as do our optional keys.
  return (
    value === undefined ||
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value)
  );
}

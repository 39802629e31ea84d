/** Longer ones are rare, and would add up. */
const maximumLength = 1_000_000;

/** Remembers what `make` made of the last texts: batches repeat the same policy, anchors and chains line after line. */
export const keepLatest = <Made>(make: (text: string) => Made, limit: number): ((text: string) => Made) => {
  const kept = new Map<string, Made>();
  return (text) => {
    if (text.length > maximumLength) return make(text);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    kept.set(text, made);
    // A Map keeps insertion order: the first is the oldest.
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    return made;
  };
};

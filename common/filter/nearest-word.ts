/** The word that was probably meant: at most two letters away (added, left out, changed), and not more than half of it; else null. */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  const scored = words.map((word) => ({ word, distance: distanceOf(typed, word) }));
  scored.sort((one, other) => one.distance - other.distance);
  const [best] = scored;
  if (best === undefined || best.distance > Math.min(2, Math.floor(best.word.length / 2))) {
    return words.find((word) => typed.length > 1 && word.startsWith(typed)) ?? null;
  }
  return best.word;
}

/** Levenshtein's distance, a row at a time. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const changed = (row[at] ?? 0) + (one[index] === other[at] ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

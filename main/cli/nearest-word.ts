/** Insertions, deletions and replacements from one word to the other (Wagner and Fischer). */
const distance = (one: string, other: string): number => {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of one.split('').entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of other.split('').entries()) {
      const replaced = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
};

/** The known word that was probably meant; null when none is near. */
export const nearestWord = (word: string, known: Iterable<string>): string | null => {
  // Nobody mistypes a word this long, and the cost grows with it.
  if (word.length > 40) return null;
  const near = [...known]
    .map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate) }))
    .filter(({ candidate, away }) => away <= Math.max(1, Math.ceil(candidate.length / 3)))
    .sort((a, b) => a.away - b.away);
  return near[0]?.candidate ?? null;
};

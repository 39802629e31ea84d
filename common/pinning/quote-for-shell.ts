/** One word for a POSIX shell, whatever is in it: host names come from strangers, and a URL may hold `;`, `$` and `'` in its. */
export const quoteForShell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

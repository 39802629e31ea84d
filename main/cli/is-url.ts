/** With a scheme and two slashes: whatever else a word is, it names a file. */
export const isUrl = (word: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);

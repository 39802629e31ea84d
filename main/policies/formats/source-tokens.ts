/**
 * Kotlin and Java cut into tokens, as far as pins need it: names, texts (escapes, Kotlin templates, raw strings and Java
 * text blocks), single marks; comments and character literals are skipped. Tolerant: whatever it does not know is a mark
 * of its own, so it never fails; a text that is not closed ends with its line.
 */
export interface SourceToken {
  readonly kind: 'text' | 'name' | 'mark';
  /** The name or mark; of a text, as written. */
  readonly value: string;
  /** Of a text: letters, and names that stand for a value (`$HOST`). Null in it: an expression nobody can follow. */
  readonly parts: readonly (string | { readonly name: string } | null)[];
  readonly line: number;
  readonly column: number;
}

const blank = /\s+/y;
const lineComment = /\/\/[^\n]*/y;
const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const character = /'(?:\\.|[^'\\\n])+'/y;
const template = /\$(?:\{\s*([\p{L}_][\p{L}\p{N}_.]*)\s*\}|([\p{L}_][\p{L}\p{N}_]*))/uy;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', s: ' ', f: '\f' };

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Kotlin's nest, Java's do not: a nested one that is closed once is the same in both. */
const endOfComment = (text: string, start: number): number => {
  let depth = 1;
  let at = start + 2;
  while (at < text.length && depth > 0) {
    if (text.startsWith('*/', at)) [depth, at] = [depth - 1, at + 2];
    else if (text.startsWith('/*', at)) [depth, at] = [depth + 1, at + 2];
    else at += 1;
  }
  return at;
};

interface ReadText {
  readonly parts: SourceToken['parts'];
  readonly end: number;
}

/** What a text says between `start` and its closing mark. */
const readText = (text: string, start: number, quote: '"' | '"""'): ReadText => {
  const parts: (string | { readonly name: string } | null)[] = [];
  let letters = '';
  let at = start + quote.length;
  const flush = (): void => {
    if (letters !== '') parts.push(letters);
    letters = '';
  };
  while (at < text.length && !text.startsWith(quote, at)) {
    const letter = text.charAt(at);
    if (quote === '"' && letter === '\n') break;
    if (letter === '\\' && quote === '"') {
      const unicode = /^\\u+([0-9a-f]{4})/i.exec(text.slice(at, at + 12));
      const code = text.charAt(at + 1);
      letters +=
        unicode === null
          ? (escapes[code] ?? code)
          : String.fromCharCode(Number.parseInt(unicode[1] ?? '0', 16));
      at += unicode === null ? 2 : unicode[0].length;
      continue;
    }
    const placeholder = letter === '$' ? matchAt(template, text, at) : null;
    if (placeholder !== null) {
      flush();
      parts.push({ name: placeholder[1] ?? placeholder[2] ?? '' });
      at += placeholder[0].length;
      continue;
    }
    if (letter === '$' && text.charAt(at + 1) === '{') {
      flush();
      parts.push(null);
    }
    letters += letter;
    at += 1;
  }
  flush();
  return { parts, end: Math.min(text.length, text.startsWith(quote, at) ? at + quote.length : at) };
};

const readPlain = (text: string, at: number): ReadText & { readonly kind: SourceToken['kind'] } => {
  const word = matchAt(name, text, at);
  if (word !== null) return { kind: 'name', parts: [], end: at + word[0].length };
  return { kind: 'mark', parts: [], end: at + 1 };
};

const skip = (text: string, at: number): number => {
  const gap = matchAt(blank, text, at) ?? matchAt(lineComment, text, at) ?? matchAt(character, text, at);
  if (gap !== null) return at + gap[0].length;
  return text.startsWith('/*', at) ? endOfComment(text, at) : at;
};

/** Lines and columns count from 1. */
export const sourceTokens = (text: string): readonly SourceToken[] => {
  const tokens: SourceToken[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let nextLine = text.indexOf('\n');
  const moveTo = (end: number): void => {
    while (nextLine !== -1 && nextLine < end) {
      line += 1;
      lineStart = nextLine + 1;
      nextLine = text.indexOf('\n', lineStart);
    }
    at = end;
  };
  while (at < text.length) {
    const after = skip(text, at);
    if (after !== at) {
      moveTo(after);
      continue;
    }
    const quote = text.startsWith('"""', at) ? '"""' : '"';
    const read = text.startsWith('"', at)
      ? { kind: 'text' as const, ...readText(text, at, quote) }
      : readPlain(text, at);
    const value = text.slice(at, read.end);
    tokens.push({ kind: read.kind, value, parts: read.parts, line, column: at - lineStart + 1 });
    moveTo(read.end);
  }
  return tokens;
};

/**
 * Words of shell commands as people paste them: quotes of both kinds, backslashes, lines that go on, comments, and what
 * ends a command (a line end, `;`, `&`, `|`). Nothing is ever run or expanded: a word with a variable or a command in it
 * is marked, so that nobody takes its text for the value.
 */
export interface ShellWord {
  readonly text: string;
  /** Holds `$…` or a backtick outside single quotes: the value is known to a shell only. */
  readonly isExpanded: boolean;
}

/** A quote that never ends. */
export interface OpenQuote {
  /** From 1. */
  readonly line: number;
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\r';

const ansiEscape = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|([\s\S]))/g;

const ansiLetters: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const unescapeAnsi = (
  _whole: string,
  ...[hex, short, long, octal, letter]: readonly (string | undefined)[]
): string => {
  if (letter !== undefined) return ansiLetters[letter] ?? letter;
  const digits = hex ?? short ?? long;
  const code = digits === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
};

class Scanner {
  readonly commands: ShellWord[][] = [[]];
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The place of an open quote, or null when all is well. */
  scan(): OpenQuote | null {
    while (this.#place < this.#text.length) {
      const character = this.#text.charAt(this.#place);
      if (isBlank(character) || this.#isContinuation()) this.#place += character === '\\' ? 2 : 1;
      else if ('\n;&|'.includes(character)) {
        this.commands.push([]);
        this.#place += 1;
      } else if (character === '#') {
        const end = this.#text.indexOf('\n', this.#place);
        this.#place = end === -1 ? this.#text.length : end;
      } else {
        const fault = this.#word();
        if (fault !== null) return fault;
      }
    }
    return null;
  }

  #isContinuation(): boolean {
    return /^\\\r?\n/.test(this.#text.slice(this.#place, this.#place + 3));
  }

  #word(): OpenQuote | null {
    const parts: string[] = [];
    let isExpanded = false;
    while (this.#place < this.#text.length) {
      const character = this.#text.charAt(this.#place);
      if (isBlank(character) || '\n;&|'.includes(character)) break;
      const isAnsi = character === '$' && this.#text.charAt(this.#place + 1) === "'";
      if (character === "'" || character === '"' || isAnsi) {
        const start = this.#place;
        const quoted = isAnsi ? this.#ansi() : character === "'" ? this.#single() : this.#double();
        if (quoted === null) return { line: this.#text.slice(0, start).split('\n').length };
        parts.push(quoted.text);
        isExpanded ||= quoted.isExpanded;
        continue;
      }
      if (character === '\\') {
        parts.push(this.#isContinuation() ? '' : this.#text.charAt(this.#place + 1));
        this.#place += 2;
        continue;
      }
      isExpanded ||= character === '$' || character === '`';
      parts.push(character);
      this.#place += 1;
    }
    this.commands.at(-1)?.push({ text: parts.join(''), isExpanded });
    return null;
  }

  #single(): ShellWord | null {
    const end = this.#text.indexOf("'", this.#place + 1);
    if (end === -1) return null;
    const text = this.#text.slice(this.#place + 1, end);
    this.#place = end + 1;
    return { text, isExpanded: false };
  }

  /** bash's `$'…'`, in which browsers copy what holds quotes or line ends. */
  #ansi(): ShellWord | null {
    const found = /\$'((?:[^'\\]|\\[\s\S])*)'/y;
    found.lastIndex = this.#place;
    const inside = found.exec(this.#text)?.[1];
    if (inside === undefined) return null;
    this.#place = found.lastIndex;
    return { text: inside.replaceAll(ansiEscape, unescapeAnsi), isExpanded: false };
  }

  #double(): ShellWord | null {
    const found = /"((?:[^"\\]|\\[\s\S])*)"/y;
    found.lastIndex = this.#place;
    const inside = found.exec(this.#text)?.[1];
    if (inside === undefined) return null;
    this.#place = found.lastIndex;
    const text = inside.replaceAll(/\\\r?\n/g, '').replaceAll(/\\([$`"\\])/g, '$1');
    return { text, isExpanded: /(?:^|[^\\])[$`]/.test(inside) };
  }
}

/** The words of each command; commands without words are left out. */
export const shellCommands = (
  text: string,
): { readonly commands: readonly (readonly ShellWord[])[] } | { readonly openQuote: OpenQuote } => {
  const scanner = new Scanner(text);
  const openQuote = scanner.scan();
  if (openQuote !== null) return { openQuote };
  return { commands: scanner.commands.filter((words) => words.length > 0) };
};

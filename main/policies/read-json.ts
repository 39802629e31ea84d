/**
 * JSON (RFC 8259) read by hand, because `JSON.parse` does what a policy file must not have: of two equal keys it keeps
 * the last and says nothing, and not every Node names the place of an error. Refused besides: values nested deeper than
 * anyone writes, and numbers too large to be kept.
 */
import { type Result, failure, success } from '../../common/result.ts';

export interface JsonFault {
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
}

const maximumDepth = 64;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literals: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Thrown inside the reader only. */
class Fault extends Error {
  readonly at: number;
  readonly found: string | null;
  readonly expected: string;

  constructor(at: number, expected: string, found: string | null = null) {
    super(expected);
    this.at = at;
    this.found = found;
    this.expected = expected;
  }
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new Fault(this.#at, 'the end of the file');
    return value;
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1;
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): unknown {
    this.#skipSpace();
    if (depth > maximumDepth) throw new Fault(this.#at, `at most ${maximumDepth} levels`);
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): object {
    this.#at += 1;
    const members = new Map<string, unknown>();
    if (this.#takes('}')) return {};
    do {
      this.#skipSpace();
      const at = this.#at;
      if (this.#text.charAt(at) !== '"') throw new Fault(at, 'a key in double quotes');
      const key = this.#string();
      if (members.has(key)) throw new Fault(at, 'each key once', `a second ${JSON.stringify(key)}`);
      if (!this.#takes(':')) throw new Fault(this.#at, `":" after the key ${JSON.stringify(key)}`);
      members.set(key, this.#value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes('}')) throw new Fault(this.#at, '"," or "}"');
    // `fromEntries` makes `__proto__` a member like any other.
    return Object.fromEntries(members);
  }

  #list(depth: number): readonly unknown[] {
    this.#at += 1;
    const items: unknown[] = [];
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw new Fault(this.#at, '"," or "]"');
    return items;
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text.charAt(end) !== '"') {
      if (this.#text.charAt(end) < ' ') throw new Fault(end, 'the end of the text: a double quote');
      end += this.#text.charAt(end) === '\\' ? 2 : 1;
    }
    if (end >= this.#text.length) throw new Fault(start, 'a text that ends with a double quote');
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      throw new Fault(start, 'a text with escapes that JSON knows, such as \\n or \\u00e4');
    }
  }

  #scalar(): unknown {
    const start = this.#at;
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at += word.length;
      return value;
    }
    number.lastIndex = start;
    const digits = number.exec(this.#text)?.[0];
    if (digits === undefined) throw new Fault(start, 'a value');
    if (!Number.isFinite(Number(digits))) throw new Fault(start, 'a number that can be kept', digits);
    this.#at += digits.length;
    return Number(digits);
  }
}

const inWords = (text: string, at: number): string => {
  if (at >= text.length) return 'the end of the file';
  const word = /^[\w.+-]{1,40}/.exec(text.slice(at, at + 40))?.[0];
  return JSON.stringify(word ?? String.fromCodePoint(text.codePointAt(at) ?? 0));
};

/** A byte order mark is not expected: decoding takes it away. */
export const readJson = (text: string): Result<unknown, JsonFault> => {
  try {
    return success(new JsonReader(text).document());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return failure({
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      found: error.found ?? inWords(text, error.at),
      expected: error.expected,
    });
  }
};

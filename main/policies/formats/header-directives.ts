/**
 * The directives of a header field, by the grammar of RFC 7469, 2.1 (RFC 7230's token and quoted-string): a name, and
 * maybe `=` and a value. An empty directive (`;;`, or a `;` at the end) is passed over, as browsers do.
 */
import { failure, success, type Result } from '../../../common/result.ts';

export interface Directive {
  /** Lower-case. */
  readonly name: string;
  /** Null: a name alone. */
  readonly value: string | null;
  readonly isQuoted: boolean;
}

// One small pattern at a time, each at a fixed place: one for all would try every way to share out blanks.
const blanks = /[ \t]*/y;
const token = /[!#$%&'*+.^_`|~\w-]+/y;
const quotedString = /"(?:[^"\\]|\\.)*"/y;

class Scanner {
  readonly #text: string;
  place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.place >= this.#text.length;
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.place += found.length;
    return found;
  }

  takeCharacter(character: string): boolean {
    this.take(blanks);
    const isThere = this.#text.charAt(this.place) === character;
    if (isThere) this.place += 1;
    this.take(blanks);
    return isThere;
  }
}

const takeValue = (scanner: Scanner): Pick<Directive, 'value' | 'isQuoted'> | null => {
  const plain = scanner.take(token);
  if (plain !== null) return { value: plain, isQuoted: false };
  const quoted = scanner.take(quotedString);
  return quoted === null ? null : { value: quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1'), isQuoted: true };
};

/** The error is the place of the first character that fits nowhere, from 1. */
export const readDirectives = (text: string): Result<readonly Directive[], number> => {
  const scanner = new Scanner(text);
  const directives: Directive[] = [];
  scanner.take(blanks);
  while (!scanner.isAtEnd()) {
    const name = scanner.take(token);
    if (name !== null) {
      const found = scanner.takeCharacter('=') ? takeValue(scanner) : { value: null, isQuoted: false };
      if (found === null) return failure(scanner.place + 1);
      directives.push({ name: name.toLowerCase(), ...found });
    }
    if (!scanner.takeCharacter(';') && !scanner.isAtEnd()) return failure(scanner.place + 1);
  }
  return success(directives);
};

/**
 * What texts in source code stand for: literals, joined with `+`, names that are given one text (or one list of texts)
 * in the same code, and Kotlin's `$NAME`. Not followed, and null: calls, conditions, names given several values or none.
 */
import type { SourceToken } from './source-tokens.ts';

export interface TokenRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const listMakers = ['listOf', 'arrayOf', 'setOf', 'mutableListOf', 'asList', 'of', 'arrayListOf'];
/** Constants may be made of constants; more steps than this are a circle. */
const maximumSteps = 32;
/** No host and no pin is longer; sums of sums could be made to grow without end. */
const maximumTextLength = 10_000;

/** For each opening mark the index of the one that closes it; the end where none does. One walk for all. */
const closings = (tokens: readonly SourceToken[]): ReadonlyMap<number, number> => {
  const ends = new Map<number, number>();
  const open: { readonly at: number; readonly close: string }[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'mark') continue;
    const close = closing[token.value];
    if (close !== undefined) open.push({ at, close });
    else if (token.value === open.at(-1)?.close) ends.set(open.pop()?.at ?? 0, at);
  }
  return ends;
};

const closingsOf = new WeakMap<readonly SourceToken[], ReadonlyMap<number, number>>();

/** Index of the mark that closes the one at `open`; the end where none does. */
export const closeOf = (tokens: readonly SourceToken[], open: number): number => {
  const known = closingsOf.get(tokens) ?? closings(tokens);
  closingsOf.set(tokens, known);
  return known.get(open) ?? tokens.length;
};

/** What stands between the commas inside the marks at `open`. */
export const argumentsIn = (tokens: readonly SourceToken[], open: number): readonly TokenRange[] => {
  const end = closeOf(tokens, open);
  const ranges: TokenRange[] = [];
  let from = open + 1;
  for (let at = from; at < end; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'mark' && closing[token.value] !== undefined) at = closeOf(tokens, at);
    else if (token?.kind === 'mark' && token.value === ',') {
      ranges.push({ from, to: at });
      from = at + 1;
    }
  }
  return from < end ? [...ranges, { from, to: end }] : ranges;
};

const isMark = (token: SourceToken | undefined, value: string): boolean =>
  token?.kind === 'mark' && token.value === value;

export class SourceValues {
  readonly #tokens: readonly SourceToken[];
  /** Where each name is given a value: the index behind its `=`. */
  readonly #given = new Map<string, number[]>();
  readonly #known = new Map<string, string | null>();

  constructor(tokens: readonly SourceToken[]) {
    this.#tokens = tokens;
    for (const [at, token] of tokens.entries()) {
      if (!isMark(token, '=') || isMark(tokens[at + 1], '=')) continue;
      const target = this.#nameBefore(at);
      if (target !== null) this.#given.set(target, [...(this.#given.get(target) ?? []), at + 1]);
    }
  }

  /** Texts that an argument stands for: one, or the items of a list (`*PINS`). Null: cannot be followed. */
  textsOf({ from, to }: TokenRange): readonly string[] | null {
    const isNamed = this.#tokens[from]?.kind === 'name' && isMark(this.#tokens[from + 1], '=');
    const start = isNamed ? from + 2 : from;
    if (isMark(this.#tokens[start], '*')) return this.#listAt(start + 1, to, 0);
    const text = this.#textAt(start, to, 0);
    return text === null ? this.#listAt(start, to, 0) : [text];
  }

  /** `const val HOST: String =` and `String HOST =` give `HOST`. */
  #nameBefore(at: number): string | null {
    for (let back = at - 1; back > Math.max(0, at - 14); back -= 1) {
      const token = this.#tokens[back];
      if (isMark(token, ':')) {
        const before = this.#tokens[back - 1];
        return before?.kind === 'name' ? before.value : null;
      }
      const isOfType =
        token?.kind === 'name' || ['<', '>', '?', '.', '[', ']'].some((mark) => isMark(token, mark));
      if (!isOfType) break;
    }
    const before = this.#tokens[at - 1];
    return before?.kind === 'name' ? before.value : null;
  }

  /** Where the value behind an `=` ends: before whatever cannot join terms. */
  #endOfSum(from: number): number {
    let at = from;
    for (;;) {
      at = this.#endOfTerm(at);
      if (!isMark(this.#tokens[at], '+')) return at;
      at += 1;
    }
  }

  #endOfTerm(from: number): number {
    let at = from + 1;
    while (isMark(this.#tokens[at], '.') && this.#tokens[at + 1]?.kind === 'name') at += 2;
    return at;
  }

  #textAt(from: number, to: number, steps: number): string | null {
    let text = '';
    let at = from;
    while (at < to) {
      const end = this.#endOfTerm(at);
      const term = this.#termAt(at, end, steps);
      if (term === null) return null;
      text += term;
      if (text.length > maximumTextLength) return null;
      if (end === to) return text;
      if (!isMark(this.#tokens[end], '+')) return null;
      at = end + 1;
    }
    return null;
  }

  #termAt(from: number, end: number, steps: number): string | null {
    const token = this.#tokens[from];
    if (token?.kind === 'text') {
      if (end !== from + 1) return null;
      const parts = token.parts.map((part) =>
        part === null || typeof part === 'string' ? part : this.#named(part.name, steps),
      );
      return parts.includes(null) ? null : parts.join('');
    }
    const last = this.#tokens[end - 1];
    return token?.kind === 'name' && last?.kind === 'name' ? this.#named(last.value, steps) : null;
  }

  /** Whatever is given to the name, where it is one thing and goes no further (`.trim()`, a call, a condition). */
  #valueOf<Value>(
    name: string,
    read: (from: number) => { readonly value: Value | null; readonly end: number },
  ): Value | null {
    const values = (this.#given.get(name.split('.').at(-1) ?? name) ?? []).map((from) => {
      const { value, end } = read(from);
      const next = this.#tokens[end];
      const goesOn = ['.', '(', '[', '?', '+', '-'].some((mark) => isMark(next, mark));
      return goesOn ? null : value;
    });
    const [first = null, ...others] = values;
    return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : null;
  }

  #named(name: string, steps: number): string | null {
    const known = this.#known.get(name);
    if (known !== undefined || steps > maximumSteps) return known ?? null;
    // Until it is known it is nothing: a circle ends here.
    this.#known.set(name, null);
    const value = this.#valueOf(name, (from) => {
      const end = this.#endOfSum(from);
      return { value: this.#textAt(from, end, steps + 1), end };
    });
    this.#known.set(name, value);
    return value;
  }

  #listAt(from: number, to: number, steps: number): readonly string[] | null {
    const end = this.#endOfTerm(from);
    const last = this.#tokens[end - 1];
    if (steps > maximumSteps || end !== to || last?.kind !== 'name') return this.#makerAt(from, to, steps);
    return this.#valueOf(last.value, (start) => {
      const open = this.#openOfMaker(start);
      const close = open === null ? start : closeOf(this.#tokens, open) + 1;
      return { value: this.#makerAt(start, close, steps + 1), end: close };
    });
  }

  /** The bracket of `listOf(…)`, `Arrays.asList(…)`, `new String[] {…}` or `{…}`. */
  #openOfMaker(from: number): number | null {
    for (let at = from; at < from + 8; at += 1) {
      const token = this.#tokens[at];
      if (isMark(token, '{')) return at;
      if (isMark(token, '(')) return listMakers.includes(this.#tokens[at - 1]?.value ?? '') ? at : null;
      const isOnTheWay =
        token?.kind === 'name' || ['.', '[', ']', '<', '>'].some((mark) => isMark(token, mark));
      if (!isOnTheWay) return null;
    }
    return null;
  }

  #makerAt(from: number, to: number, steps: number): readonly string[] | null {
    const open = this.#openOfMaker(from);
    if (open === null || closeOf(this.#tokens, open) + 1 !== to) return null;
    const items = argumentsIn(this.#tokens, open).map((range) =>
      this.#textAt(range.from, range.to, steps + 1),
    );
    return items.includes(null) ? null : items.filter((item) => item !== null);
  }
}

/**
 * Splits a filter's text into terms, each with its place, so that a complaint and a completion can point at it.
 * A term is `-`? (`key:`)? and values with commas between them; double quotes hold spaces, commas and colons together, and
 * `\"` is a quote inside them. A quote that is not closed goes on to the end: it is still being typed.
 */
export interface FilterValue {
  readonly text: string;
  readonly at: number;
  readonly length: number;
  readonly isQuoted: boolean;
}

export interface FilterToken {
  readonly at: number;
  readonly length: number;
  readonly isNegated: boolean;
  /** As typed, lower case; null: a free word. */
  readonly key: string | null;
  readonly keyAt: number;
  readonly values: readonly FilterValue[];
  /** A quote that has no end. */
  readonly isOpen: boolean;
}

interface ReadValue {
  readonly value: FilterValue;
  readonly next: number;
  readonly isOpen: boolean;
}

const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

export function splitFilter(text: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  for (let at = 0; at < text.length;) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.at + token.length;
  }
  return tokens;
}

function readToken(text: string, start: number): FilterToken {
  const isNegated = text[start] === '-' && !isSpace(text[start + 1]);
  const keyAt = isNegated ? start + 1 : start;
  const key = /^[a-z]+(?=:)/i.exec(text.slice(keyAt))?.[0];
  let at = key === undefined ? keyAt : keyAt + key.length + 1;
  const values: FilterValue[] = [];
  let isOpen = false;
  for (;;) {
    const read = readValue(text, at, key !== undefined);
    values.push(read.value);
    isOpen ||= read.isOpen;
    at = read.next;
    if (key === undefined || text[at] !== ',') break;
    at += 1;
  }
  return { at: start, length: at - start, isNegated, key: key?.toLowerCase() ?? null, keyAt, values, isOpen };
}

/** A comma ends a value of a key; in a free word it is a letter like any other. */
function readValue(text: string, start: number, endsAtComma: boolean): ReadValue {
  let value = '';
  let isQuoted = false;
  let isInside = false;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isInside && character === '\\' && text[at + 1] === '"') {
      value += '"';
      at += 1;
    } else if (character === '"') {
      isInside = !isInside;
      isQuoted = true;
    } else if (!isInside && (isSpace(character) || (endsAtComma && character === ','))) break;
    else value += character;
  }
  return { value: { text: value, at: start, length: at - start, isQuoted }, next: at, isOpen: isInside };
}

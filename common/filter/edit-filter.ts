/** Changes of a filter's text that a button makes: the rest stays as the person wrote it. */
import { splitFilter, type FilterToken } from './split-filter.ts';

const isPlain = (token: FilterToken, key: string): boolean => token.key === key && !token.isNegated;

/** The values that the text's own (not negated) conditions of this key ask for. */
export const valuesOf = (text: string, key: string): readonly string[] =>
  splitFilter(text)
    .filter((token) => isPlain(token, key))
    .flatMap(({ values }) => values.map((value) => value.text.toLowerCase()));

/** Adds the value to the key's condition, or takes it out where it is. */
export function toggleValue(text: string, key: string, value: string): string {
  const before = valuesOf(text, key);
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  return withValues(text, key, after);
}

/** The text with this condition of the key in place of all others of it; none when there are no values. */
export function withValues(text: string, key: string, values: readonly string[]): string {
  const tokens = splitFilter(text);
  const kept = tokens
    .filter((token) => !isPlain(token, key))
    .map(({ at, length }) => text.slice(at, at + length));
  const place = tokens.findIndex((token) => isPlain(token, key));
  const condition = values.length === 0 ? [] : [`${key}:${values.join(',')}`];
  const before =
    place === -1 ? kept.length : tokens.slice(0, place).filter((token) => !isPlain(token, key)).length;
  return [...kept.slice(0, before), ...condition, ...kept.slice(before)].join(' ');
}

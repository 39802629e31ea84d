/** What can be typed at the caret: keys, the values of a key, and, for free text, what to ask the journal for. */
import { filterKeyNames, filterKeys, isFilterKey, type FilterKey } from './filter-keys.ts';
import { splitFilter } from './split-filter.ts';

/** Keys whose values the journal knows. */
export const keysWithSeenValues = [
  'host',
  'port',
  'address',
  'route',
  'tls',
  'cipher',
  'alpn',
  'error',
  'sni',
  'page',
  'subject',
  'issuer',
] as const satisfies readonly FilterKey[];

export type SeenKey = (typeof keysWithSeenValues)[number];

export interface FilterPlace {
  /** What is replaced by the choice: from here to the caret. */
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  /** null: a key, or a free word (a host, most likely). */
  readonly key: FilterKey | null;
}

export interface FilterSuggestion {
  /** As it stands in the filter. */
  readonly text: string;
  readonly meaning: string;
}

/** The piece of a filter that the caret stands at the end of. */
export function placeAt(text: string, caret: number): FilterPlace {
  const token = splitFilter(text.slice(0, caret)).at(-1);
  const isAfter = token === undefined || token.at + token.length < caret;
  if (isAfter) return { from: caret, to: caret, typed: '', key: null };
  const value = token.values.at(-1);
  if (token.key !== null && isFilterKey(token.key) && value !== undefined) {
    return { from: value.at, to: caret, typed: value.text, key: token.key };
  }
  return { from: token.keyAt, to: caret, typed: text.slice(token.keyAt, caret), key: null };
}

/** What is known without asking the journal. */
export function suggestFilter({ typed, key }: FilterPlace): readonly FilterSuggestion[] {
  const begun = typed.toLowerCase();
  if (key !== null) {
    return (filterKeys[key].values ?? [])
      .filter((value) => value.startsWith(begun) && value !== begun)
      .map((value) => ({ text: value, meaning: '' }));
  }
  return filterKeyNames
    .filter((name) => name.startsWith(begun) || `${name}:` === begun)
    .map((name) => ({
      text: `${name}:`,
      meaning: `${filterKeys[name].meaning} – ${filterKeys[name].example}`,
    }));
}

/** Which of the journal's values to ask for; null: none. */
export const seenKeyFor = ({ key, typed }: FilterPlace): SeenKey | null => {
  if (key === null) return typed.length > 0 ? 'host' : null;
  return keysWithSeenValues.find((seen) => seen === key) ?? null;
};

/** A value as it is typed: in quotes where it would come apart. */
export const quoteFilterValue = (value: string): string =>
  value === '' || /[\s",]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value;

/** The text with the suggestion in place of what was typed; `caret` is behind it. */
export function acceptSuggestion(
  text: string,
  place: FilterPlace,
  suggestion: string,
): { readonly text: string; readonly caret: number } {
  const isKey = suggestion.endsWith(':') && place.key === null;
  const rest = text.slice(place.to);
  const written = isKey || /^[\s,]/.test(rest) ? suggestion : `${suggestion} `;
  return { text: text.slice(0, place.from) + written + rest, caret: place.from + written.length };
}

/**
 * The filter language: `host:*.example.com verdict:mismatch port:8443 since:2h -route:mitm word`. All conditions hold at once;
 * values with commas between them are alternatives; `-` turns a condition round; double quotes keep spaces together. Case does not
 * matter, except in a pin, which is base64. Refused with a sentence and a place: unknown keys, values a key does not have, empty values.
 */
import { failure, success, type Result } from '../result.ts';
import type { Filter, FilterCondition, FilterProblem, NumberRange, TextKey } from './filter.ts';
import { filterKeyNames, filterKeys, isFilterKey, type FilterKey } from './filter-keys.ts';
import { nearestWord } from './nearest-word.ts';
import { parseTime } from './parse-time.ts';
import { splitFilter, type FilterToken, type FilterValue } from './split-filter.ts';

/** More is not typed by hand, and each condition costs time. */
const mostConditions = 50;

/** `now` (epoch ms) dates a clock time; the first problem is the failure. */
export function parseFilter(text: string, now: number): Result<Filter, FilterProblem> {
  const conditions: FilterCondition[] = [];
  for (const token of splitFilter(text)) {
    if (conditions.length === mostConditions) {
      return failure({
        at: token.at,
        length: token.length,
        message: `A filter has at most ${mostConditions} conditions.`,
      });
    }
    const condition = parseToken(token, now);
    if (!condition.ok) return condition;
    conditions.push(condition.value);
  }
  return success(conditions);
}

function parseToken(token: FilterToken, now: number): Result<FilterCondition, FilterProblem> {
  const { key, keyAt, isNegated, values } = token;
  if (token.isOpen) {
    return failure({
      at: token.at,
      length: token.length,
      message: 'This quotation mark has no end: add another ".',
    });
  }
  if (key === null) {
    const [word] = values;
    if (word === undefined || word.text === '') {
      return failure({
        at: token.at,
        length: token.length,
        message: 'There is nothing between the quotation marks.',
      });
    }
    return success({ key: 'word', isNegated, values: [word.text] });
  }
  if (!isFilterKey(key)) {
    const near = nearestWord(key, filterKeyNames);
    const hint = near === null ? '' : ` Did you mean “${near}:”?`;
    return failure({
      at: keyAt,
      length: key.length,
      message: `There is no “${key}:” to filter by.${hint} To look for the words themselves, put them in quotation marks.`,
    });
  }
  const empty = values.find(({ text }) => text === '');
  if (empty !== undefined) {
    return failure({
      at: Math.max(token.at, empty.at - 1),
      length: Math.max(1, empty.length + 1),
      message: `“${key}:” needs a value, such as ${filterKeys[key].example}.`,
    });
  }
  return parseValues(key, isNegated, values, now);
}

type Parsed = Result<FilterCondition, FilterProblem>;

function parseValues(
  key: FilterKey,
  isNegated: boolean,
  values: readonly FilterValue[],
  now: number,
): Parsed {
  switch (key) {
    case 'verdict':
    case 'action':
    case 'mode':
    case 'trial':
    case 'protocol':
    case 'weakened':
    case 'has':
    case 'sent': {
      const allowed = filterKeys[key].values ?? [];
      const wrong = values.find(({ text }) => !allowed.includes(text.toLowerCase()));
      if (wrong !== undefined) {
        const near = nearestWord(wrong.text.toLowerCase(), allowed);
        const hint = near === null ? '' : ` Did you mean ${near}?`;
        return failure(problemAt(wrong, `“${key}:” is one of ${listOf(allowed)}.${hint}`));
      }
      return success({
        key,
        isNegated,
        values: values.map(({ text }) => text.toLowerCase()),
      } as FilterCondition);
    }
    case 'port':
      return parseRanges(
        key,
        isNegated,
        values,
        65_535,
        'A port is a number from 1 to 65535, or a range such as 8000-8999.',
      );
    case 'epoch':
      return parseRanges(
        key,
        isNegated,
        values,
        2_147_483_647,
        'An epoch is a number, or a range such as 3-7.',
      );
    case 'since':
    case 'until': {
      const times = values.map(({ text }) => parseTime(text, now));
      const wrong = values[times.indexOf(null)];
      if (wrong !== undefined) {
        return failure(
          problemAt(
            wrong,
            'A time is a span such as 30m, 2h or 7d, a clock time such as 14:30, or a date such as 2026-05-01.',
          ),
        );
      }
      return success({ key, isNegated, values: times.filter((time) => time !== null) });
    }
    case 'pin': {
      const wrong = values.find(({ text }) => !/^(sha256\/)?[A-Za-z0-9+/]{1,43}={0,1}$/.test(text));
      if (wrong !== undefined) {
        return failure(problemAt(wrong, 'A pin is sha256/ and base64, or the beginning of it.'));
      }
      return success({ key, isNegated, values: values.map(({ text }) => text) });
    }
    case 'cert': {
      const hex = values.map(({ text }) => text.replaceAll(':', '').toLowerCase());
      const wrong = values[hex.findIndex((text) => !/^[0-9a-f]{1,64}$/.test(text))];
      if (wrong !== undefined) {
        return failure(problemAt(wrong, 'A certificate’s SHA-256 is hexadecimal, or the beginning of it.'));
      }
      return success({ key, isNegated, values: hex });
    }
    case 'host':
    case 'address':
    case 'route':
    case 'tls':
    case 'cipher':
    case 'alpn':
    case 'error':
    case 'sni':
    case 'page':
    case 'subject':
    case 'issuer':
      return success({ key: key satisfies TextKey, isNegated, values: values.map(({ text }) => text) });
  }
}

function parseRanges(
  key: 'port' | 'epoch',
  isNegated: boolean,
  values: readonly FilterValue[],
  largest: number,
  message: string,
): Parsed {
  const ranges: NumberRange[] = [];
  for (const value of values) {
    const [, from, to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(value.text) ?? [];
    const range = { from: Number(from), to: Number(to) };
    if (from === undefined || range.from < 1 || range.to > largest) return failure(problemAt(value, message));
    if (range.from > range.to)
      return failure(problemAt(value, 'A range goes from the smaller number to the larger one.'));
    ranges.push(range);
  }
  return success({ key, isNegated, values: ranges });
}

const problemAt = ({ at, length }: FilterValue, message: string): FilterProblem => ({ at, length, message });

const listOf = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

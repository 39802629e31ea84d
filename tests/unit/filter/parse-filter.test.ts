import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  acceptSuggestion,
  placeAt,
  quoteFilterValue,
  suggestFilter,
} from '../../../common/filter/complete-filter.ts';
import { toggleValue, valuesOf } from '../../../common/filter/edit-filter.ts';
import { filterKeyNames, filterKeys } from '../../../common/filter/filter-keys.ts';
import { parseFilter } from '../../../common/filter/parse-filter.ts';

const now = Date.UTC(2026, 4, 10, 12);
const parse = (text: string): unknown => {
  const parsed = parseFilter(text, now);
  return parsed.ok ? parsed.value : parsed.error;
};
/** The text with a caret below it. */
const complaint = (text: string): string => {
  const parsed = parseFilter(text, now);
  if (parsed.ok) throw new Error(`“${text}” was taken`);
  return `${text.slice(parsed.error.at, parsed.error.at + parsed.error.length)} | ${parsed.error.message}`;
};

describe('a filter', () => {
  test('is conditions that all hold, with values, negation, quotes and free words', () => {
    expect(
      parse(
        'host:*.example.com verdict:MISMATCH,untrusted -route:mitm port:8443,9000-9010 since:2h "two words"',
      ),
    ).toEqual([
      { key: 'host', isNegated: false, values: ['*.example.com'] },
      { key: 'verdict', isNegated: false, values: ['mismatch', 'untrusted'] },
      { key: 'route', isNegated: true, values: ['mitm'] },
      {
        key: 'port',
        isNegated: false,
        values: [
          { from: 8443, to: 8443 },
          { from: 9000, to: 9010 },
        ],
      },
      { key: 'since', isNegated: false, values: [{ kind: 'ago', ms: 7_200_000 }] },
      { key: 'word', isNegated: false, values: ['two words'] },
    ]);
  });

  test('is empty when nothing but spaces is typed', () => {
    expect(parse(' \t ')).toEqual([]);
  });

  test('keeps spaces, commas and colons inside quotation marks, and a quotation mark after a backslash', () => {
    expect(parse(String.raw`subject:"Acme, Inc" "a:b" -"say \"x\""`)).toEqual([
      { key: 'subject', isNegated: false, values: ['Acme, Inc'] },
      { key: 'word', isNegated: false, values: ['a:b'] },
      { key: 'word', isNegated: true, values: ['say "x"'] },
    ]);
  });

  test('takes an IPv6 address after its key, and a pin with its prefix or without', () => {
    expect(parse('host:2001:db8::1 pin:sha256/AbC+ pin:AbC')).toEqual([
      { key: 'host', isNegated: false, values: ['2001:db8::1'] },
      { key: 'pin', isNegated: false, values: ['sha256/AbC+'] },
      { key: 'pin', isNegated: false, values: ['AbC'] },
    ]);
  });

  test('takes a single minus as a word, and dates and clock times as moments', () => {
    expect(parse('- until:2026-05-01T00:00Z')).toEqual([
      { key: 'word', isNegated: false, values: ['-'] },
      { key: 'until', isNegated: false, values: [{ kind: 'at', ms: Date.UTC(2026, 4, 1) }] },
    ]);
    expect(parse('since:14:30')).toEqual([
      { key: 'since', isNegated: false, values: [{ kind: 'at', ms: new Date(now).setHours(14, 30, 0, 0) }] },
    ]);
  });

  test('has an example for each key that is taken', () => {
    for (const name of filterKeyNames) expect(parse(filterKeys[name].example)).toBeInstanceOf(Array);
  });

  test('has each key in the documentation, in the order of the completion', () => {
    const rows = readFileSync('docs/filter.md', 'utf8').match(/^\| `.*$/gm);
    expect(rows).toEqual(
      filterKeyNames.map((name) => {
        const { meaning, example } = filterKeys[name];
        return `| \`${name}\` | ${meaning} | \`${example}\` |`;
      }),
    );
  });
});

describe('what is wrong is said where it is', () => {
  test.each([
    ['hots:a', 'hots | There is no “hots:” to filter by. Did you mean “host:”?'],
    ['a -verdict:mismach', 'mismach | “verdict:” is one of pinned, mismatch'],
    ['verdict:mismach', 'Did you mean mismatch?'],
    ['port:70000', '70000 | A port is a number from 1 to 65535'],
    ['port:9-1', '9-1 | A range goes from the smaller'],
    ['port:0', '0 | A port is'],
    ['since:yesterday', 'yesterday | A time is a span such as 30m'],
    ['since:2026-02-31', '2026-02-31 | A time is'],
    ['pin:not-a-pin', 'not-a-pin | A pin is sha256/'],
    ['cert:xyz', 'xyz | A certificate’s SHA-256 is hexadecimal'],
    ['x "open', '"open | This quotation mark has no end'],
    ['host:', ': | “host:” needs a value, such as host:*.example.com.'],
    ['host:a,', ', | “host:” needs a value'],
    ['""', '"" | There is nothing between'],
  ])('%s', (text, said) => {
    expect(complaint(text)).toContain(said);
  });

  test('fifty conditions are taken, one more is not', () => {
    const words = Array.from({ length: 50 }, (_, index) => `w${index}`).join(' ');
    expect(parse(words)).toHaveLength(50);
    expect(complaint(`${words} extra`)).toContain('extra | A filter has at most 50');
  });
});

describe('the completion', () => {
  const offered = (text: string, caret = text.length): readonly string[] =>
    suggestFilter(placeAt(text, caret)).map((one) => one.text);

  test('offers keys, and the values of a key', () => {
    expect(offered('host:a ver')).toEqual(['verdict:']);
    expect(offered('-ver')).toEqual(['verdict:']);
    expect(offered('verdict:un')).toEqual(['unpinned', 'untrusted', 'undecided']);
    expect(offered('verdict:pinned,mis')).toEqual(['mismatch']);
    expect(offered('')).toEqual(filterKeyNames.map((name) => `${name}:`));
  });

  test('replaces what was typed up to the caret, and leaves the rest', () => {
    const text = 'verdict:mis port:443';
    expect(acceptSuggestion(text, placeAt(text, 11), 'mismatch')).toEqual({
      text: 'verdict:mismatch port:443',
      caret: 16,
    });
    expect(acceptSuggestion('ho', placeAt('ho', 2), 'host:')).toEqual({ text: 'host:', caret: 5 });
  });

  test('puts a value in quotation marks where it would come apart, and it is read as it was', () => {
    for (const value of ['Acme, Inc', 'say "x"', 'a.example', '2001:db8::1']) {
      expect(parse(`subject:${quoteFilterValue(value)}`)).toEqual([
        { key: 'subject', isNegated: false, values: [value] },
      ]);
    }
  });
});

test('a button adds its value to the text and takes it out again, and the rest stays as it was typed', () => {
  const text = 'shop  verdict:pinned since:2h';
  const more = toggleValue(text, 'verdict', 'mismatch');
  expect(more).toBe('shop verdict:pinned,mismatch since:2h');
  expect(valuesOf(more, 'verdict')).toEqual(['pinned', 'mismatch']);
  expect(toggleValue(toggleValue(more, 'verdict', 'pinned'), 'verdict', 'mismatch')).toBe('shop since:2h');
  expect(valuesOf('-verdict:pinned', 'verdict')).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { tooLarge, whyNotPlainData } from '../../../main/ipc/plain-data.ts';

const notJson = 'The parameters hold something JSON has no word for.';

test('what JSON holds may pass, and an optional key that is undefined', () => {
  const value = { a: [1, 'b', null, true, { c: -0.5 }], d: {}, e: undefined };
  expect(whyNotPlainData(value)).toBeUndefined();
});

describe('what JSON has no word for may not', () => {
  test.each([
    ['a date', new Date()],
    ['a map', new Map()],
    ['bytes', new Uint8Array(1)],
    ['a big integer', 1n],
    ['not a number', Number.NaN],
    ['infinity', Infinity],
    ['an error', new Error('x')],
    ['a regular expression', /x/],
  ])('%s', (_name, value) => {
    expect([whyNotPlainData(value), whyNotPlainData({ deep: [value] })]).toEqual([notJson, notJson]);
  });
});

test('a __proto__ key may not', () => {
  expect(whyNotPlainData(JSON.parse('{"a":{"__proto__":{"polluted":true}}}'))).toBe(
    'The parameters hold a __proto__ key.',
  );
});

describe('the bound holds', () => {
  test('for one long text, many short ones, and long keys', () => {
    const half = 'x'.repeat(9 * 1024 * 1024);
    expect(
      [half + half, [half, half], { [half]: half }, Array(3_000_000).fill(0)].map((value) =>
        whyNotPlainData(value),
      ),
    ).toEqual([tooLarge, tooLarge, tooLarge, tooLarge]);
  });

  test('for a cycle and for a sparse array, at once', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = [cycle];
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    expect([whyNotPlainData(cycle), whyNotPlainData(sparse)]).toEqual([tooLarge, tooLarge]);
  });
});

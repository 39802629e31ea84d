import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';

const schemaUrl = new URL('../../../docs/policy.schema.json', import.meta.url);
const isValid = new Ajv({ strict: true, strictRequired: false }).compile(
  JSON.parse(readFileSync(schemaUrl, 'utf8')) as object,
);

const pin = `sha256/${'A'.repeat(43)}=`;

/** Mostly the first, so that whole documents are right often enough. */
const mostly = <Value>(right: fc.Arbitrary<Value>, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: wrong, weight: 1 });

const junk = fc.jsonValue({ maxDepth: 1 });

const base64Digit = fc.constantFrom(...Array.from('AEQgw048+/Bz9-_ ='));
const pinText = fc.oneof(
  {
    arbitrary: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((b) => `sha256/${Buffer.from(b).toString('base64')}`),
    weight: 6,
  },
  {
    arbitrary: fc
      .uint8Array({ minLength: 20, maxLength: 20 })
      .map((b) => `sha1/${Buffer.from(b).toString('base64')}`),
    weight: 2,
  },
  { arbitrary: fc.constant(`cert-${pin}`), weight: 2 },
  {
    arbitrary: fc
      .tuple(fc.nat(51), base64Digit)
      .map(([at, digit]) => pin.slice(0, at) + digit + pin.slice(at + 1)),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom('', 'sha256/', `sha256/${pin}`, `${pin}\n`, `SHA256/${pin.slice(7)}`),
    weight: 1,
  },
);

const twoDigits = (maximum: number): fc.Arbitrary<string> =>
  fc.nat({ max: maximum }).map((value) => String(value).padStart(2, '0'));
const day = fc
  .tuple(
    fc.constantFrom('2027', '2028', '1900', '2000', '2100', '0000', '9999', '27'),
    twoDigits(13),
    twoDigits(32),
  )
  .map((parts) => parts.join('-'));

// Only names whose form shows that they are wrong: that "xn--a" is none, a schema cannot say.
const pattern = mostly(
  fc.constantFrom(
    'a.test',
    '*.a.test',
    '**.a.test',
    'bücher.example',
    '192.0.2.1',
    '::1',
    '[::1]',
    'A.test.',
  ),
  fc.constantFrom(
    '',
    '*',
    '**.',
    'a.*',
    '*a.test',
    '*.*.a.test',
    'a b.test',
    'a.test/x',
    'u@a.test',
    'a%41.test',
    ' a.test',
    'a.test\n',
  ),
);

const optional = (entries: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> =>
  fc.record(entries, { requiredKeys: [] });

const extra = fc.oneof(
  { arbitrary: fc.constant({}), weight: 8 },
  {
    arbitrary: fc.dictionary(
      fc.string().map((name) => `x-${name}`),
      junk,
      { maxKeys: 2 },
    ),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom(
      { 'X-a': 1 },
      { colour: 1 },
      { x: 1 },
      { [`x-${'a'.repeat(127)}`]: 1 },
      { [`x-${'a'.repeat(126)}`]: 1 },
      { 'x-a\nb': 1 },
    ),
    weight: 1,
  },
);

const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as object);

const pinSet = merged(
  fc.record({ pattern, pins: mostly(fc.array(mostly(pinText, junk), { maxLength: 3 }), junk) }),
  optional({
    mode: mostly(fc.constantFrom('enforce', 'report-only', 'off'), junk),
    expires: mostly(day, junk),
    note: mostly(fc.string(), fc.oneof(junk, fc.constantFrom('n'.repeat(2_000), 'n'.repeat(2_001)))),
  }),
  extra,
);

const document = merged(
  fc.record({
    version: mostly(fc.constant(1), junk),
    pinSets: mostly(fc.array(mostly(pinSet, junk), { maxLength: 3 }), junk),
  }),
  optional({
    $schema: mostly(fc.constant('policy.schema.json'), junk),
    unpinnedHosts: mostly(fc.constantFrom('allow', 'refuse'), junk),
  }),
  extra,
);

describe('docs/policy.schema.json', () => {
  it('accepts exactly the documents that the parser accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(mostly(document, junk), (value) => {
        // As a file would give it: without undefined, and -0 as 0.
        const read: unknown = JSON.parse(JSON.stringify(value));
        const parsed = parsePolicy(read);
        if (parsed.ok) accepted += 1;
        expect(isValid(read), JSON.stringify(parsed)).toBe(parsed.ok);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it.each([
    ['too many pins', [{ pattern: 'a.test', pins: Array.from({ length: 501 }, () => pin) }]],
    ['too many sets', Array.from({ length: 10_001 }, () => ({ pattern: 'a.test', pins: [pin] }))],
    ['a pattern too long', [{ pattern: 'a'.repeat(513), pins: [pin] }]],
    ['a set without pins', [{ pattern: 'a.test', pins: [] }]],
    ['a set without a pattern', [{ pins: [pin] }]],
  ])('refuses %s, as the parser does', (_what, pinSets) => {
    const value = { version: 1, pinSets };
    expect([isValid(value), parsePolicy(value).ok]).toEqual([false, false]);
  });

  it('knows every day of the calendar, and no other', () => {
    const numbers = (maximum: number): string[] =>
      Array.from({ length: maximum + 1 }, (_, value) => String(value).padStart(2, '0'));
    const disagreeing = ['1900', '2000', '2027', '2028', '2100', '2400', '0004'].flatMap((year) =>
      numbers(13).flatMap((month) =>
        numbers(32)
          .map((date) => `${year}-${month}-${date}`)
          .filter((expires) => {
            const value = { version: 1, pinSets: [{ pattern: 'a.test', pins: [pin], expires }] };
            return isValid(value) !== parsePolicy(value).ok;
          }),
      ),
    );
    expect(disagreeing).toEqual([]);
  });
});

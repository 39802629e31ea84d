import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';

const pin = 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const weakPin = 'sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const problemsOf = (value: unknown): readonly { path: string; found: string; expected: string }[] => {
  const parsed = parsePolicy(value);
  return parsed.ok ? [] : parsed.error;
};

const withSet = (set: Record<string, unknown>): unknown => ({
  version: 1,
  pinSets: [{ pattern: 'example.com', pins: [pin], ...set }],
});

describe('parsePolicy', () => {
  it('reads everything a file can say', () => {
    const parsed = parsePolicy({
      $schema: 'policy.schema.json',
      version: 1,
      unpinnedHosts: 'refuse',
      'x-owner': { team: 'mobile' },
      pinSets: [
        {
          pattern: '**.Example.com',
          mode: 'report-only',
          expires: '2028-02-29',
          pins: [pin, weakPin, `cert-${pin}`],
          note: 'leaf + backup',
          'x-ticket': 7,
        },
      ],
    });
    expect(parsed).toEqual({
      ok: true,
      value: {
        unpinnedHosts: 'refuse',
        pinSets: [
          {
            pattern: '**.Example.com',
            mode: 'report-only',
            expires: '2028-02-29',
            pins: [pin, weakPin, `cert-${pin}`],
            note: 'leaf + backup',
            extra: { 'x-ticket': 7 },
          },
        ],
        extra: { 'x-owner': { team: 'mobile' } },
      },
    });
  });

  it('enforces, never ends, and allows unpinned hosts unless told otherwise', () => {
    expect(parsePolicy(withSet({}))).toEqual({
      ok: true,
      value: {
        unpinnedHosts: 'allow',
        pinSets: [{ pattern: 'example.com', mode: 'enforce', expires: null, pins: [pin], note: null }],
      },
    });
  });

  it('tells all problems at once', () => {
    const value = {
      version: 2,
      unpinnedHosts: 'ask',
      colour: 'red',
      pinSets: [{ pattern: 'example.*', pins: [pin, 'sha256/abc'], mode: 'strict' }, 'none'],
    };
    expect(problemsOf(value)).toEqual([
      {
        path: 'colour',
        found: '"red"',
        expected: 'no such key: $schema, version, unpinnedHosts, pinSets, or a name that begins with x-',
      },
      { path: 'version', found: '2', expected: 'the number 1' },
      { path: 'unpinnedHosts', found: '"ask"', expected: '"allow" or "refuse"' },
      { path: 'pinSets[0].mode', found: '"strict"', expected: '"enforce", "report-only" or "off"' },
      {
        path: 'pinSets[0].pattern',
        found: '"example.*"',
        expected: 'a host pattern. A "*" stands only at the beginning, as "*." or "**."',
      },
      {
        path: 'pinSets[0].pins[1]',
        found: '"sha256/abc"',
        expected: 'a pin. A sha256 pin holds 32 bytes; this one holds 2.',
      },
      { path: 'pinSets[1]', found: '"none"', expected: 'a pin set: an object with "pattern" and "pins"' },
    ]);
  });

  it.each([
    ['null', null, 'policy'],
    ['a list', [], 'policy'],
    ['no version', { pinSets: [] }, 'version'],
    ['a version as text', { version: '1', pinSets: [] }, 'version'],
    ['no pin sets', { version: 1 }, 'pinSets'],
    ['pin sets as an object', { version: 1, pinSets: {} }, 'pinSets'],
    ['too many pin sets', { version: 1, pinSets: Array.from({ length: 10_001 }, () => ({})) }, 'pinSets'],
    ['a $schema that is no text', { version: 1, pinSets: [], $schema: 1 }, '$schema'],
    ['a key with spaces', { version: 1, pinSets: [], 'a b': 1 }, '["a b"]'],
    ['__proto__ as a key', JSON.parse('{"version":1,"pinSets":[],"__proto__":{}}'), '__proto__'],
    ['X- in capitals', { version: 1, pinSets: [], 'X-a': 1 }, 'X-a'],
    ['an unknown key in a set', withSet({ include: true }), 'pinSets[0].include'],
    ['a pattern that is missing', { version: 1, pinSets: [{ pins: [pin] }] }, 'pinSets[0].pattern'],
    ['a pattern too long', withSet({ pattern: 'a'.repeat(513) }), 'pinSets[0].pattern'],
    ['pins that are missing', { version: 1, pinSets: [{ pattern: 'a.test' }] }, 'pinSets[0].pins'],
    ['pins as text', withSet({ pins: pin }), 'pinSets[0].pins'],
    ['too many pins', withSet({ pins: Array.from({ length: 501 }, () => pin) }), 'pinSets[0].pins'],
    ['an enforced set without pins', withSet({ pins: [] }), 'pinSets[0].pins'],
    ['a report-only set without pins', withSet({ pins: [], mode: 'report-only' }), 'pinSets[0].pins'],
    ['a pin that is a number', withSet({ pins: [7] }), 'pinSets[0].pins[0]'],
    ['a mode of null', withSet({ mode: null }), 'pinSets[0].mode'],
    ['an expiry of null', withSet({ expires: null }), 'pinSets[0].expires'],
    ['an expiry with a time', withSet({ expires: '2027-06-30T00:00:00Z' }), 'pinSets[0].expires'],
    ['the 30th of February', withSet({ expires: '2028-02-30' }), 'pinSets[0].expires'],
    ['the 29th of February in a common year', withSet({ expires: '2027-02-29' }), 'pinSets[0].expires'],
    ['a 13th month', withSet({ expires: '2027-13-01' }), 'pinSets[0].expires'],
    ['a note of null', withSet({ note: null }), 'pinSets[0].note'],
    ['a note too long', withSet({ note: 'a'.repeat(2_001) }), 'pinSets[0].note'],
  ])('refuses %s', (_what, value: unknown, path) => {
    expect(problemsOf(value).map((problem) => problem.path)).toEqual([path]);
  });

  it('takes a set without pins while it is off', () => {
    expect(problemsOf(withSet({ pins: [], mode: 'off' }))).toEqual([]);
  });

  it('cuts what it found when that is long', () => {
    const [problem] = problemsOf({ version: 'v'.repeat(1_000), pinSets: [] });
    expect(problem?.found.length).toBe(121);
  });
});

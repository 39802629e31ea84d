import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';
import { readPolicyText, writePolicyText, type PolicyText } from '../../../main/policies/policy-file.ts';

const pin = `sha256/${'A'.repeat(43)}=`;
const otherPin = `sha256/${'E'.repeat(43)}=`;

const read = (text: string): PolicyText => {
  const found = readPolicyText(Buffer.from(text));
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
};

const handMade = `{
  "x-owner": {
    "team": "mobile"
  },
  "pinSets": [
    {
      "note": "leaf + backup",
      "pins": [
        "${pin}"
      ],
      "x-ticket": 7,
      "pattern": "**.Example.com",
      "mode": "enforce"
    },
    {
      "pins": [
        "${pin}"
      ],
      "pattern": "b.test"
    }
  ],
  "version": 1,
  "$schema": "policy.schema.json"
}
`;

describe('writePolicyText', () => {
  it('gives back a hand-made text as it was', () => {
    const { policy, earlier } = read(handMade);
    expect(writePolicyText(policy, earlier)).toBe(handMade);
  });

  it('keeps the order of keys where a set was changed, and appends new ones', () => {
    const { policy, earlier } = read(handMade);
    const [first, second] = policy.pinSets as [PinSet, PinSet];
    const changed: Policy = {
      ...policy,
      unpinnedHosts: 'refuse',
      pinSets: [
        { ...second, mode: 'report-only', expires: '2027-06-30' },
        { ...first, pins: [otherPin], note: null },
      ],
    };
    const written = JSON.parse(writePolicyText(changed, earlier)) as { pinSets: object[] };
    expect(Object.keys(written)).toEqual(['x-owner', 'pinSets', 'version', '$schema', 'unpinnedHosts']);
    expect(written.pinSets.map((set) => Object.keys(set))).toEqual([
      ['pins', 'pattern', 'mode', 'expires'],
      ['pins', 'x-ticket', 'pattern', 'mode'],
    ]);
  });

  it('keeps the order of keys of a set whose pattern was edited', () => {
    const { policy, earlier } = read(handMade);
    const pinSets = policy.pinSets.map((set, index) => (index === 1 ? { ...set, pattern: 'c.test' } : set));
    const written = JSON.parse(writePolicyText({ ...policy, pinSets }, earlier)) as { pinSets: object[] };
    expect(Object.keys(written.pinSets[1] ?? {})).toEqual(['pins', 'pattern']);
  });

  it('keeps Windows line ends', () => {
    const text = handMade.replaceAll('\n', '\r\n');
    const { policy, earlier } = read(text);
    expect(writePolicyText(policy, earlier)).toBe(text);
  });

  it('writes a first file in the order of the documentation, without defaults', () => {
    const policy: Policy = {
      unpinnedHosts: 'allow',
      pinSets: [{ pattern: 'a.test', mode: 'enforce', expires: null, pins: [pin], note: null }],
    };
    expect(writePolicyText(policy, null)).toBe(
      `{
  "version": 1,
  "unpinnedHosts": "allow",
  "pinSets": [
    {
      "pattern": "a.test",
      "pins": [
        "${pin}"
      ]
    }
  ]
}
`,
    );
  });

  it('lets no extra key stand for a known one', () => {
    const pinSet: PinSet = {
      pattern: 'a.test',
      mode: 'enforce',
      expires: null,
      pins: [pin],
      note: null,
      extra: { mode: 'off', pins: [], note: 'from extra', 'x-kept': 1 },
    };
    const policy: Policy = {
      unpinnedHosts: 'refuse',
      pinSets: [pinSet],
      extra: { unpinnedHosts: 'allow', pinSets: [] },
    };
    expect(read(writePolicyText(policy, null)).policy).toEqual({
      unpinnedHosts: 'refuse',
      pinSets: [{ ...pinSet, extra: { 'x-kept': 1 } }],
    });
  });

  it('reads back as the same policy, whatever the text was before', () => {
    const pinSet: fc.Arbitrary<PinSet> = fc
      .record({
        pattern: fc.constantFrom('a.test', '*.a.test', '**.a.test', 'b.test', '::1', 'bücher.example'),
        mode: fc.constantFrom('enforce', 'report-only', 'off'),
        expires: fc.constantFrom(null, '2027-06-30', '2028-02-29'),
        pins: fc.subarray([pin, otherPin, `sha1/${'A'.repeat(27)}=`], { minLength: 1 }),
        note: fc.option(fc.string()),
        extra: fc.option(
          fc.dictionary(
            fc.string().map((name) => `x-${name}`),
            fc.jsonValue(),
            { minKeys: 1 },
          ),
        ),
      })
      .map(({ extra, ...set }) =>
        extra === null
          ? set
          : { ...set, extra: JSON.parse(JSON.stringify(extra)) as Record<string, unknown> },
      );
    const policy: fc.Arbitrary<Policy> = fc.record({
      unpinnedHosts: fc.constantFrom('allow', 'refuse'),
      pinSets: fc.array(pinSet, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        const { earlier } = read(writePolicyText(before, null));
        expect(read(writePolicyText(after, earlier)).policy).toEqual(after);
      }),
    );
  });
});

describe('readPolicyText', () => {
  it('takes a byte order mark for what it is', () => {
    expect(readPolicyText(Buffer.from(`\ufeff${handMade}`)).ok).toBe(true);
  });

  it('names line and column where the text is no JSON', () => {
    expect(readPolicyText(Buffer.from('{\n  "version": 1,\n  "version": 1\n}'))).toEqual({
      ok: false,
      error: [{ path: 'line 3, column 3', found: 'a second "version"', expected: 'each key once' }],
    });
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(handMade.slice(0, -3)), Buffer.from([0xff])]);
    expect(readPolicyText(bytes)).toEqual({
      ok: false,
      error: [{ path: 'the file', found: 'bytes that are not UTF-8', expected: 'JSON in UTF-8' }],
    });
  });

  it('refuses an empty file', () => {
    expect(readPolicyText(Buffer.alloc(0)).ok).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type {
  ClientFormat,
  ClientPolicy,
  ClientRule,
} from '../../../../common/pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../../../../common/pinning/clients/evaluate-client-policy.ts';

const pin = (byte: number): string => `sha256/${Buffer.alloc(32, byte).toString('base64')}`;
const certificate = (byte: number): Parameters<typeof evaluateClientPolicy>[2][number] => ({
  spkiSha256: pin(byte),
  spkiSha1: '',
  certSha256: '',
});
/** Leaf 1, authority 2. */
const chain = [certificate(1), certificate(2)];

const rule = (domain: string, change: Partial<ClientRule> = {}, includeSubdomains = false): ClientRule => ({
  scope: { kind: 'domain', domain, includeSubdomains },
  mode: 'enforce',
  expires: null,
  groups: [{ position: 'any', pins: [pin(9)] }],
  ...change,
});

const verdict = (
  format: ClientFormat,
  rules: readonly ClientRule[],
  host: string,
  at = '2026-01-01T00:00:00Z',
): string => {
  const policy: ClientPolicy = {
    format,
    selection: format === 'curl' ? 'union' : 'most-specific',
    rules,
    notes: [],
  };
  return evaluateClientPolicy(policy, host, chain, Date.parse(at)).verdict;
};

describe('iOS', () => {
  it('reaches one label below a domain with subdomains, and no deeper', () => {
    const rules = [rule('example.com', {}, true)];
    const hosts = ['example.com', 'math.example.com', 'advanced.math.example.com', 'notexample.com'];
    expect(hosts.map((host) => verdict('ios-nspinneddomains', rules, host))).toEqual([
      'mismatch',
      'mismatch',
      'unpinned',
      'unpinned',
    ]);
  });

  it('holds a name with a dot at its end for another one', () => {
    expect(verdict('ios-nspinneddomains', [rule('example.com')], 'example.com.')).toBe('unpinned');
    expect(verdict('ios-nspinneddomains', [rule('example.com.')], 'example.com')).toBe('unpinned');
    expect(verdict('ios-nspinneddomains', [rule('example.com.')], 'example.com.')).toBe('mismatch');
  });

  it('applies no rule in capitals', () => {
    expect(verdict('ios-nspinneddomains', [rule('Example.com')], 'example.com')).toBe('unpinned');
    expect(verdict('ios-nspinneddomains', [rule('example.com')], 'EXAMPLE.com')).toBe('mismatch');
  });

  it.each([
    [2, 1, 'pinned'],
    [2, 9, 'mismatch'],
    [9, 1, 'mismatch'],
    [1, 2, 'mismatch'],
  ])('wants an authority and a leaf: %i and %i are %s', (ca, leaf, expected) => {
    const groups = [
      { position: 'ca', pins: [pin(ca)] },
      { position: 'leaf', pins: [pin(leaf)] },
    ] as const;
    expect(verdict('ios-nspinneddomains', [rule('example.com', { groups })], 'example.com')).toBe(expected);
  });
});

describe('TrustKit for iOS', () => {
  const parent = rule('example.com', {}, true);

  it('pins nothing under an excluded name, and all else below the parent', () => {
    const rules = [parent, rule('free.example.com', { mode: 'off', groups: [] })];
    expect(verdict('trustkit-ios', rules, 'free.example.com')).toBe('unpinned');
    expect(verdict('trustkit-ios', rules, 'a.b.example.com')).toBe('mismatch');
    expect(verdict('trustkit-ios', rules, 'a.free.example.com')).toBe('mismatch');
  });

  it('does not fall back to the parent when the exact name has expired', () => {
    const rules = [parent, rule('api.example.com', { expires: '2025-01-01' })];
    expect(verdict('trustkit-ios', rules, 'api.example.com')).toBe('unpinned');
  });

  it('still applies in the millisecond in which its last day begins', () => {
    const rules = [rule('example.com', { expires: '2026-01-01' })];
    expect(verdict('trustkit-ios', rules, 'example.com')).toBe('mismatch');
    expect(verdict('trustkit-ios', rules, 'example.com', '2026-01-01T00:00:00.001Z')).toBe('unpinned');
  });

  it('compares names as they are written', () => {
    expect(verdict('trustkit-ios', [rule('Example.com')], 'example.com')).toBe('unpinned');
  });
});

describe('curl', () => {
  it('compares the leaf and nothing else', () => {
    const leaf = rule('example.com', { groups: [{ position: 'leaf', pins: [pin(1)] }] });
    const authority = rule('example.com', { groups: [{ position: 'leaf', pins: [pin(2)] }] });
    expect(verdict('curl', [leaf], 'example.com')).toBe('pinned');
    expect(verdict('curl', [authority], 'example.com')).toBe('mismatch');
  });

  it('never matches a key file that nobody read', () => {
    const rules = [rule('example.com', { groups: [{ position: 'leaf', pins: [] }] })];
    expect(verdict('curl', rules, 'example.com')).toBe('mismatch');
  });
});

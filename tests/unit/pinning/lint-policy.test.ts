import { describe, expect, test } from 'vitest';
import { dummyPin } from '../../../common/pinning/adopt-pin.ts';
import { applyLintFix, type LintFix } from '../../../common/pinning/lint-fix.ts';
import type { LintFinding } from '../../../common/pinning/lint-finding.ts';
import { countByLevel, isAtLeast, lintPolicy } from '../../../common/pinning/lint-policy.ts';
import type { PinSet, Policy } from '../../../common/pinning/policy.ts';
import type { SeenChain } from '../../../common/pinning/seen-chain.ts';
import { publicSuffixes } from '../../../common/public-suffixes.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const pinOf = (letter: string): string => `sha256/${letter.repeat(42)}${letter === 'x' ? 'w' : '8'}=`;
/** Real-looking: a placeholder has one digit only. */
const pin = (name: string): string => `sha256/${Buffer.from(name.padEnd(32, '.')).toString('base64')}`;
const leaf = pin('leaf');
const intermediate = pin('intermediate');
const root = pin('root');
const spare = pin('spare');

const set = (pattern: string, pins: readonly string[], change: Partial<PinSet> = {}): PinSet => ({
  pattern,
  pins,
  mode: 'enforce',
  expires: null,
  note: null,
  ...change,
});

const certificate = (spkiSha256: string, notAfter: string): SeenChain['certificates'][number] => ({
  subject: `CN=${spkiSha256.slice(7, 13)}`,
  issuer: 'CN=issuer',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter,
  spkiSha256,
  certSha256: Buffer.from(spkiSha256).toString('hex').slice(0, 64),
});

const chain = (
  hosts: readonly string[],
  leafEnds = '2027-06-01T00:00:00Z',
  lastSeenAt: number | null = at,
): SeenChain => ({
  hosts,
  certificates: [
    certificate(leaf, leafEnds),
    certificate(intermediate, '2030-01-01T00:00:00Z'),
    certificate(root, '2040-01-01T00:00:00Z'),
  ],
  lastSeenAt,
});

const lint = (
  pinSets: readonly PinSet[],
  seen: readonly SeenChain[] = [],
  unpinnedHosts: Policy['unpinnedHosts'] = 'allow',
): readonly LintFinding[] => lintPolicy({ policy: { unpinnedHosts, pinSets }, seen, at, publicSuffixes });

/** `level rule` of each finding. */
const told = (findings: readonly LintFinding[]): readonly string[] =>
  findings.map(({ level, rule }) => `${level} ${rule}`);

test('a set with a pin in use and a spare one is left alone', () => {
  expect(lint([set('api.example.com', [leaf, spare])], [chain(['api.example.com'])])).toEqual([]);
});

describe('backup', () => {
  test('one pin only is a warning, at that pin', () => {
    expect(lint([set('api.example.com', [leaf])])).toMatchObject([
      { rule: 'single-pin', level: 'warning', place: { setIndex: 0, pattern: 'api.example.com', pin: leaf } },
    ]);
  });

  test('a dummy is no second pin', () => {
    expect(told(lint([set('api.example.com', [leaf, `sha256/${'A'.repeat(43)}=`])]))).toEqual([
      'warning dummy-pin',
      'warning single-pin',
    ]);
  });

  test('several pins, all on the chain seen, are no backup', () => {
    const findings = lint([set('*.example.com', [leaf, root])], [chain(['api.example.com'])]);
    expect(told(findings)).toEqual(['warning no-backup-pin']);
    expect(findings[0]?.sentence).toBe(
      'Both pins are on the chains seen: none is held back for the day those keys go.',
    );
  });

  test('without a chain seen nobody can say, so several pins are left alone', () => {
    expect(lint([set('*.example.com', [leaf, root])], [chain(['api.example.org'])]).length).toBe(1);
    expect(lint([set('*.example.com', [leaf, root])])).toEqual([]);
  });

  test('the backup may stand in a wider set in force, and in no narrower, other or ended one', () => {
    const narrow = set('api.example.com', [leaf, intermediate]);
    const seen = [chain(['api.example.com'])];
    const rules = (wider: PinSet): readonly string[] =>
      told(lint([narrow, wider], seen)).filter((text) => text.includes('backup'));
    expect(rules(set('**.example.com', [spare, root]))).toEqual([]);
    expect(rules(set('**.example.com', [spare, root], { mode: 'off' }))).toEqual(['warning no-backup-pin']);
    expect(rules(set('**.example.com', [spare, root], { expires: '2026-11-24' }))).toEqual([
      'warning no-backup-pin',
    ]);
    expect(rules(set('**.example.org', [spare, root]))).toEqual(['warning no-backup-pin']);
  });

  test('a certificate seen through a wildcard name counts for the hosts it is for', () => {
    expect(
      told(lint([set('api.example.com', [leaf, root])], [chain(['*.example.com'], undefined, null)])),
    ).toEqual(['warning no-backup-pin']);
  });
});

describe('a leaf that ends soon', () => {
  test('is a warning beside another pin, and an error alone', () => {
    const seen = [chain(['api.example.com'], '2026-12-24T11:00:00Z')];
    expect(told(lint([set('api.example.com', [leaf, spare])], seen))).toEqual(['warning leaf-ends-soon']);
    expect(told(lint([set('api.example.com', [leaf])], seen))).toEqual([
      'error leaf-ends-soon',
      'warning single-pin',
    ]);
  });

  test('is not soon thirty days before', () => {
    const seen = [chain(['api.example.com'], '2026-12-24T12:00:00Z')];
    expect(lint([set('api.example.com', [leaf, spare])], seen)).toEqual([]);
  });

  test('counts from the latest certificate with that key: a renewal may have kept it', () => {
    const seen = [
      chain(['api.example.com'], '2026-11-30T00:00:00Z'),
      chain(['api.example.com'], '2027-02-28T00:00:00Z'),
    ];
    expect(lint([set('api.example.com', [leaf, spare])], seen)).toEqual([]);
  });

  test('does not concern a pinned authority', () => {
    const seen = [chain(['api.example.com'], '2026-11-30T00:00:00Z')];
    expect(lint([set('api.example.com', [intermediate, spare])], seen)).toEqual([]);
  });
});

describe('hosts seen', () => {
  const pinned = set('api.example.com', [leaf, spare]);

  test('one without a set is told; it is a warning where its domain has pins', () => {
    const findings = lint([pinned], [chain(['auth.example.com']), chain(['cdn.example.net'])]);
    expect(findings.map(({ level, place }) => [level, place.host])).toEqual([
      ['warning', 'auth.example.com'],
      ['info', 'cdn.example.net'],
    ]);
  });

  test('neighbours under a public suffix are strangers', () => {
    const findings = lint([set('ada.github.io', [leaf, spare])], [chain(['bob.github.io'])]);
    expect(told(findings)).toEqual(['info unpinned-host']);
  });

  test('a host whose set is off or has ended is unpinned', () => {
    expect(
      told(lint([set('api.example.com', [leaf, spare], { mode: 'off' })], [chain(['api.example.com'])])),
    ).toEqual(['info set-off', 'info unpinned-host']);
  });

  test('one whose last chain has none of its pins is an error, and an older chain does not excuse it', () => {
    const old: SeenChain = { ...chain(['api.example.com']), lastSeenAt: at - 1 };
    const now: SeenChain = {
      hosts: ['api.example.com'],
      certificates: [certificate(pin('other'), '2027-06-01T00:00:00Z')],
      lastSeenAt: at,
    };
    expect(told(lint([pinned], [old, now]))).toEqual(['error no-pin-matches']);
    expect(told(lint([pinned], [now, old]))).toEqual(['error no-pin-matches']);
    expect(told(lint([pinned], [{ ...old, lastSeenAt: at + 1 }, now]))).toEqual([]);
  });

  test('in a file without times any chain of the host will do', () => {
    const other: SeenChain = {
      hosts: ['api.example.com'],
      certificates: [certificate(pin('other'), '2027-06-01T00:00:00Z')],
      lastSeenAt: null,
    };
    expect(told(lint([pinned], [other, chain(['api.example.com'], undefined, null)]))).toEqual([]);
    expect(told(lint([pinned], [other]))).toEqual(['error no-pin-matches']);
  });

  test('a wildcard name of a certificate is no host', () => {
    expect(lint([pinned], [chain(['*.example.net'])])).toEqual([]);
  });
});

describe('standing', () => {
  const standing = (change: Partial<PinSet>): readonly string[] =>
    told(lint([set('api.example.com', [leaf, spare], change)]));

  test('ended is an error; within thirty days a warning; later nothing', () => {
    expect(standing({ expires: '2026-11-24' })).toEqual(['error expired-set']);
    expect(standing({ expires: '2026-12-24' })).toEqual(['warning set-ends-soon']);
    expect(standing({ expires: '2026-12-25' })).toEqual([]);
  });

  test('report-only left on is a warning, off is told', () => {
    expect(standing({ mode: 'report-only' })).toEqual(['warning report-only']);
    expect(standing({ mode: 'off' })).toEqual(['info set-off']);
  });
});

describe('pins', () => {
  const rules = (...pins: readonly string[]): readonly string[] => told(lint([set('api.example.com', pins)]));

  test('one of a wrong length or kind is malformed', () => {
    expect(rules(leaf, spare, 'sha256/AAAA', 'md5/AAAA')).toEqual([
      'error malformed-pin',
      'error malformed-pin',
    ]);
  });

  test('SHA-1 and whole certificates are flagged', () => {
    const sha1 = `sha1/${Buffer.from('01234567890123456789').toString('base64')}`;
    expect(rules(leaf, spare, sha1, `cert-${pin('whole')}`)).toEqual([
      'warning sha1-pin',
      'warning whole-certificate-pin',
    ]);
  });

  test('dummies are flagged, and are an error where nothing else stands', () => {
    expect(rules(leaf, spare, pinOf('A'))).toEqual(['warning dummy-pin']);
    expect(rules(pinOf('A'), pinOf('B'))).toEqual(['error only-dummy-pins']);
  });

  test('repeats are told once a pin', () => {
    expect(rules(leaf, spare, leaf, leaf)).toEqual(['info duplicate-pin']);
  });
});

describe('patterns', () => {
  const rules = (...pinSets: readonly PinSet[]): readonly string[] =>
    lint(pinSets).map(({ level, rule, place }) => `${level} ${rule} ${place.setIndex ?? ''}`);

  test('a wildcard over a public suffix is an error, over a private one a warning, exact names are neither', () => {
    expect(rules(set('*.co.uk', [leaf, spare]))).toEqual(['error public-suffix 0']);
    expect(rules(set('**.com', [leaf, spare]))).toEqual(['error public-suffix 0']);
    expect(rules(set('*.github.io', [leaf, spare]))).toEqual(['warning public-suffix 0']);
    expect(rules(set('**.example.co.uk', [leaf, spare]))).toEqual([]);
    expect(rules(set('github.io', [leaf, spare]))).toEqual([]);
    expect(rules(set('**.corp', [leaf, spare]))).toEqual([]);
  });

  test('an uncanonical spelling is told, with the canonical one', () => {
    expect(lint([set('*.Example.COM.', [leaf, spare])])).toMatchObject([
      { rule: 'uncanonical-pattern', fix: { by: '*.example.com' } },
    ]);
  });

  test('the same pattern twice is a warning at the later one, spelled otherwise too', () => {
    expect(rules(set('a.example.com', [leaf, spare]), set('A.example.com', [root, spare]))).toEqual([
      'warning duplicate-pattern 1',
      'info uncanonical-pattern 1',
    ]);
  });

  test('that a set is off is told beside one of the same pattern that applies, before or after it', () => {
    const off = set('a.example.com', [leaf, spare], { mode: 'off' });
    const on = set('A.example.com.', [leaf, spare]);
    const twice = (index: number): readonly string[] => [
      `warning duplicate-pattern ${index}`,
      `info set-off ${index}`,
    ];
    const own = 'info uncanonical-pattern';
    expect(rules(off, on)).toEqual([...twice(0), `${own} 1`]);
    expect(rules(on, off)).toEqual([`${own} 0`, ...twice(1)]);
    expect(rules(off, off)).toEqual(['info set-off 0', 'info set-off 1']);
    expect(rules(off, set('**.example.com', [leaf, spare]))).toEqual(['info set-off 0']);
    const ended = set('a.example.com', [leaf, spare], { expires: '2020-01-01' });
    expect(rules(off, ended)).toEqual(['info set-off 0', 'error expired-set 1']);
  });

  test('a set that a wider or equal one says all of is shadowed', () => {
    const wide = set('**.example.com', [leaf, spare, root]);
    expect(rules(wide, set('a.example.com', [leaf, spare]))).toEqual(['info shadowed-pattern 1']);
    expect(rules(set('*.example.com', [leaf, spare]), wide)).toEqual(['info shadowed-pattern 0']);
    expect(rules(wide, wide)).toEqual(['info shadowed-pattern 1']);
  });

  test('one that lasts longer, or has another mode, is not shadowed', () => {
    const wide = set('**.example.com', [leaf, spare], { expires: '2027-06-01' });
    expect(rules(wide, set('a.example.com', [leaf, spare]))).toEqual([]);
    expect(rules(wide, set('a.example.com', [leaf, spare], { mode: 'report-only' }))).toEqual([
      'warning report-only 1',
    ]);
  });

  test('one that was meant to be stricter is told that the wider pins pass too', () => {
    const findings = lint([set('**.example.com', [root, spare]), set('pay.example.com', [leaf, spare])]);
    expect(told(findings)).toEqual(['info joined-pattern']);
    expect(findings[0]?.sentence).toContain('The pins of **.example.com pass here too');
  });
});

test('findings stand in the order of the sets, the worst first, and are counted by level', () => {
  const findings = lint(
    [set('b.example.com', [leaf], { expires: '2026-12-01' }), set('*.com', [leaf, leaf, spare])],
    [chain(['x.example.net'])],
  );
  expect(told(findings)).toEqual([
    'warning set-ends-soon',
    'warning single-pin',
    'error public-suffix',
    'info duplicate-pin',
    'info unpinned-host',
  ]);
  expect(countByLevel(findings)).toEqual({ error: 1, warning: 2, info: 2 });
  expect(findings.filter((finding) => isAtLeast(finding, 'warning'))).toHaveLength(3);
});

test('ten thousand sets and two thousand chains are linted without asking each about every other', () => {
  const pinSets = Array.from({ length: 10_000 }, (_, index) => set(`h${index}.example.com`, [leaf, spare]));
  const seen = Array.from({ length: 2_000 }, (_, index) => chain([`h${index}.example.com`]));
  const before = performance.now();
  expect(lint(pinSets, seen)).toEqual([]);
  // Some half a second of computing; every set asked about every other one takes a minute.
  expect(performance.now() - before).toBeLessThan(20_000);
});

describe('a pin of an interceptor’s key', () => {
  const interceptorKeys = new Map([[intermediate, 'mitmproxy 8.1.1']]);
  const withKeys = (pinSets: readonly PinSet[]): readonly LintFinding[] =>
    lintPolicy({
      policy: { unpinnedHosts: 'allow', pinSets },
      seen: [],
      interceptorKeys,
      at,
      publicSuffixes,
    }).filter(({ rule }) => rule === 'interceptor-pin');

  test('is an error that names the interceptor, and is removed by its fix', () => {
    const policy = [set('a.example.com', [leaf, intermediate, spare])];
    const [finding] = withKeys(policy);
    expect(finding).toMatchObject({
      level: 'error',
      sentence: expect.stringContaining('mitmproxy 8.1.1') as string,
      place: { pin: intermediate, setIndex: 0 },
    });
    const fixed = applyLintFix({ unpinnedHosts: 'allow', pinSets: policy }, fixOf(finding));
    expect(fixed.pinSets[0]?.pins).toEqual([leaf, spare]);
  });

  test('gives way to a dummy where it is the only one: removing it would open the host', () => {
    const policy = [set('a.example.com', [intermediate])];
    const fixed = applyLintFix({ unpinnedHosts: 'allow', pinSets: policy }, fixOf(withKeys(policy)[0]));
    expect(fixed.pinSets[0]?.pins).toEqual([dummyPin]);
  });
});

const fixOf = (finding: LintFinding | undefined): LintFix => {
  if (finding?.fix == null) throw new Error('There is no fix.');
  return finding.fix;
};

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientFormat, ClientPolicy } from '../../../../common/pinning/clients/client-policy.ts';
import { evaluateClientPolicy } from '../../../../common/pinning/clients/evaluate-client-policy.ts';
import { readPolicyFile } from '../../../../main/policies/formats/read-policy-file.ts';
import { hashesOf, pinOf } from '../../../support/pinning/sample-hashes.ts';

const noon = Date.parse('2026-06-30T12:00:00Z');
const chain = [hashesOf('leaf'), hashesOf('root')];
const pin = (name: string): string => `<pin digest="SHA-256">${pinOf(name).slice(7)}</pin>`;
const config = (inside: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<network-security-config>\n${inside}\n</network-security-config>`;

const read = (xml: string, format: ClientFormat | null = null): ClientPolicy => {
  const policy = readPolicyFile(Buffer.from(xml), { format });
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
};
const problemsOf = (xml: string, format: ClientFormat = 'android-nsc'): readonly string[] => {
  const policy = readPolicyFile(Buffer.from(xml), { format });
  return policy.ok ? [] : policy.error.map(({ path, found }) => `${path}: ${found}`);
};
const verdicts = (policy: ClientPolicy, ...hosts: readonly string[]): readonly string[] =>
  hosts.map((host) => evaluateClientPolicy(policy, host, chain, noon).verdict);

describe('Android’s network security configuration', () => {
  it('inherits pins into nested configurations, where a pin-set of their own takes the place', () => {
    const policy = read(
      config(`<domain-config>
        <domain includeSubdomains="true">example.com</domain>
        <pin-set>${pin('other')}</pin-set>
        <domain-config><domain includeSubdomains="true">inherits.example.com</domain></domain-config>
        <domain-config>
          <domain>own.example.com</domain><pin-set>${pin('root')}</pin-set>
        </domain-config>
        <domain-config><domain>open.example.com</domain><pin-set></pin-set></domain-config>
      </domain-config>`),
    );
    expect(
      verdicts(
        policy,
        'example.com',
        'a.inherits.example.com',
        'own.example.com',
        'a.own.example.com',
        'open.example.com',
      ),
    ).toEqual(['mismatch', 'mismatch', 'pinned', 'mismatch', 'unpinned']);
  });

  it('reads several names, white space, CDATA and comments', () => {
    const policy = read(
      config(`<!-- <domain>no.example</domain> --><domain-config>
        <domain>
          A.example
        </domain><domain includeSubdomains="true"><![CDATA[b.example]]></domain>
        <pin-set expiration="2027-06-30"><pin digest="sha-256"> ${pinOf('root').slice(7)}\n</pin></pin-set>
      </domain-config>`),
    );
    expect(policy.rules.map(({ scope, expires }) => [scope, expires])).toEqual([
      [{ kind: 'domain', domain: 'a.example', includeSubdomains: false }, '2027-06-30'],
      [{ kind: 'domain', domain: 'b.example', includeSubdomains: true }, '2027-06-30'],
    ]);
    expect(verdicts(policy, 'a.example', 'x.b.example')).toEqual(['pinned', 'pinned']);
  });

  it('says which authorities switch the pins off', () => {
    const anchors = (src: string, overrides: string): string =>
      `<trust-anchors><certificates src="${src}" ${overrides} /></trust-anchors>`;
    const { notes } = read(
      config(`<base-config>${anchors('user', 'overridePins="true"')}</base-config>
        <domain-config><domain>a.example</domain><pin-set>${pin('root')}</pin-set>${anchors('system', '')}</domain-config>
        <debug-overrides>${anchors('@raw/debug', '')}</debug-overrides>`),
    );
    expect(notes).toEqual([
      'Chains that end at an authority of "user" are not held to the pins (overridePins).',
      'In debug builds, chains that end at an authority of "@raw/debug" are not held to the pins (overridePins).',
    ]);
  });

  it('says which names are for no host, since Android compares texts', () => {
    const { notes } = read(
      config(
        `<domain-config><domain>bücher.example</domain><domain>*.example.com</domain><pin-set>${pin('a')}</pin-set></domain-config>`,
      ),
    );
    expect(notes).toEqual([
      '"bücher.example" is for no host: a URL has it as xn--bcher-kva.example, and Android compares texts.',
      '"*.example.com" is for no host: Android compares it as text with the name in a URL.',
    ]);
  });

  it.each([
    [
      'a name twice, whatever its case',
      '<domain-config><domain>a.example</domain><domain>A.example</domain></domain-config>',
      'line 3, column 50: a.example a second time',
    ],
    ['no name', '<domain-config></domain-config>', 'line 3, column 16: <domain-config> without <domain>'],
    [
      'pins in base-config',
      `<base-config><pin-set>${pin('a')}</pin-set></base-config>`,
      'line 3, column 23: <pin-set>',
    ],
    [
      'another digest',
      '<domain-config><domain>a.example</domain><pin-set><pin digest="SHA-1">AAAA</pin></pin-set></domain-config>',
      'line 3, column 71: digest="SHA-1"',
    ],
    [
      'a short hash',
      '<domain-config><domain>a.example</domain><pin-set><pin digest="SHA-256">AAAA</pin></pin-set></domain-config>',
      'line 3, column 73: "AAAA", which holds 3 bytes',
    ],
    [
      'no such day',
      '<domain-config><domain>a.example</domain><pin-set expiration="2027-02-30" /></domain-config>',
      'line 3, column 77: expiration="2027-02-30"',
    ],
    [
      'two pin-sets',
      '<domain-config><domain>a.example</domain><pin-set/><pin-set/></domain-config>',
      'line 3, column 62: a second <pin-set>',
    ],
  ])('refuses %s, as Android does', (_what, inside, problem) => {
    expect(problemsOf(config(inside))).toEqual([problem]);
  });

  it.each([
    ['an unclosed element', '<network-security-config><domain-config>', /^line 1, column \d+: unclosed tag/],
    [
      'an entity of its own',
      '<!DOCTYPE n [<!ENTITY a "b">]><network-security-config>&a;</network-security-config>',
      /declarations of its own$/,
    ],
    ['an unknown entity', '<network-security-config>&a;</network-security-config>', /undefined entity/],
    ['another document', '<resources/>', /: <resources>$/],
    ['endless nesting', `<network-security-config>${'<domain-config>'.repeat(100)}`, /: deeper nesting$/],
  ])('refuses %s, with the place', (_what, xml, problem) => {
    expect(problemsOf(xml)).toEqual([expect.stringMatching(problem)]);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      '<network-security-config>',
      '</network-security-config>',
      '<domain-config>',
      '</domain-config>',
      '<domain>',
      '</domain>',
      'a.example',
      '<pin-set>',
      '</pin-set>',
      pin('a'),
      '&amp;',
      '&',
      '<',
      '>',
      '"',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x?>',
      '\uFFFE',
      '<domain includeSubdomains="maybe">',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('android-nsc', 'trustkit-android'),
        (pieces, format) => {
          const result = readPolicyFile(Buffer.from(pieces.join('')), { format });
          if (!result.ok) expect(result.error[0]?.found).not.toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('TrustKit for Android', () => {
  const trustKit = (
    attribute: string,
    names = '<domain>a.example</domain>',
    pins = pin('a') + pin('b'),
  ): string =>
    config(
      `<domain-config>${names}<pin-set>${pins}</pin-set><trustkit-config ${attribute}/></domain-config>`,
    );

  it('is told from Android’s own by its element', () => {
    expect([
      read(trustKit('enforcePinning="true"')).format,
      read(config(`<domain-config><domain>a.example</domain></domain-config>`)).format,
    ]).toEqual(['trustkit-android', 'android-nsc']);
  });

  it('reports unless it is told to enforce, while Android itself enforces for names that TrustKit does not keep', () => {
    const names = '<domain>a.example</domain><domain>b.example</domain>';
    const modes = (xml: string): readonly string[] => read(xml).rules.map(({ mode }) => mode);
    expect([
      modes(trustKit('enforcePinning="TRUE"', names)),
      modes(trustKit('enforcePinning="yes"', names)),
      modes(trustKit('', names)),
    ]).toEqual([
      ['enforce', 'enforce'],
      ['enforce', 'report-only'],
      ['enforce', 'report-only'],
    ]);
    expect(read(trustKit('', names)).notes.join(' ')).toContain('TrustKit keeps the last');
  });

  it.each([
    ['one pin alone when enforcing', trustKit('enforcePinning="true"', undefined, pin('a')), '1 pins'],
    ['an address', trustKit('enforcePinning="true"', '<domain>192.0.2.1</domain>'), '192.0.2.1'],
    ['no pins at all', config('<domain-config><domain>a.example</domain></domain-config>'), '0 pins'],
  ])('refuses %s, as it stops the app', (_what, xml, found) => {
    expect(problemsOf(xml, 'trustkit-android')).toEqual([expect.stringMatching(`: ${found}$`)]);
  });
});

it('reads a configuration of ten thousand names within seconds', () => {
  const hash = createHash('sha256').update('x').digest('base64');
  const many = Array.from(
    { length: 10_000 },
    (_, index) =>
      `<domain-config><domain>h${index}.example</domain><pin-set><pin digest="SHA-256">${hash}</pin></pin-set></domain-config>`,
  );
  const started = performance.now();
  expect(read(config(many.join(''))).rules).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(10_000);
});

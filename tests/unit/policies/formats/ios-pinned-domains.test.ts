import { describe, expect, it } from 'vitest';
import { iosPinnedDomains } from '../../../../main/policies/formats/ios-pinned-domains.ts';
import { bareOf, inputOf, pinOf, problemsIn, readAs, writtenBy } from './format-input.ts';

const identity = (byte: number): string =>
  `<dict><key>SPKI-SHA256-BASE64</key><string>${bareOf(byte)}</string></dict>`;

const domains = (inside: string): string =>
  `<plist version="1.0"><dict><key>CFBundleName</key><string>App</string>
   <key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict>${inside}</dict></dict></dict></plist>`;

const leaf = (domain: string, byte = 1, more = ''): string =>
  `<key>${domain}</key><dict>${more}<key>NSPinnedLeafIdentities</key><array>${identity(byte)}</array></dict>`;

describe('iOS NSPinnedDomains', () => {
  it('reads authorities and leaves as two groups that must both match', () => {
    const both = `<key>example.com</key><dict><key>NSIncludesSubdomains</key><true/>
      <key>NSPinnedCAIdentities</key><array>${identity(2)}${identity(3)}</array>
      <key>NSPinnedLeafIdentities</key><array>${identity(1)}</array></dict>`;
    expect(readAs(iosPinnedDomains, domains(both)).rules).toEqual([
      {
        scope: { kind: 'domain', domain: 'example.com', includeSubdomains: true },
        mode: 'enforce',
        expires: null,
        groups: [
          { position: 'ca', pins: [pinOf(2), pinOf(3)] },
          { position: 'leaf', pins: [pinOf(1)] },
        ],
      },
    ]);
  });

  it.each([
    ['a piece without <plist>', `<key>NSPinnedDomains</key><dict>${leaf('example.com')}</dict>`],
    [
      'the dictionary around it',
      `<dict><key>NSPinnedDomains</key><dict>${leaf('example.com')}</dict></dict>`,
    ],
  ])('reads %s', (_, text) => {
    expect(readAs(iosPinnedDomains, text).rules).toHaveLength(1);
    expect(iosPinnedDomains.recognises(inputOf(text))).toBe(true);
  });

  it.each([
    ['*.example.com', 'takes no wildcards'],
    ['API.example.com', 'lower case'],
    ['example.com.', 'dot at the end'],
    ['https://example.com', 'name alone'],
    ['example.com:443', 'name alone'],
    ['bücher.example', '"xn--"'],
  ])('says that %s may never apply', (domain, words) => {
    expect(readAs(iosPinnedDomains, domains(leaf(domain))).notes.join(' ')).toContain(words);
  });

  it('says what is not known where two domains are for one host', () => {
    const text = domains(
      leaf('example.com', 1, '<key>NSIncludesSubdomains</key><true/>') + leaf('api.example.com'),
    );
    expect(readAs(iosPinnedDomains, text).notes.join(' ')).toContain('Apple does not say which one decides');
  });

  it.each([
    [
      'a pin in hexadecimal, with its base64',
      'ab'.repeat(32),
      `"${Buffer.alloc(32, 0xab).toString('base64')}"`,
    ],
    ['a pin with a prefix', pinOf(1), `"${bareOf(1)}"`],
    ['a pin of 31 bytes', Buffer.alloc(31).toString('base64'), '32 bytes'],
    ['an empty pin', '', '32 bytes'],
  ])('refuses %s, and says what would be right', (_, hash, expected) => {
    const text = domains(leaf('example.com').replace(bareOf(1), hash));
    const [problem] = problemsIn(iosPinnedDomains, text);
    expect(problem?.path).toBe(
      'NSAppTransportSecurity.NSPinnedDomains["example.com"].NSPinnedLeafIdentities[0].SPKI-SHA256-BASE64',
    );
    expect(problem?.expected).toContain(expected);
  });

  it.each([
    ['a domain without lists', '<key>example.com</key><dict/>', 'NSPinnedCAIdentities or'],
    [
      'an empty list',
      '<key>example.com</key><dict><key>NSPinnedLeafIdentities</key><array/></dict>',
      'a list of',
    ],
    ['a domain that is no dictionary', '<key>example.com</key><true/>', 'a dictionary'],
    [
      'a text for a yes',
      leaf('example.com', 1, '<key>NSIncludesSubdomains</key><string>YES</string>'),
      '<true/>',
    ],
  ])('refuses %s', (_, inside, expected) => {
    expect(problemsIn(iosPinnedDomains, domains(inside))[0]?.expected).toContain(expected);
  });

  it('says that an Info.plist without the key pins nothing', () => {
    const text = '<plist version="1.0"><dict><key>CFBundleName</key><string>App</string></dict></plist>';
    expect(iosPinnedDomains.recognises(inputOf(text))).toBe(true);
    expect(problemsIn(iosPinnedDomains, text)[0]?.expected).toContain('pins nothing');
  });

  it('writes what it read', () => {
    const policy = readAs(iosPinnedDomains, domains(leaf('a.example.com') + leaf('b.example.com', 2)));
    expect(readAs(iosPinnedDomains, writtenBy(iosPinnedDomains, policy)).rules).toEqual(policy.rules);
  });

  it.each([
    ['report-only pins', { mode: 'report-only' }],
    ['an expiry', { expires: '2030-01-01' }],
    ['pins for any place', { groups: [{ position: 'any', pins: [pinOf(1)] }] }],
    ['a sha1 pin', { groups: [{ position: 'leaf', pins: ['sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA='] }] }],
    ['no pins', { groups: [] }],
  ] as const)('refuses to write %s', (_, change) => {
    const policy = readAs(iosPinnedDomains, domains(leaf('example.com')));
    const changed = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, ...change })) };
    expect(iosPinnedDomains.write(changed).ok).toBe(false);
  });
});

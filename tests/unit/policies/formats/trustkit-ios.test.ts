import { describe, expect, it } from 'vitest';
import { trustKitIos } from '../../../../main/policies/formats/trustkit-ios.ts';
import { bareOf, inputOf, pinOf, problemsIn, readAs, writtenBy } from './format-input.ts';

const hashes = (...bytes: readonly number[]): string =>
  `<key>TSKPublicKeyHashes</key><array>${bytes.map((byte) => `<string>${bareOf(byte)}</string>`).join('')}</array>`;

const domain = (name: string, inside: string): string => `<key>${name}</key><dict>${inside}</dict>`;

const config = (inside: string): string =>
  `<plist version="1.0"><dict><key>TSKConfiguration</key><dict><key>TSKPinnedDomains</key><dict>${inside}</dict></dict></dict></plist>`;

const yes = (key: string): string => `<key>${key}</key><true/>`;
const no = (key: string): string => `<key>${key}</key><false/>`;

const stops = 'TrustKit stops the app otherwise';

describe('TrustKit for iOS', () => {
  it('enforces for the name alone unless told otherwise', () => {
    expect(readAs(trustKitIos, config(domain('example.com', hashes(1, 2)))).rules).toEqual([
      {
        scope: { kind: 'domain', domain: 'example.com', includeSubdomains: false },
        mode: 'enforce',
        expires: null,
        groups: [{ position: 'any', pins: [pinOf(1), pinOf(2)] }],
      },
    ]);
  });

  it('reports only where TSKEnforcePinning is NO, and one pin is enough there', () => {
    const [rule] = readAs(
      trustKitIos,
      config(domain('example.com', no('TSKEnforcePinning') + hashes(1))),
    ).rules;
    expect(rule?.mode).toBe('report-only');
  });

  it.each([
    ['one pin', hashes(1)],
    ['one pin twice', hashes(1, 1)],
    ['no pins', hashes()],
  ])('refuses %s where pins are enforced', (_, inside) => {
    const [problem] = problemsIn(trustKitIos, config(domain('example.com', inside)));
    expect(problem).toMatchObject({
      path: 'TSKConfiguration.TSKPinnedDomains["example.com"].TSKPublicKeyHashes',
    });
    expect(problem?.expected).toContain('TrustKit stops the app');
  });

  it.each(['com', 'co.uk', 'appspot.com'])('refuses subdomains of the public suffix %s', (name) => {
    const text = config(domain(name, yes('TSKIncludeSubdomains') + hashes(1, 2)));
    expect(problemsIn(trustKitIos, text)[0]?.expected).toContain('no public suffix');
  });

  it.each(['localhost', '192.0.2.1', 'example.invalid'])(
    'refuses %s, which is under no public suffix',
    (name) => {
      expect(problemsIn(trustKitIos, config(domain(name, hashes(1, 2))))[0]?.expected).toContain(stops);
    },
  );

  describe('an excluded subdomain', () => {
    const parent = domain('example.com', yes('TSKIncludeSubdomains') + hashes(1, 2));

    it('is spelt with the code’s own mistake, and pins nothing', () => {
      const text = config(parent + domain('free.example.com', yes('kSKExcludeSubdomainFromParentPolicy')));
      expect(readAs(trustKitIos, text).rules[1]).toMatchObject({ mode: 'off', groups: [] });
    });

    it('is pinned all the same when it is spelt as documented', () => {
      const inside = yes('TSKExcludeSubdomainFromParentPolicy') + hashes(1, 2);
      const policy = readAs(trustKitIos, config(parent + domain('free.example.com', inside)));
      expect(policy.rules[1]?.mode).toBe('enforce');
      expect(policy.notes.join(' ')).toContain('does nothing');
    });

    it('is refused beside other keys', () => {
      const inside = yes('kSKExcludeSubdomainFromParentPolicy') + hashes(1, 2);
      expect(
        problemsIn(trustKitIos, config(parent + domain('free.example.com', inside)))[0]?.expected,
      ).toContain('alone');
    });

    it('is refused without a parent that includes it', () => {
      const lone = domain('example.com', hashes(1, 2));
      const text = config(lone + domain('free.example.com', yes('kSKExcludeSubdomainFromParentPolicy')));
      expect(problemsIn(trustKitIos, text)[0]?.expected).toContain('a parent domain');
    });
  });

  it('keeps a day, and says that a day it cannot read never comes', () => {
    const withDay = (day: string): string =>
      config(domain('example.com', `<key>TSKExpirationDate</key><string>${day}</string>${hashes(1, 2)}`));
    expect(readAs(trustKitIos, withDay('2030-02-28')).rules[0]?.expires).toBe('2030-02-28');
    const policy = readAs(trustKitIos, withDay('2030-02-30'));
    expect(policy.rules[0]?.expires).toBeNull();
    expect(policy.notes.join(' ')).toContain('never end');
  });

  it('reads texts and numbers as yes and no, as Objective-C does', () => {
    const flag = (value: string): string =>
      config(domain('example.com', `<key>TSKEnforcePinning</key>${value}${hashes(1, 2)}`));
    const modeOf = (value: string): string | undefined => readAs(trustKitIos, flag(value)).rules[0]?.mode;
    expect(['<integer>0</integer>', '<string>no</string>', '<string>0</string>'].map(modeOf)).toEqual(
      Array(3).fill('report-only'),
    );
    expect(['<integer>2</integer>', '<string>Yes</string>', '<string> 01</string>'].map(modeOf)).toEqual(
      Array(3).fill('enforce'),
    );
  });

  it('takes a pin whose last character sets bits of no byte, as a decoder does', () => {
    const text = config(domain('example.com', hashes(1, 2))).replace(
      bareOf(1),
      bareOf(1).replace(/.=$/, 'F='),
    );
    expect(readAs(trustKitIos, text).rules[0]?.groups[0]?.pins).toEqual([pinOf(1), pinOf(2)]);
  });

  it.each([
    ['without padding', bareOf(3).slice(0, -1)],
    ['of 31 bytes', Buffer.alloc(31).toString('base64')],
    ['with a prefix', pinOf(3)],
  ])('refuses a pin %s', (_, pin) => {
    const text = config(domain('example.com', hashes(1, 2))).replace(bareOf(2), pin);
    expect(problemsIn(trustKitIos, text)[0]?.path).toMatch(/TSKPublicKeyHashes\[1\]$/);
  });

  it('says what a Mac does with authorities that the user added, unless told otherwise', () => {
    const text = config(domain('example.com', hashes(1, 2)));
    expect(readAs(trustKitIos, text).notes.join(' ')).toContain('On macOS');
    const told = text.replace(
      '<key>TSKPinnedDomains',
      '<key>TSKIgnorePinningForUserDefinedTrustAnchors</key><false/><key>TSKPinnedDomains',
    );
    expect(readAs(trustKitIos, told).notes).toEqual([]);
  });

  it('is told apart from Apple’s own pins', () => {
    expect(trustKitIos.recognises(inputOf(config(domain('example.com', hashes(1, 2)))))).toBe(true);
    expect(trustKitIos.recognises(inputOf('<dict><key>NSPinnedDomains</key><dict/></dict>'))).toBe(false);
  });

  it('writes what it read', () => {
    const text = config(
      domain(
        'example.com',
        yes('TSKIncludeSubdomains') +
          `<key>TSKExpirationDate</key><string>2030-01-01</string>` +
          hashes(1, 2),
      ) +
        domain('free.example.com', yes('kSKExcludeSubdomainFromParentPolicy')) +
        domain('trial.example.com', no('TSKEnforcePinning') + hashes(3)),
    );
    const policy = readAs(trustKitIos, text);
    expect(readAs(trustKitIos, writtenBy(trustKitIos, policy)).rules).toEqual(policy.rules);
  });

  it('refuses to write one enforced pin', () => {
    const policy = readAs(trustKitIos, config(domain('example.com', hashes(1, 2))));
    const rules = policy.rules.map((rule) => ({
      ...rule,
      groups: [{ position: 'any' as const, pins: [pinOf(1)] }],
    }));
    const written = trustKitIos.write({ ...policy, rules });
    expect(written).toMatchObject({ ok: false, error: [{ found: 'example.com' }] });
  });
});

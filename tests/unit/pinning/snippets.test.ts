import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { snippets, type SnippetSource } from '../../../common/pinning/snippets.ts';

const leaf = { text: 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=', isLeaf: true };
const authority = { text: 'sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=', isLeaf: false };
const weak = { text: 'sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=', isLeaf: true };
const whole = { text: 'cert-sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', isLeaf: true };

const snippet = (name: string, source: Partial<SnippetSource>): string =>
  snippets({ host: 'api.example.com', pins: [leaf], ...source }).find((one) => one.name.startsWith(name))
    ?.text ?? '';

describe('OkHttp', () => {
  it('adds each pin, and asks for a backup when there is one', () => {
    expect(snippet('OkHttp', {})).toBe(
      `val certificatePinner = CertificatePinner.Builder()
    .add("api.example.com", "sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=")
    // Add a backup pin, for the day the key changes.
    .build()
`,
    );
  });

  it('takes SHA-1 of keys, and no whole certificates', () => {
    expect(snippet('OkHttp', { pins: [leaf, authority, weak, whole] })).toBe(
      `val certificatePinner = CertificatePinner.Builder()
    .add("api.example.com", "${leaf.text}")
    .add("api.example.com", "${authority.text}")
    .add("api.example.com", "${weak.text}")
    // Left out, not a SHA-256 of a key: ${whole.text}
    .build()
`,
    );
  });

  it('lets no host write code', () => {
    expect(snippet('OkHttp', { host: 'a${b}"\\' })).toContain('.add("a\\${b}\\"\\\\", ');
  });
});

describe('Android', () => {
  it('lists the pins of the exact host', () => {
    expect(snippet('Android', { pins: [leaf, authority] })).toBe(
      `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <domain-config>
    <domain includeSubdomains="false">api.example.com</domain>
    <pin-set>
      <pin digest="SHA-256">afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=</pin>
      <pin digest="SHA-256">klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=</pin>
    </pin-set>
  </domain-config>
</network-security-config>
`,
    );
  });

  it('lets no host write XML', () => {
    expect(snippet('Android', { host: '<a>&"' })).toContain('>&#60;a&#62;&#38;&#34;</domain>');
  });
});

describe('iOS', () => {
  it('keeps leaves and authorities apart, and says that both must match', () => {
    expect(snippet('iOS', { pins: [leaf, authority] })).toBe(
      `<key>NSAppTransportSecurity</key>
<dict>
  <key>NSPinnedDomains</key>
  <dict>
    <key>api.example.com</key>
    <dict>
      <!-- iOS wants a match in each of the two lists; keep one for "any of these". -->
      <key>NSPinnedCAIdentities</key>
      <array>
        <dict>
          <key>SPKI-SHA256-BASE64</key>
          <string>klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=</string>
        </dict>
      </array>
      <key>NSPinnedLeafIdentities</key>
      <array>
        <dict>
          <key>SPKI-SHA256-BASE64</key>
          <string>afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=</string>
        </dict>
      </array>
    </dict>
  </dict>
</dict>
`,
    );
  });

  it('lists a leaf alone as a leaf', () => {
    expect(snippet('iOS', {})).not.toContain('NSPinnedCAIdentities');
    expect(snippet('iOS', { pins: [authority] })).not.toContain('NSPinnedLeafIdentities');
  });

  it('says that it pins no addresses', () => {
    expect(snippet('iOS', { host: '192.0.2.1' })).toContain('no IP addresses');
  });
});

describe('TrustKit', () => {
  it('asks for the second pin that it demands', () => {
    expect(snippet('TrustKit', {})).toContain(
      '<!-- TrustKit demands a second, backup pin when it enforces. -->',
    );
    expect(snippet('TrustKit', { pins: [leaf, authority] })).not.toContain('<!--');
  });
});

describe('curl', () => {
  it('writes two slashes, in an address a shell reads as one word', () => {
    expect(snippet('curl', { host: '2001:db8::1', pins: [leaf, { ...authority, isLeaf: true }] })).toBe(
      `curl --pinnedpubkey 'sha256//afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=;sha256//klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=' 'https://[2001:db8::1]/'\n`,
    );
  });

  it('says that it compares the leaf only', () => {
    expect(snippet('curl', { pins: [leaf, authority] })).toMatch(
      /^# curl compares the leaf only: pins of authorities/,
    );
    expect(snippet('curl', { pins: [authority] })).toMatch(
      /^# curl compares the leaf only: this pin is an authority/,
    );
  });

  it('never writes a command without a pin', () => {
    expect(snippet('curl', { pins: [whole] })).toBe(
      `# Left out, not a SHA-256 of a key: ${whole.text}\n# No pin is left that curl could compare.\n`,
    );
  });

  it.skipIf(process.platform === 'win32')('is read by a shell as it is meant', () => {
    const printed = execFileSync('sh', [
      '-c',
      `curl() { printf '%s\\n' "$@"; }\n${snippet('curl', { pins: [leaf] })}`,
    ]);
    expect(printed.toString()).toBe(
      '--pinnedpubkey\nsha256//afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=\nhttps://api.example.com/\n',
    );
  });
});

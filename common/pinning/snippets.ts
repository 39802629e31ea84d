/**
 * One host's pins as other clients write them, ready to paste. What a format cannot say (curl compares the leaf only,
 * iOS wants a match in each of its two lists, most take SHA-256 of keys only) stands as a comment in it.
 */

import { quoteForShell } from './quote-for-shell.ts';

export interface SnippetPin {
  /** Canonical text. */
  readonly text: string;
  /** Of the leaf: some formats list authorities and leaves apart, or compare the leaf only. */
  readonly isLeaf: boolean;
}

export interface SnippetSource {
  /** Canonical, no pattern. */
  readonly host: string;
  readonly pins: readonly SnippetPin[];
}

export interface Snippet {
  readonly name: string;
  readonly text: string;
}

const prefix = 'sha256/';
const isKeyPin = ({ text }: SnippetPin): boolean => text.startsWith(prefix);
const base64Of = ({ text }: SnippetPin): string => text.slice(prefix.length);

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const escapeKotlin = (text: string): string => text.replace(/["$\\]/g, '\\$&');

const isIpAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);

const lines = (...parts: readonly (string | readonly string[] | null)[]): string =>
  `${parts.flatMap((part) => part ?? []).join('\n')}\n`;

/** One comment for each pin that the format cannot hold. */
const leftOut = (pins: readonly SnippetPin[], comment: (text: string) => string): readonly string[] =>
  pins
    .filter((pin) => !isKeyPin(pin))
    .map(({ text }) => comment(`Left out, not a SHA-256 of a key: ${text}`));

const xmlComment = (text: string): string => `<!-- ${text} -->`;
const isAlone = (pins: readonly SnippetPin[]): boolean => pins.filter(isKeyPin).length < 2;

const okHttp = ({ host, pins }: SnippetSource): string => {
  const taken = pins.filter(({ text }) => !text.startsWith('cert-'));
  return lines(
    'val certificatePinner = CertificatePinner.Builder()',
    taken.map(({ text }) => `    .add("${escapeKotlin(host)}", "${escapeKotlin(text)}")`),
    leftOut(
      pins.filter((pin) => !taken.includes(pin)),
      (text) => `    // ${text}`,
    ),
    isAlone(pins) ? '    // Add a backup pin, for the day the key changes.' : null,
    '    .build()',
  );
};

const android = ({ host, pins }: SnippetSource): string =>
  lines(
    '<?xml version="1.0" encoding="utf-8"?>',
    '<network-security-config>',
    '  <domain-config>',
    `    <domain includeSubdomains="false">${escapeXml(host)}</domain>`,
    '    <pin-set>',
    pins.filter(isKeyPin).map((pin) => `      <pin digest="SHA-256">${escapeXml(base64Of(pin))}</pin>`),
    leftOut(pins, (text) => `      ${xmlComment(text)}`),
    isAlone(pins) ? `      ${xmlComment('Add a backup pin, for the day the key changes.')}` : null,
    '    </pin-set>',
    '  </domain-config>',
    '</network-security-config>',
  );

const iosIdentities = (key: string, pins: readonly SnippetPin[]): readonly string[] =>
  pins.length === 0
    ? []
    : [
        `      <key>${key}</key>`,
        '      <array>',
        ...pins.flatMap((pin) => [
          '        <dict>',
          '          <key>SPKI-SHA256-BASE64</key>',
          `          <string>${escapeXml(base64Of(pin))}</string>`,
          '        </dict>',
        ]),
        '      </array>',
      ];

const ios = ({ host, pins }: SnippetSource): string => {
  const leaves = pins.filter((pin) => isKeyPin(pin) && pin.isLeaf);
  const authorities = pins.filter((pin) => isKeyPin(pin) && !pin.isLeaf);
  return lines(
    '<key>NSAppTransportSecurity</key>',
    '<dict>',
    '  <key>NSPinnedDomains</key>',
    '  <dict>',
    isIpAddress(host) ? `    ${xmlComment('iOS pins domain names only, no IP addresses.')}` : null,
    `    <key>${escapeXml(host)}</key>`,
    '    <dict>',
    leaves.length > 0 && authorities.length > 0
      ? `      ${xmlComment('iOS wants a match in each of the two lists; keep one for "any of these".')}`
      : null,
    iosIdentities('NSPinnedCAIdentities', authorities),
    iosIdentities('NSPinnedLeafIdentities', leaves),
    leftOut(pins, (text) => `      ${xmlComment(text)}`),
    '    </dict>',
    '  </dict>',
    '</dict>',
  );
};

const trustKit = ({ host, pins }: SnippetSource): string =>
  lines(
    '<key>TSKPinnedDomains</key>',
    '<dict>',
    `  <key>${escapeXml(host)}</key>`,
    '  <dict>',
    '    <key>TSKEnforcePinning</key>',
    '    <true/>',
    '    <key>TSKPublicKeyHashes</key>',
    '    <array>',
    pins.filter(isKeyPin).map((pin) => `      <string>${escapeXml(base64Of(pin))}</string>`),
    leftOut(pins, (text) => `      ${xmlComment(text)}`),
    isAlone(pins) ? `      ${xmlComment('TrustKit demands a second, backup pin when it enforces.')}` : null,
    '    </array>',
    '  </dict>',
    '</dict>',
  );

const curl = ({ host, pins }: SnippetSource): string => {
  const keyPins = pins.filter(isKeyPin);
  const leaves = keyPins.filter(({ isLeaf }) => isLeaf);
  // Without a leaf's pin the command is still shown, as one that fails: an empty list would pin nothing.
  const shown = leaves.length > 0 ? leaves : keyPins;
  const address = host.includes(':') ? `[${host}]` : host;
  return lines(
    leftOut(pins, (text) => `# ${text}`),
    leaves.length < keyPins.length
      ? leaves.length > 0
        ? '# curl compares the leaf only: pins of authorities are left out.'
        : '# curl compares the leaf only: this pin is an authority’s, and will not match.'
      : null,
    shown.length === 0
      ? '# No pin is left that curl could compare.'
      : `curl --pinnedpubkey 'sha256//${shown.map(base64Of).join(';sha256//')}' ${quoteForShell(`https://${address}/`)}`,
  );
};

export const snippets = (source: SnippetSource): readonly Snippet[] => [
  { name: 'OkHttp (Kotlin)', text: okHttp(source) },
  { name: 'Android network security config', text: android(source) },
  { name: 'iOS NSPinnedDomains', text: ios(source) },
  { name: 'TrustKit (plist)', text: trustKit(source) },
  { name: 'curl', text: curl(source) },
];

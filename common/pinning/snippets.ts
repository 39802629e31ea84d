/** One host's pins as other clients write them, ready to paste. What a format cannot say is a comment in it. */

export interface SnippetSource {
  readonly host: string;
  /** Canonical `sha256/…=`. */
  readonly pin: string;
  /** The pin is the leaf's: some formats list authorities and leaves apart. */
  readonly isLeaf: boolean;
}

export interface Snippet {
  readonly name: string;
  readonly text: string;
}

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const okHttp = ({ host, pin }: SnippetSource): string =>
  `val certificatePinner = CertificatePinner.Builder()
    .add("${host}", "${pin}")
    // Add a backup pin, for the day the key changes.
    .build()
`;

const android = ({ host, pin }: SnippetSource): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <domain-config>
    <domain includeSubdomains="false">${escapeXml(host)}</domain>
    <pin-set>
      <pin digest="SHA-256">${pin.slice('sha256/'.length)}</pin>
      <!-- Add a backup pin, for the day the key changes. -->
    </pin-set>
  </domain-config>
</network-security-config>
`;

const ios = ({ host, pin, isLeaf }: SnippetSource): string =>
  `<key>NSAppTransportSecurity</key>
<dict>
  <key>NSPinnedDomains</key>
  <dict>
    <key>${escapeXml(host)}</key>
    <dict>
      <key>${isLeaf ? 'NSPinnedLeafIdentities' : 'NSPinnedCAIdentities'}</key>
      <array>
        <dict>
          <key>SPKI-SHA256-BASE64</key>
          <string>${pin.slice('sha256/'.length)}</string>
        </dict>
      </array>
    </dict>
  </dict>
</dict>
`;

const trustKit = ({ host, pin }: SnippetSource): string =>
  `<key>TSKPinnedDomains</key>
<dict>
  <key>${escapeXml(host)}</key>
  <dict>
    <key>TSKEnforcePinning</key>
    <true/>
    <key>TSKPublicKeyHashes</key>
    <array>
      <string>${pin.slice('sha256/'.length)}</string>
      <!-- TrustKit demands a second, backup pin. -->
    </array>
  </dict>
</dict>
`;

const curl = ({ host, pin, isLeaf }: SnippetSource): string =>
  `${isLeaf ? '' : '# curl compares the leaf only: this pin is not the leaf’s, and would never match.\n'}curl --pinnedpubkey "sha256//${pin.slice('sha256/'.length)}" https://${host}/\n`;

export const snippets = (source: SnippetSource): readonly Snippet[] => [
  { name: 'OkHttp (Kotlin)', text: okHttp(source) },
  { name: 'Android network security config', text: android(source) },
  { name: 'iOS NSPinnedDomains', text: ios(source) },
  { name: 'TrustKit (plist)', text: trustKit(source) },
  { name: 'curl', text: curl(source) },
];

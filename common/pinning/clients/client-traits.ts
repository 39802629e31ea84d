/**
 * How each client reads its own configuration, where the clients differ: read from CertificatePinner.kt (OkHttp),
 * NetworkSecurityConfig.java, ApplicationConfig.java and XmlConfigSource.java (Android), TrustKit's two code bases,
 * Apple's documentation of NSPinnedDomains, curl's manual and RFC 7469.
 */
import type { ClientFormat } from './client-policy.ts';

export interface ClientTraits {
  /** As it begins a sentence. */
  readonly client: string;
  /** `example.com.`: the same host as `example.com`, or one that no rule without the dot is for. */
  readonly trailingDot: 'same-host' | 'other-host';
  /** Whether a rule can be for an IP address. */
  readonly pinsAddresses: boolean;
  /**
   * `canonical`: names are mapped to lower-case punycode first; `lower-case`: compared as text, but for case; `exact`:
   * compared as text with the host, which is in lower case, so that a rule in capitals is for no host.
   */
  readonly names: 'canonical' | 'lower-case' | 'exact';
  /** What a rule with subdomains reaches beside its own name: all below it, or names with one label more. */
  readonly subdomains: 'any-depth' | 'one-label';
  /** Whether the pins still stand in the very millisecond in which their last day begins. */
  readonly standsAtExpiry: boolean;
  /** The last day begins at 00:00 UTC, or at midnight where the device is. */
  readonly dayBegins: 'utc' | 'device';
}

const okHttp: ClientTraits = {
  client: 'OkHttp',
  trailingDot: 'other-host',
  pinsAddresses: true,
  names: 'canonical',
  subdomains: 'any-depth',
  standsAtExpiry: false,
  dayBegins: 'utc',
};

const android: ClientTraits = {
  client: 'Android',
  trailingDot: 'same-host',
  pinsAddresses: true,
  names: 'lower-case',
  subdomains: 'any-depth',
  standsAtExpiry: true,
  dayBegins: 'device',
};

export const clientTraits: Readonly<Record<ClientFormat, ClientTraits>> = {
  pinspect: { ...okHttp, client: 'Pinspect', trailingDot: 'same-host' },
  'okhttp-kotlin': okHttp,
  'okhttp-java': okHttp,
  'android-nsc': android,
  'ios-nspinneddomains': {
    client: 'iOS',
    // Apple: `example.com.` matches `example.com.` and not `example.com`, and names are written in lower case.
    trailingDot: 'other-host',
    pinsAddresses: false,
    names: 'exact',
    // Apple on NSIncludesSubdomains: subdomains "that have one additional path component".
    subdomains: 'one-label',
    standsAtExpiry: false,
    dayBegins: 'utc',
  },
  'trustkit-ios': {
    client: 'TrustKit',
    trailingDot: 'other-host',
    pinsAddresses: false,
    // A dictionary's keys, and `hasSuffix`-like comparisons: no case is folded.
    names: 'exact',
    subdomains: 'any-depth',
    standsAtExpiry: true,
    dayBegins: 'utc',
  },
  // Its DomainValidator takes no address, and looks names up as they come.
  'trustkit-android': { ...android, client: 'TrustKit for Android', pinsAddresses: false },
  curl: { ...okHttp, client: 'curl', trailingDot: 'same-host' },
  rfc7469: { ...okHttp, client: 'RFC 7469', trailingDot: 'same-host', pinsAddresses: false },
};

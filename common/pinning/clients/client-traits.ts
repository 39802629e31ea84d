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
  /** `canonical`: names are mapped to lower-case punycode first; `lower-case`: compared as text, but for case. */
  readonly names: 'canonical' | 'lower-case';
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
  standsAtExpiry: false,
  dayBegins: 'utc',
};

const android: ClientTraits = {
  client: 'Android',
  trailingDot: 'same-host',
  pinsAddresses: true,
  names: 'lower-case',
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
    trailingDot: 'same-host',
    pinsAddresses: false,
    names: 'canonical',
    standsAtExpiry: false,
    dayBegins: 'utc',
  },
  'trustkit-ios': {
    client: 'TrustKit',
    trailingDot: 'other-host',
    pinsAddresses: false,
    names: 'lower-case',
    standsAtExpiry: true,
    dayBegins: 'utc',
  },
  // Its DomainValidator takes no address, and looks names up as they come.
  'trustkit-android': { ...android, client: 'TrustKit for Android', pinsAddresses: false },
  curl: { ...okHttp, client: 'curl', trailingDot: 'same-host' },
  rfc7469: { ...okHttp, client: 'RFC 7469', trailingDot: 'same-host', pinsAddresses: false },
};

import type { ClientFormat } from '../../common/pinning/clients/client-policy.ts';

/** For people, in the order of a menu. */
export const formatWords: readonly { readonly value: ClientFormat; readonly label: string }[] = [
  { value: 'pinspect', label: 'Pinspect policy (JSON)' },
  { value: 'okhttp-kotlin', label: 'OkHttp code (Kotlin)' },
  { value: 'okhttp-java', label: 'OkHttp code (Java)' },
  { value: 'android-nsc', label: 'Android network security config' },
  { value: 'trustkit-android', label: 'TrustKit for Android (XML)' },
  { value: 'ios-nspinneddomains', label: 'iOS NSPinnedDomains (plist)' },
  { value: 'trustkit-ios', label: 'TrustKit for iOS (plist)' },
  { value: 'curl', label: 'curl --pinnedpubkey' },
  { value: 'rfc7469', label: 'RFC 7469 header' },
];

export const formatWord = (format: ClientFormat): string =>
  formatWords.find(({ value }) => value === format)?.label ?? format;

/** Null: anything else. */
export const formatOf = (value: string | null): ClientFormat | null =>
  formatWords.find((known) => known.value === value)?.value ?? null;

/** TrustKit's names for what it is told (TSKTrustKitConfig.m). */
export const trustKitKeys = {
  configuration: 'TSKConfiguration',
  domains: 'TSKPinnedDomains',
  ignoreUserAnchors: 'TSKIgnorePinningForUserDefinedTrustAnchors',
  hashes: 'TSKPublicKeyHashes',
  enforce: 'TSKEnforcePinning',
  subdomains: 'TSKIncludeSubdomains',
  expires: 'TSKExpirationDate',
  /** The documentation's name; in the code the text behind it is misspelt, and that is what counts in a file. */
  mistakenExclude: 'TSKExcludeSubdomainFromParentPolicy',
  exclude: 'kSKExcludeSubdomainFromParentPolicy',
  reportUris: 'TSKReportUris',
  disableDefaultReportUri: 'TSKDisableDefaultReportUri',
  algorithms: 'TSKPublicKeyAlgorithms',
  anchors: 'TSKAdditionalTrustAnchors',
} as const;

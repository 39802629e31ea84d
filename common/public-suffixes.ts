/** The list of public suffixes (https://publicsuffix.org), as the package `tldts` ships it. */
import { parse } from 'tldts';
import type { PublicSuffixes } from './pinning/lint-finding.ts';

const options = { allowPrivateDomains: true, extractHostname: false } as const;

export const publicSuffixes: PublicSuffixes = {
  kindOf: (name) => {
    const { publicSuffix, isIcann, isPrivate } = parse(name, options);
    if (publicSuffix !== name) return null;
    return isIcann === true ? 'icann' : isPrivate === true ? 'private' : null;
  },
  // Under a name that is not listed (`.test`, a company's own) the last two labels, as the list's default rule has it.
  registrableDomain: (host) => parse(host, options).domain,
};

/** Which of the hosts seen a pattern is for, to show while it is typed. */
import { matchesHost, type HostPattern } from '../../common/pinning/host-pattern.ts';
import type { SeenChain } from '../../common/pinning/seen-chain.ts';

const mostNamed = 4;

/** `Covers 6 of the 9 hosts seen: api.example.com, … and 2 more`; a sentence in each case. */
export const coverageInWords = (pattern: HostPattern, chains: readonly SeenChain[]): string => {
  const hosts = [...new Set(chains.flatMap((chain) => chain.hosts))];
  if (hosts.length === 0) return 'No host was seen yet that it could cover.';
  const covered = hosts.filter((host) => matchesHost(pattern, host)).sort();
  if (covered.length === 0)
    return hosts.length === 1
      ? 'Does not cover the one host seen.'
      : `Covers none of the ${hosts.length} hosts seen.`;
  if (hosts.length === 1) return `Covers the one host seen: ${covered.join('')}.`;
  const named = covered.slice(0, mostNamed).join(', ');
  const rest = covered.length > mostNamed ? ` and ${covered.length - mostNamed} more` : '';
  return `Covers ${covered.length} of the ${hosts.length} hosts seen: ${named}${rest}.`;
};

/** Who stands behind a chain, in words. A root that browsers do not ship may be a man in the middle, so it is said. */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { Verification } from '../../common/records.ts';
import { shortName } from './compare-chains.ts';

export type ChainRole = 'leaf' | 'intermediate' | 'root';

export const chainRole = (chain: readonly CertificateFacts[], index: number): ChainRole => {
  if (index === 0) return 'leaf';
  return index === chain.length - 1 && chain[index]?.isSelfIssued === true ? 'root' : 'intermediate';
};

export interface TrustWords {
  readonly tone: 'plain' | 'private' | 'this-run' | 'nobody';
  readonly text: string;
}

/** The last certificate's name: who signed the chain, by the chain's own word. */
const topOf = (chain: readonly CertificateFacts[]): string => {
  const top = chain.at(-1);
  if (top === undefined) return 'unknown';
  return shortName(top.isSelfIssued ? top.subject : top.issuer);
};

export const describeTrust = (verification: Verification): TrustWords => {
  const { trustedBy, validatedChain, presentedChain, isIssuedByKnownRoot, chromiumResult } = verification;
  if (trustedBy.kind === 'nobody' || validatedChain.length === 0) {
    return {
      tone: 'nobody',
      text: `Nobody vouches for it: ${chromiumResult}. It names ${topOf(presentedChain)} as its issuer.`,
    };
  }
  if (trustedBy.kind === 'this-run') {
    return {
      tone: 'this-run',
      text: `Vouched for by a CA that you trust for a while: ${shortName(trustedBy.subject ?? topOf(validatedChain))}.`,
    };
  }
  return isIssuedByKnownRoot
    ? { tone: 'plain', text: `Ends in a publicly known root: ${topOf(validatedChain)}.` }
    : { tone: 'private', text: `Signed by your network or a private CA: ${topOf(validatedChain)}.` };
};

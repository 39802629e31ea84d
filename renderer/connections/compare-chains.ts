/** How the chain that was presented differs from the one that was validated, by certificate, not by place. */
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { countOf } from '../ui/format-quantity.ts';

export interface ChainComparison {
  readonly isSame: boolean;
  /** Sentences for people; empty when the chains are the same. */
  readonly differences: readonly string[];
}

const without = (
  chain: readonly CertificateFacts[],
  other: readonly CertificateFacts[],
): readonly CertificateFacts[] =>
  chain.filter((certificate) => !other.some(({ certSha256 }) => certSha256 === certificate.certSha256));

export const compareChains = (
  presented: readonly CertificateFacts[],
  validated: readonly CertificateFacts[],
): ChainComparison => {
  const isSame =
    presented.length === validated.length &&
    presented.every((certificate, index) => certificate.certSha256 === validated[index]?.certSha256);
  if (isSame) return { isSame, differences: [] };
  if (validated.length === 0) {
    return {
      isSame,
      differences: ['No path to a trusted root was found: this is only what the server sent.'],
    };
  }
  const added = without(validated, presented);
  const unused = without(presented, validated);
  const differences: string[] = [];
  if (added.length > 0) {
    const names = added.map(({ subject }) => shortName(subject)).join(', ');
    differences.push(
      `${names} ${added.length === 1 ? 'was' : 'were'} not sent; the path needed ${added.length === 1 ? 'it' : 'them'} and the client had ${added.length === 1 ? 'it' : 'them'}.`,
    );
  }
  if (unused.length > 0) {
    differences.push(
      `${countOf(unused.length, 'certificate')} sent by the server ${unused.length === 1 ? 'is' : 'are'} not on the path: pins never match ${unused.length === 1 ? 'it' : 'them'}.`,
    );
  }
  if (differences.length === 0) differences.push('The server sent the same certificates in another order.');
  return { isSame, differences };
};

/** The common name, else the whole subject: `R11` from `CN=R11, O=Let's Encrypt, C=US`. */
export const shortName = (distinguishedName: string): string => {
  const commonName = /(?:^|, )CN=((?:\\.|[^,\\+])+)/.exec(distinguishedName)?.[1];
  return commonName?.replaceAll(/\\(.)/g, '$1') ?? distinguishedName;
};

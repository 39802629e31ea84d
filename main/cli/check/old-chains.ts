/** In a week of renewal: which addresses of a host serve another leaf than the newest one seen. */
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { CheckedRequest } from './run-check.ts';

/** A sentence for each URL whose addresses differ. */
export const findOldChains = (checked: readonly CheckedRequest[]): readonly string[] => {
  const byUrl = new Map<string, CheckedRequest[]>();
  for (const request of checked) {
    if (request.validatedChain.length === 0) continue;
    byUrl.set(request.result.url, [...(byUrl.get(request.result.url) ?? []), request]);
  }
  return [...byUrl].flatMap(([url, requests]) => {
    const leaves = requests.flatMap(({ validatedChain: [leaf], result, target }) =>
      leaf === undefined ? [] : [{ leaf, address: target.wantedAddress ?? result.address ?? 'unknown' }],
    );
    const newest = leaves.reduce((best, other) => (isNewer(other.leaf, best.leaf) ? other : best)).leaf;
    const all = new Set(leaves.map(({ address }) => address)).size;
    const word = (others: typeof leaves, what: string): readonly string[] => {
      const addresses = [...new Set(others.map(({ address }) => address))];
      return addresses.length === 0
        ? []
        : [
            `${url}: ${addresses.length} of ${all} addresses ${what.replace('serve', addresses.length === 1 ? 'serves' : 'serve')} ${newest.spkiSha256} (from ${newest.notBefore.slice(0, 10)}): ${addresses.join(', ')}.`,
          ];
    };
    const others = leaves.filter(({ leaf }) => leaf.certSha256 !== newest.certSha256);
    return [
      ...word(
        others.filter(({ leaf }) => isNewer(newest, leaf)),
        'still serve an older certificate than',
      ),
      // Nothing tells which came first.
      ...word(
        others.filter(({ leaf }) => !isNewer(newest, leaf)),
        'serve a different certificate, of the same dates, than',
      ),
    ];
  });
};

/** By its beginning; two of one second by their end. */
const isNewer = (one: Dates, other: Dates): boolean =>
  Date.parse(one.notBefore) === Date.parse(other.notBefore)
    ? Date.parse(one.notAfter) > Date.parse(other.notAfter)
    : Date.parse(one.notBefore) > Date.parse(other.notBefore);

type Dates = Pick<CertificateFacts, 'notBefore' | 'notAfter'>;

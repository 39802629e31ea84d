/** In a week of renewal: which addresses of a host still serve an older leaf than the newest one seen. */
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
    const newest = leaves.reduce((best, other) =>
      Date.parse(other.leaf.notBefore) > Date.parse(best.leaf.notBefore) ? other : best,
    ).leaf;
    const old = leaves.filter(({ leaf }) => leaf.certSha256 !== newest.certSha256);
    if (old.length === 0) return [];
    const addresses = [...new Set(old.map(({ address }) => address))];
    const all = new Set(leaves.map(({ address }) => address)).size;
    return [
      `${url}: ${addresses.length} of ${all} addresses still ${addresses.length === 1 ? 'serves' : 'serve'} an older certificate than ${newest.spkiSha256} (from ${newest.notBefore.slice(0, 10)}): ${addresses.join(', ')}.`,
    ];
  });
};

/**
 * A policy file that pins each host to the leaf it shows and to that leaf's issuer: the second is what still matches after a
 * renewal with a new key, so that the set is not broken by the first one.
 */
export const policyOfChains = (
  chains: ReadonlyMap<string, { readonly leaf: string; readonly issuer: string | null }>,
): string =>
  JSON.stringify(
    {
      version: 1,
      unpinnedHosts: 'allow',
      pinSets: [...chains].map(([pattern, { leaf, issuer }]) => ({
        pattern,
        mode: 'enforce',
        pins: [...new Set([leaf, ...(issuer === null ? [] : [issuer])])],
        note: issuer === null ? 'leaf, no backup' : 'leaf and its issuer',
      })),
    },
    null,
    2,
  );

/**
 * Who made a chain, where that may be somebody else than the server: an interceptor, or a CA that vouches only because the
 * person trusts it for a while. A root that browsers ship is neither: an interceptor let the server's own chain through.
 */
import { commonNameOf } from './pinning/common-name.ts';
import type { Verification } from './records.ts';

export interface ChainMaker {
  readonly kind: 'interceptor' | 'trusted-for-a-while';
  readonly name: string;
}

/** `interceptor`: the name of the one that the connection went through; null: none. The answer is null for the server itself. */
export const chainMaker = (
  interceptor: string | null,
  { trustedBy, isIssuedByKnownRoot }: Pick<Verification, 'trustedBy' | 'isIssuedByKnownRoot'>,
): ChainMaker | null => {
  if (interceptor !== null && !isIssuedByKnownRoot) return { kind: 'interceptor', name: interceptor };
  if (trustedBy.kind !== 'this-run') return null;
  return { kind: 'trusted-for-a-while', name: commonNameOf(trustedBy.subject ?? 'a CA') };
};

import type { CertificateFacts } from './pinning/certificate.ts';
import type { InterceptorKeys } from './pinning/lint-interceptor.ts';
import type { SeenChain } from './pinning/seen-chain.ts';

/** A certificate as the journal tells it: without its bytes. */
export type StoredCertificate = Omit<CertificateFacts, 'pem'>;

/** One chain that one host showed, over all the times it did. */
export interface HostChain {
  /** Canonical. */
  readonly host: string;
  /** Places in `certificates`, leaf first. */
  readonly chain: readonly number[];
  /** False: nobody vouched for it, and this is the chain as it was presented. */
  readonly isValidated: boolean;
  /** The interceptor whose chain it is (its CA, not the server's); null: none was in between. */
  readonly interceptor: string | null;
  /** Epoch milliseconds, as far back as the journal goes. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** Every certificate in the journal, and who showed it. */
export interface CertificatesSeen {
  readonly certificates: readonly StoredCertificate[];
  /** The latest first. */
  readonly chains: readonly HostChain[];
  /** There are more chains than are told. */
  readonly isCut: boolean;
}

export const nothingSeen: CertificatesSeen = { certificates: [], chains: [], isCut: false };

/** Certificates of one chain, leaf first. */
export const certificatesOf = (
  { certificates }: Pick<CertificatesSeen, 'certificates'>,
  { chain }: Pick<HostChain, 'chain'>,
): readonly StoredCertificate[] => chain.flatMap((place) => certificates[place] ?? []);

/** What advice may rest on: chains that were validated, and are no interceptor's. */
export const toSeenChains = (seen: CertificatesSeen): readonly SeenChain[] =>
  seen.chains
    .filter(({ isValidated, interceptor }) => isValidated && interceptor === null)
    .map((chain) => ({
      hosts: [chain.host],
      certificates: certificatesOf(seen, chain),
      lastSeenAt: chain.lastSeenAt,
    }));

const hashesOf = ({ spkiSha256, spkiSha1, certSha256 }: StoredCertificate): readonly string[] => [
  spkiSha256,
  spkiSha1,
  certSha256,
];

/** What interceptors showed and nobody else: what they let through is the server's, and was mostly seen without them too. */
export const toInterceptorKeys = (seen: CertificatesSeen): InterceptorKeys => {
  const hashes = (chain: HostChain): readonly string[] => certificatesOf(seen, chain).flatMap(hashesOf);
  const others = new Set(seen.chains.filter(({ interceptor }) => interceptor === null).flatMap(hashes));
  return new Map(
    seen.chains.flatMap((chain) => {
      const { interceptor } = chain;
      if (interceptor === null) return [];
      return hashes(chain).flatMap((hash) => (others.has(hash) ? [] : [[hash, interceptor] as const]));
    }),
  );
};

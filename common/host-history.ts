/** What the journal knows of one host: its verdicts over time, and the chains it has shown. */
import type { StoredCertificate } from './certificates-seen.ts';
import type { Verdict } from './pinning/verdict.ts';

export interface ShownChain {
  /** Leaf first. */
  readonly certificates: readonly StoredCertificate[];
  /** False: nobody vouched for it, and this is the chain as it was presented. */
  readonly isValidated: boolean;
  /** The interceptor whose chain it is; null: none was in between. */
  readonly interceptor: string | null;
  readonly connections: number;
  /** Epoch milliseconds, as far back as the journal goes. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

export interface HostHistory {
  readonly connections: number;
  /** Epoch milliseconds: where the first bucket begins; 0 without connections. */
  readonly from: number;
  readonly bucketMs: number;
  /** How many connections ended with which verdict, from `from` on without gaps. */
  readonly buckets: readonly Readonly<Partial<Record<Verdict, number>>>[];
  /** The latest first. */
  readonly chains: readonly ShownChain[];
  /** There are more chains than are told. */
  readonly isCut: boolean;
}

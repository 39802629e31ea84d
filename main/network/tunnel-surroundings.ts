import type { Connection } from '../../common/records.ts';
import type { Action, Evaluation, Verdict } from '../../common/pinning/verdict.ts';
import type { HostLedger } from './host-ledger.ts';

export interface CleartextJudgement {
  readonly verdict: Verdict;
  readonly action: Action;
  readonly reason: string;
  readonly errorCode: string | null;
  readonly evaluation: Evaluation;
}

/** What a tunnel, or a cleartext request, asks of the relay it belongs to. */
export interface TunnelSurroundings {
  readonly ledger: HostLedger;
  /** A row with its id, time, route and nothing decided. */
  readonly newConnection: (host: string, port: number) => Connection;
  readonly record: (connection: Connection) => void;
  readonly judgeCleartext: (host: string) => CleartextJudgement;
  readonly onHandshakeTimeout: (host: string) => void;
  readonly onOver: (tunnel: object) => void;
}

import type { Connection, HttpRequest, Verification } from '../../common/records.ts';

/** Where the network stack tells its story. Every call returns at once: a handshake never waits for a disk. */
export interface Recorder {
  nextId(kind: 'verification' | 'connection' | 'request'): number;
  verification(verification: Verification): void;
  /** Told at the decision and again, with the same id, at the end. */
  connection(connection: Connection): void;
  request(request: HttpRequest): void;
}

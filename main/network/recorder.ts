import type { Connection, HttpRequest, Verification } from '../../common/records.ts';

/** Where the network stack tells its story. Every call returns at once: a handshake never waits for a disk. */
export interface Recorder {
  nextId(kind: 'verification' | 'connection' | 'request'): number;
  verification(verification: Verification): void;
  /** Told at the decision and again, with the same id, at the end. */
  connection(connection: Connection): void;
  request(request: HttpRequest): void;
}

/** A story that cannot be told must not stop a tunnel half-way, with its host's turn in hand: the bug is reported. */
export const reportingBugs = (recorder: Recorder, onBug: (error: unknown) => void): Recorder => {
  const guarded =
    <Row>(tell: (row: Row) => void) =>
    (row: Row): void => {
      try {
        tell(row);
      } catch (error) {
        onBug(error);
      }
    };
  return {
    nextId: (kind) => recorder.nextId(kind),
    verification: guarded((verification) => {
      recorder.verification(verification);
    }),
    connection: guarded((connection) => {
      recorder.connection(connection);
    }),
    request: guarded((request) => {
      recorder.request(request);
    }),
  };
};

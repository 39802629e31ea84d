/**
 * What a person removed: hidden at once, gone from the disk when nobody can ask for it back any more. Until then the rows
 * are where they were, so that bringing them back is to stop hiding them. Records of removed rows that come late (a connection that
 * was open) are of no use to anybody and are not kept.
 */
import type { JournalRecord, LargestIds } from './journal-record.ts';

export type Removal =
  /** Everything up to these ids. */
  | { readonly kind: 'all'; readonly upTo: LargestIds }
  /** These connections and what belongs to them alone. */
  | { readonly kind: 'some'; readonly connectionIds: readonly number[] };

const recordIds: Readonly<Record<JournalRecord['kind'], keyof LargestIds>> = {
  verification: 'verification',
  connection: 'connection',
  request: 'request',
  'interceptor-event': 'interceptorEvent',
};

/** What is hidden or gone; asked for each record that comes in and each row that is read. */
export class Removed {
  #upTo: LargestIds = { verification: 0, connection: 0, request: 0, interceptorEvent: 0 };
  readonly #connectionIds = new Set<number>();

  add(removal: Removal): void {
    if (removal.kind === 'all') this.#upTo = removal.upTo;
    else for (const id of removal.connectionIds) this.#connectionIds.add(id);
  }

  hasConnection(id: number): boolean {
    return id <= this.#upTo.connection || this.#connectionIds.has(id);
  }

  hasRequest({ id, connectionId }: { readonly id: number; readonly connectionId: number | null }): boolean {
    return id <= this.#upTo.request || (connectionId !== null && this.#connectionIds.has(connectionId));
  }

  hasRecord({ kind, record }: JournalRecord): boolean {
    if (kind === 'connection') return this.hasConnection(record.id);
    if (kind === 'request') return this.hasRequest(record);
    return record.id <= this.#upTo[recordIds[kind]];
  }

  /** Connections with an id up to this one are all removed. */
  get connectionsUpTo(): number {
    return this.#upTo.connection;
  }

  /** The same of verifications. */
  get verificationsUpTo(): number {
    return this.#upTo.verification;
  }

  get connectionIds(): ReadonlySet<number> {
    return this.#connectionIds;
  }
}

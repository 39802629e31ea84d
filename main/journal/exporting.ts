/** The thread's side of exports under way: a slice of each between two other messages. */
import { errorText } from '../../common/error-text.ts';
import { exportConnections, type ExportOrder, type ExportProgress } from './export-connections.ts';
import type { JournalSession } from './journal-session.ts';
import type { FromWorker } from './worker-messages.ts';

const progressEveryMs = 100;

export class Exporting {
  readonly #session: JournalSession;
  readonly #say: (message: FromWorker) => void;
  readonly #going = new Map<number, Generator<ExportProgress, ExportProgress, undefined>>();

  constructor(session: JournalSession, say: (message: FromWorker) => void) {
    this.#session = session;
    this.#say = say;
  }

  start(token: number, order: ExportOrder): void {
    const source = {
      idsOf: (filter: string, now: number) => this.#session.idsOf(filter, now),
      rows: (ids: readonly number[]) => this.#session.rows(ids),
    };
    this.#going.set(token, exportConnections(source, order));
    this.#step(token, { rows: 0, total: 0 }, 0);
  }

  stop(token: number): void {
    const going = this.#going.get(token);
    this.#going.delete(token);
    going?.return({ rows: 0, total: 0 });
    if (going !== undefined)
      this.#say({ kind: 'exported', token, state: 'stopped', progress: { rows: 0, total: 0 } });
  }

  stopAll(): void {
    for (const token of [...this.#going.keys()]) this.stop(token);
  }

  #step(token: number, before: ExportProgress, toldAt: number): void {
    const going = this.#going.get(token);
    if (going === undefined) return;
    try {
      const { done, value } = going.next();
      if (done === true) {
        this.#going.delete(token);
        this.#say({ kind: 'exported', token, state: 'done', progress: value });
        return;
      }
      const isDue = performance.now() - toldAt > progressEveryMs;
      if (isDue) this.#say({ kind: 'exported', token, state: 'going-on', progress: value });
      const told = isDue ? performance.now() : toldAt;
      setImmediate(() => {
        this.#step(token, value, told);
      });
    } catch (error) {
      this.#going.delete(token);
      const failed = errorText(error);
      this.#say({ kind: 'exported', token, state: { failed }, progress: before });
    }
  }
}

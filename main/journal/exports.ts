/** The main process's side of exports under way: who asked, who is told, who stops them. */
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { ExportOrder, ExportProgress } from './export-connections.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

type Exported = Extract<FromWorker, { kind: 'exported' }>;

export class Exports {
  readonly #say: (message: ToWorker) => void;
  readonly #waiting = new Map<number, (message: Exported) => void>();
  #last = 0;

  constructor(say: (message: ToWorker) => void) {
    this.#say = say;
  }

  /** null: it was stopped. Expected failure: `export-failed`. */
  start(
    order: ExportOrder,
    onProgress: (progress: ExportProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<ExportProgress | null, Failure>> {
    this.#last += 1;
    const token = this.#last;
    return new Promise((resolve) => {
      const stop = (): void => {
        this.#say({ kind: 'stop-export', token });
      };
      signal.addEventListener('abort', stop);
      this.#waiting.set(token, ({ state, progress }) => {
        onProgress(progress);
        if (state === 'going-on') return;
        this.#waiting.delete(token);
        signal.removeEventListener('abort', stop);
        if (state === 'done') resolve(success(progress));
        else if (state === 'stopped') resolve(success(null));
        else
          resolve(
            failure({
              code: 'export-failed',
              message: `The file could not be written: ${state.failed}.`,
              advice: 'See that the disk has room, or choose another folder.',
            }),
          );
      });
      this.#say({ kind: 'export', token, order });
    });
  }

  onMessage(message: Exported): void {
    this.#waiting.get(message.token)?.(message);
  }
}

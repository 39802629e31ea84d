/**
 * Tells that verdicts have changed: on the desktop each time, in the window by one notice a collection, which keeps the latest
 * changes with their times. A host that comes and goes all night must not fill the window with a hundred notices.
 */
import type { Collection } from '../../common/requests/collection.ts';
import type { ChangedRequest } from '../../common/requests/collection-run.ts';
import type { VerdictChange } from './run-control.ts';

export interface ChangeNoticeOptions {
  readonly notices: {
    /** The notice's id. */
    readonly show: (title: string, text: string) => number;
    readonly dismiss: (id: number) => void;
    readonly isShown: (id: number) => boolean;
  };
  /** `changed`: what is to be seen where the person follows the notification. */
  readonly notifyDesktop: (title: string, text: string, changed: ChangedRequest) => void;
  readonly now: () => number;
}

const mostLines = 5;

export class ChangeNotices {
  readonly #options: ChangeNoticeOptions;
  readonly #told = new Map<string, { readonly id: number; readonly lines: readonly string[] }>();

  constructor(options: ChangeNoticeOptions) {
    this.#options = options;
  }

  /** Nothing where nothing changed. */
  tell({ id, name }: Pick<Collection, 'id' | 'name'>, changes: readonly VerdictChange[]): void {
    const [first] = changes;
    if (first === undefined) return;
    // Requests to one host share its sentence.
    const sentences = [...new Set(changes.map(({ sentence }) => sentence))];
    const { notices, notifyDesktop, now } = this.#options;
    const title = `${name === '' ? 'Saved requests' : name}: a verdict has changed`;
    const former = this.#told.get(id);
    const isShown = former !== undefined && notices.isShown(former.id);
    if (isShown) notices.dismiss(former.id);
    const clock = new Date(now()).toTimeString().slice(0, 5);
    const lines = [...(isShown ? former.lines : []), ...sentences.map((sentence) => `${clock}: ${sentence}`)];
    const kept = lines.slice(-mostLines);
    this.#told.set(id, { id: notices.show(title, kept.join(' ')), lines: kept });
    notifyDesktop(title, sentences.join('\n'), { collectionId: id, requestId: first.requestId });
  }
}

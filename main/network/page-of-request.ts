/**
 * In which page's name a request is made: the document at the top of the frame that asks. Between the answer to a
 * navigation and the moment Electron tells of its commit, the frame still names the document before (measured on
 * Electron 33.2.1: 4 of 120 navigations), so requests of that moment belong to the document that was answered.
 */
import type { WebFrameMain } from 'electron';

export interface AskingFrame {
  readonly url: string;
  readonly resourceType: string;
  readonly webContentsId?: number | undefined;
  readonly frame?: Pick<WebFrameMain, 'top'> | null | undefined;
}

/** A commit follows its answer at once; what is not committed by then was no page after all. */
const maximumCommitMs = 2_000;

export class PagesOfRequests {
  readonly #answered = new Map<number, { readonly url: string; readonly atMs: number }>();

  /** The document of a navigation was answered. */
  onAnswered(webContentsId: number, url: string, nowMs = performance.now()): void {
    this.#answered.set(webContentsId, { url: withoutFragment(url), atMs: nowMs });
  }

  /** The answer is a file to save: the page stays. */
  onDownload(url: string): void {
    for (const [id, answered] of this.#answered)
      if (answered.url === withoutFragment(url)) this.#answered.delete(id);
  }

  /** null: no page asks. */
  pageOf(request: AskingFrame, nowMs = performance.now()): string | null {
    if (request.resourceType === 'mainFrame') return withoutFragment(request.url);
    const committed = topOf(request.frame);
    const id = request.webContentsId;
    const answered = id === undefined ? undefined : this.#answered.get(id);
    if (id !== undefined && answered !== undefined) {
      if (answered.url !== committed && nowMs - answered.atMs < maximumCommitMs) return answered.url;
      this.#answered.delete(id);
    }
    return committed;
  }
}

/** As pages are told apart: where in it one looks is not sent. */
export const withoutFragment = (url: string): string => url.replace(/#.*$/s, '');

const topOf = (frame: AskingFrame['frame']): string | null => {
  try {
    const url = frame?.top?.url ?? '';
    return url === '' ? null : withoutFragment(url);
  } catch {
    // A frame that is gone says so by throwing.
    return null;
  }
};

/**
 * Files that pages hand over: through the session of their page, into the system's folder for downloads, under a name that
 * is not there yet, shown from the first byte. Nothing is ever opened by itself.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { DownloadItem, Session } from 'electron';
import type { BrowserDownload } from '../../common/ipc/browser-state.ts';

/** A page that floods the folder is stopped here. */
const maximumRunning = 8;
const kept = 50;

export interface DownloadsOptions {
  readonly folder: string;
  readonly onChange: () => void;
  readonly onRefused: (origin: string, what: string) => void;
}

export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #all = new Map<number, { row: BrowserDownload; readonly item: DownloadItem }>();
  #lastId = 0;

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /** Newest first. */
  get list(): readonly BrowserDownload[] {
    return [...this.#all.values()].map(({ row }) => row).reverse();
  }

  watch(session: Session): void {
    session.on('will-download', (event, item) => {
      const running = [...this.#all.values()].filter(({ row }) => row.state === 'running');
      if (running.length >= maximumRunning) {
        event.preventDefault();
        this.#options.onRefused(hostOf(item.getURL()), `for more than ${maximumRunning} downloads at once`);
        return;
      }
      this.#begin(item);
    });
  }

  cancel(id: number): void {
    this.#all.get(id)?.item.cancel();
  }

  /** Takes it off the list; the file stays. */
  dismiss(id: number): void {
    if (this.#all.get(id)?.row.state === 'running') return;
    this.#all.delete(id);
    this.#options.onChange();
  }

  pathOf(id: number): string | null {
    return this.#all.get(id)?.row.path ?? null;
  }

  /** The epoch ends: what is half there is of no use. */
  cancelAll(): void {
    for (const { row, item } of this.#all.values()) if (row.state === 'running') item.cancel();
  }

  #begin(item: DownloadItem): void {
    const { folder } = this.#options;
    mkdirSync(folder, { recursive: true });
    const path = freePath(folder, item.getFilename(), (wanted) => this.#isTaken(wanted));
    item.setSavePath(path);
    this.#lastId += 1;
    const id = this.#lastId;
    const row: BrowserDownload = {
      id,
      name: parse(path).base,
      path,
      host: hostOf(item.getURL()),
      receivedBytes: 0,
      totalBytes: totalOf(item),
      state: 'running',
    };
    this.#all.set(id, { row, item });
    for (const [oldest, { row: old }] of this.#all) {
      if (this.#all.size <= kept) break;
      if (old.state !== 'running') this.#all.delete(oldest);
    }
    item.on('updated', () => {
      this.#update(id, { receivedBytes: item.getReceivedBytes(), totalBytes: totalOf(item) });
    });
    item.once('done', (_event, state) => {
      this.#update(id, {
        receivedBytes: item.getReceivedBytes(),
        state: state === 'completed' ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed',
      });
    });
    this.#options.onChange();
  }

  #update(id: number, change: Partial<BrowserDownload>): void {
    const download = this.#all.get(id);
    if (download === undefined) return;
    download.row = { ...download.row, ...change };
    this.#options.onChange();
  }

  #isTaken(path: string): boolean {
    return existsSync(path) || [...this.#all.values()].some(({ row }) => row.path === path);
  }
}

const totalOf = (item: DownloadItem): number | null => item.getTotalBytes() || null;
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

/** `report.pdf`, `report (2).pdf`, … The name is the server's: only its last part counts, and no leading dot hides it. */
export function freePath(folder: string, name: string, isTaken: (path: string) => boolean): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- a name must not hold them
  const cleaned = last.replace(/[\x00-\x1f\x7f]/g, '').replace(/^\.+/, '');
  const { name: stem, ext } = parse(cleaned === '' ? 'download' : cleaned);
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? `${stem}${ext}` : `${stem} (${number})${ext}`);
    if (!isTaken(path)) return path;
  }
}

/**
 * Bodies of the last answers, whole, so that one can be saved as it was received and nothing is sent twice. What is larger
 * than memory should hold goes to a file of its own, readable by its owner only, which goes when the body is dropped; the folder
 * is emptied when the store is opened and when it is closed. Beyond the limit a body is no longer kept, and says so.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../common/error-text.ts';

export interface BodyStoreOptions {
  /** Of this store alone. */
  readonly folder: string;
  /** Bytes of one body in memory. */
  readonly memoryBytes: number;
  /** Bytes of one body on disk; what is larger is not kept. */
  readonly diskBytes: number;
  /** Bodies that are kept; the oldest goes. */
  readonly bodies: number;
}

type Kept =
  | { readonly kind: 'memory'; readonly chunks: Buffer[]; bytes: number }
  | { readonly kind: 'file'; readonly path: string; readonly file: number; bytes: number }
  | { readonly kind: 'dropped'; readonly why: string };

export class BodyStore {
  readonly #options: BodyStoreOptions;
  readonly #bodies = new Map<string, Kept>();
  #files = 0;

  constructor(options: BodyStoreOptions) {
    this.#options = options;
    this.close();
  }

  /** The body of this request is kept from now on. */
  begin(token: string): void {
    this.#bodies.set(token, { kind: 'memory', chunks: [], bytes: 0 });
    const [oldest] = this.#bodies.keys();
    if (this.#bodies.size <= this.#options.bodies || oldest === undefined) return;
    this.#drop(oldest);
    this.#bodies.delete(oldest);
  }

  /** What comes for a body that had to make room is passed over. */
  add(token: string, chunk: Buffer): void {
    const kept = this.#bodies.get(token);
    if (kept === undefined) return;
    switch (kept.kind) {
      case 'memory':
        kept.chunks.push(Buffer.from(chunk));
        kept.bytes += chunk.length;
        if (kept.bytes > this.#options.memoryBytes) this.#moveToFile(token, kept);
        return;
      case 'file':
        this.#append(token, kept, chunk);
        return;
      case 'dropped':
        return;
    }
  }

  /** Writes it there; the answer is null, or a sentence why not. */
  async saveTo(token: string, path: string): Promise<string | null> {
    const kept = this.#bodies.get(token);
    if (kept === undefined) return 'The body is no longer kept: others came after it.';
    if (kept.kind === 'dropped') return kept.why;
    try {
      if (kept.kind === 'memory') await writeFile(path, Buffer.concat(kept.chunks));
      else await copyFile(kept.path, path);
      return null;
    } catch (error) {
      return `The file cannot be written: ${errorText(error)}.`;
    }
  }

  /** Takes every body away. */
  close(): void {
    for (const token of this.#bodies.keys()) this.#drop(token);
    this.#bodies.clear();
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  #moveToFile(token: string, { chunks, bytes }: Extract<Kept, { kind: 'memory' }>): void {
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      this.#files += 1;
      const path = join(this.#options.folder, `${this.#files}.body`);
      const file = openSync(path, 'wx', 0o600);
      this.#bodies.set(token, { kind: 'file', path, file, bytes });
      for (const chunk of chunks) writeSync(file, chunk);
    } catch (error) {
      this.#fail(token, error);
    }
  }

  #append(token: string, kept: Extract<Kept, { kind: 'file' }>, chunk: Buffer): void {
    kept.bytes += chunk.length;
    if (kept.bytes > this.#options.diskBytes) {
      this.#drop(token);
      const megabytes = Math.round(this.#options.diskBytes / 1_000_000);
      this.#bodies.set(token, {
        kind: 'dropped',
        why: `The body is larger than the ${megabytes.toLocaleString('en')} MB that are kept.`,
      });
      return;
    }
    try {
      writeSync(kept.file, chunk);
    } catch (error) {
      this.#fail(token, error);
    }
  }

  #fail(token: string, error: unknown): void {
    this.#drop(token);
    const word = errorText(error);
    this.#bodies.set(token, { kind: 'dropped', why: `The body could not be kept: ${word}.` });
  }

  #drop(token: string): void {
    const kept = this.#bodies.get(token);
    if (kept?.kind !== 'file') return;
    closeSync(kept.file);
    rmSync(kept.path, { force: true });
  }
}

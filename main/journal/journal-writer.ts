/**
 * Gathers records into batches and sees each one onto the disk: one batch is with the worker at a time, the next goes
 * when it is committed. After a failure the same batch is sent again, second by second, until the disk takes it.
 */
import type { ListChange } from '../../common/connection-list.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { HttpRequest } from '../../common/records.ts';
import type { JournalNotice } from './journal-file.ts';
import type { JournalRecord } from './journal-record.ts';
import type { SqliteTrouble } from './sqlite.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';
import { WriteQueue } from './write-queue.ts';

export interface WrittenRows {
  readonly connections: readonly ConnectionRow[];
  readonly requests: readonly HttpRequest[];
  /** What the connections did to the list that is shown; null: none is. */
  readonly list: ListChange | null;
}

export interface JournalWriterOptions {
  readonly queueLimit: number;
  readonly send: (message: ToWorker) => void;
  readonly onWritten: (rows: WrittenRows) => void;
  readonly onNotice: (notice: JournalNotice) => void;
}

/** With a commit of some milliseconds behind it, well within the 100 ms that a crash may cost. */
const gatherMs = 25;
/** A commit of this many rows takes some twenty milliseconds, and a page that is asked for meanwhile waits no longer. */
const batchRecords = 250;
const retryMs = 1_000;
/** One notice for all that went in this time. */
const lossNoticeMs = 1_000;

const troubleWords: Readonly<Record<SqliteTrouble, string>> = {
  'disk-full': 'the disk is full',
  'read-only': 'it is read-only',
  'in-use': 'another process holds it',
  damaged: 'it is damaged',
  unreadable: 'the disk does not take it',
  'bad-value': 'a value does not fit',
};

export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #queue: WriteQueue;
  /** The batch that is not yet known to be on disk: with the worker, or waiting to be tried again. */
  #inFlight: readonly JournalRecord[] = [];
  #isWithWorker = false;
  #timer: NodeJS.Timeout | null = null;
  #lossTimer: NodeJS.Timeout | null = null;
  #lost = 0;
  #refused = 0;
  #isFailing = false;
  #isStopped = false;
  #onFinished: (() => void) | null = null;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#queue = new WriteQueue(options.queueLimit);
  }

  add(record: JournalRecord): void {
    if (this.#isStopped) {
      this.#lose(1);
      return;
    }
    this.#queue.push(record);
    const dropped = this.#queue.takeDropped();
    if (dropped > 0) this.#lose(dropped);
    if (this.#inFlight.length === 0) this.#sendIn(gatherMs);
  }

  onOutcome(outcome: Extract<FromWorker, { kind: 'written' | 'not-written' }>): void {
    this.#isWithWorker = false;
    if (outcome.kind === 'not-written') {
      this.#onFailure(outcome.trouble, outcome.message);
      return;
    }
    const written = this.#inFlight.filter(
      (_, place) => !outcome.refused.includes(place) && !outcome.removed.includes(place),
    );
    this.#inFlight = [];
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#options.onNotice({
        level: 'info',
        title: 'The journal records again',
        text: 'What waited in memory has been written.',
      });
    }
    if (outcome.refused.length > 0) {
      this.#refused += outcome.refused.length;
      this.#lose(outcome.refused.length);
    }
    const requests = new Map(
      written.flatMap((item) => (item.kind === 'request' ? [[item.record.id, item.record] as const] : [])),
    );
    if (outcome.connections.length > 0 || requests.size > 0) {
      this.#options.onWritten({
        connections: outcome.connections,
        requests: [...requests.values()],
        list: outcome.list,
      });
    }
    if (this.#queue.length > 0)
      this.#sendIn(this.#queue.length >= batchRecords || this.#onFinished ? 0 : gatherMs);
    else this.#onFinished?.();
  }

  /** Settles when all that was added is on disk, or cannot be put there. */
  finish(): Promise<void> {
    return new Promise((resolve) => {
      this.#onFinished = resolve;
      if (this.#isFailing) this.#sendIn(0);
      else if (this.#inFlight.length === 0) this.#sendNow();
    });
  }

  /** Whatever is not written by now is lost, and said to be. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#lose(this.#queue.empty() + this.#inFlight.length);
    this.#inFlight = [];
    this.#tellLoss();
  }

  #onFailure(trouble: SqliteTrouble, message: string): void {
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#options.onNotice({
        level: 'error',
        title: 'The journal cannot be written',
        text: `The journal's file was not written: ${troubleWords[trouble]} (${message}). Up to ${this.#options.queueLimit} records wait in memory and are tried again every second; traffic is judged as before.`,
      });
    }
    if (this.#onFinished === null) this.#sendIn(retryMs);
    else this.#onFinished();
  }

  #sendIn(delayMs: number): void {
    if (this.#timer !== null) {
      if (delayMs > 0) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => {
      this.#sendNow();
    }, delayMs);
  }

  #sendNow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isWithWorker) return;
    if (this.#inFlight.length === 0) this.#inFlight = this.#queue.take(batchRecords);
    if (this.#inFlight.length === 0) {
      this.#onFinished?.();
      return;
    }
    this.#isWithWorker = true;
    this.#options.send({ kind: 'write', batch: this.#inFlight });
  }

  #lose(count: number): void {
    if (count === 0) return;
    this.#lost += count;
    this.#lossTimer ??= setTimeout(() => {
      this.#tellLoss();
    }, lossNoticeMs);
  }

  #tellLoss(): void {
    if (this.#lossTimer !== null) clearTimeout(this.#lossTimer);
    this.#lossTimer = null;
    if (this.#lost === 0) return;
    const why =
      this.#refused === this.#lost
        ? 'they hold values that the journal does not take'
        : 'the disk did not keep up';
    this.#options.onNotice({
      level: 'error',
      title: 'Records are missing from the journal',
      text: `${this.#lost} ${this.#lost === 1 ? 'record was' : 'records were'} not written: ${why}.`,
    });
    this.#lost = 0;
    this.#refused = 0;
  }
}

/**
 * What each saved request's hosts were judged as the last time, and when each collection was last run, across restarts: a
 * change that happened overnight is still a change. Written after each run; what cannot be read is as if nothing had been seen.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { verdictChanges, type HostVerdicts } from '../../common/requests/verdict-change.ts';
import { writeWhole } from '../files/write-whole.ts';

const hostVerdicts = z.record(
  z.string(),
  z.strictObject({
    verdict: z.enum(['pinned', 'mismatch', 'unpinned', 'cleartext', 'untrusted', 'undecided']),
    action: z.enum(['allowed', 'blocked']),
  }),
);

const memoryFile = z.strictObject({
  version: z.literal(1),
  /** By saved request. */
  verdicts: z.record(z.string(), hostVerdicts),
  /** By collection, epoch milliseconds. */
  ranAt: z.record(z.string(), z.number()),
});

type Memory = z.infer<typeof memoryFile>;

const readMemory = (path: string): Memory => {
  try {
    return memoryFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { version: 1, verdicts: {}, ranAt: {} };
  }
};

export class VerdictMemory {
  readonly #path: string;
  readonly #onProblem: (error: unknown) => void;
  #memory: Memory;

  constructor(path: string, onProblem: (error: unknown) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
    this.#memory = readMemory(path);
  }

  /** Epoch milliseconds; null: never. */
  ranAt(collectionId: string): number | null {
    return this.#memory.ranAt[collectionId] ?? null;
  }

  noteRun(collectionId: string, at: number): void {
    this.#memory.ranAt[collectionId] = at;
  }

  /** Sentences for what differs from the last time; hosts that were not judged now keep their last verdict. */
  compare(requestId: string, verdicts: HostVerdicts): readonly string[] {
    const before = this.#memory.verdicts[requestId] ?? {};
    this.#memory.verdicts[requestId] = { ...before, ...verdicts };
    return verdictChanges(before, verdicts);
  }

  /** Forgets what is no longer saved, and writes the rest. */
  save(requestIds: ReadonlySet<string>, collectionIds: ReadonlySet<string>): void {
    const kept = <Value>(record: Record<string, Value>, ids: ReadonlySet<string>): Record<string, Value> =>
      Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));
    this.#memory = {
      version: 1,
      verdicts: kept(this.#memory.verdicts, requestIds),
      ranAt: kept(this.#memory.ranAt, collectionIds),
    };
    try {
      writeWhole(this.#path, `${JSON.stringify(this.#memory)}\n`);
    } catch (error) {
      this.#onProblem(error);
    }
  }
}

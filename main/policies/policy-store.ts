/**
 * The policy file on disk: read whole or not at all, written atomically, watched for edits by others. What cannot be
 * read never opens anything: at the start every host is refused until the file is mended; later the policy in force
 * stays. A file that is gone later counts as unreadable, because "no file" would mean "no pins". While it cannot be
 * read nothing is written over it: it is mended by others, or set aside by the person's own step, which can be undone.
 */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, watch, type FSWatcher } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { PolicyRefusal, UnreadablePolicy } from '../../common/ipc/state.ts';
import { emptyPolicy, type Policy, type PolicyProblem } from '../../common/pinning/policy.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readPolicyText, writePolicyText, type EarlierText, type PolicyText } from './policy-file.ts';
import { isThere, nameAside, replaceFile } from './replace-file.ts';

export type PolicyFileEvent =
  /** `before` is null when no policy could be read until now. */
  | { readonly kind: 'changed'; readonly before: Policy | null; readonly after: Policy }
  /** The policy in force stays. */
  | { readonly kind: 'unreadable'; readonly problems: readonly PolicyProblem[] };

export type SaveResult = Result<{ readonly revision: number }, PolicyRefusal>;

/** `movedTo`: where the file is now; null: there was none any more. */
export type SetAsideResult = Result<{ readonly movedTo: string | null }, PolicyRefusal>;

interface Reading {
  /** Tells whether the file is another one than before: a hash of its bytes, `missing`, or the error's code. */
  readonly key: string;
  readonly content: Result<PolicyText | null, readonly PolicyProblem[]>;
}

const refuseEverything: Policy = { unpinnedHosts: 'refuse', pinSets: [] };

/** Editors write in several steps. Shorter would read halves, longer would leave a person waiting. */
const settleMs = 150;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const problem = (found: string, expected: string): readonly PolicyProblem[] => [
  { path: 'the file', found, expected },
];

const refusal = (
  code: PolicyRefusal['code'],
  problems: readonly PolicyProblem[] = [],
): Result<never, PolicyRefusal> => failure({ code, problems });

const unwritable = (error: unknown): Result<never, PolicyRefusal> =>
  refusal('refused', problem(codeOf(error), 'a file that can be written'));

const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const readPolicyFile = (path: string): Reading => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    // A link to nothing is a file that cannot be read, not one that was never made.
    const isMissing = codeOf(error) === 'ENOENT' && !isThere(path);
    if (isMissing) return { key: 'missing', content: success(null) };
    return { key: codeOf(error), content: failure(problem(codeOf(error), 'a file that can be read')) };
  }
  return { key: keyOf(bytes), content: readPolicyText(bytes) };
};

/** The file itself where `path` is a link to it: a link is written through, not replaced. */
const targetOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

export class PolicyStore {
  readonly path: string;
  #policy: Policy;
  #revision = 0;
  #problems: readonly PolicyProblem[] | null;
  #key: string;
  /** False until a policy could be read: what is in force then is a refusal of everything. */
  #isOwnPolicy: boolean;
  #earlier: EarlierText | null;
  /** What was set aside last, and the revision that has been in force since. */
  #aside: { readonly movedTo: string; readonly revision: number; readonly wasOwnPolicy: boolean } | null =
    null;
  readonly #listeners = new Set<(event: PolicyFileEvent) => void>();
  /** One at a time, so that a save and the look it causes never see half of each other. */
  #queue: Promise<unknown> = Promise.resolve();

  /** Reads the file; a missing one is the empty policy. */
  constructor(path: string) {
    this.path = path;
    const { key, content } = readPolicyFile(path);
    this.#key = key;
    this.#isOwnPolicy = content.ok;
    this.#policy = content.ok ? (content.value?.policy ?? emptyPolicy) : refuseEverything;
    this.#earlier = content.ok ? (content.value?.earlier ?? null) : null;
    this.#problems = content.ok ? null : content.error;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Grows whenever the policy in force is another one: whoever edits says which one they saw. */
  get revision(): number {
    return this.#revision;
  }

  /** What is wrong with the file; null when it was read. */
  get unreadable(): UnreadablePolicy | null {
    if (this.#problems === null) return null;
    return {
      problems: this.#problems,
      isGone: this.#key === 'missing',
      isEverythingRefused: !this.#isOwnPolicy,
    };
  }

  /**
   * Refused: a file that cannot be read (but one that is gone is written anew, from the policy in force), another
   * revision than the one in force, a policy that `parsePolicy` refuses, a file that others changed since (it is taken
   * over instead), a disk that cannot be written.
   */
  async save(policy: Policy, revision: number): Promise<SaveResult> {
    return this.#inTurn(() => this.#save(policy, revision));
  }

  /**
   * Moves the file that cannot be read to a name of its own and writes the policy in force in its place; where none was
   * read since the start, the empty one: then hosts are let through again. Refused (`stale`) where the file can be read.
   */
  async setAside(): Promise<SetAsideResult> {
    return this.#inTurn(() => this.#setAside());
  }

  /** Undoes the last `setAside`, as long as nothing was changed since. */
  async bringBack(): Promise<Result<null, PolicyRefusal>> {
    return this.#inTurn(() => this.#bringBack());
  }

  /** Tells the listener of edits by others, those since the last look included. Returns its undo. */
  watch(listener: (event: PolicyFileEvent) => void): () => void {
    this.#listeners.add(listener);
    let timer: NodeJS.Timeout | undefined;
    const look = (isSecondLook: boolean): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void this.#inTurn(() => {
          if (this.#look(isSecondLook) === 'look-again') look(true);
        });
      }, settleMs);
      timer.unref();
    };
    const watchers = watchFolders(this.path, () => {
      look(false);
    });
    look(false);
    return () => {
      this.#listeners.delete(listener);
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    };
  }

  async #inTurn<Value>(task: () => Value | Promise<Value>): Promise<Value> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** A file that cannot be read is looked at twice: an editor may be in the middle of writing it. */
  #look(isSecondLook: boolean): 'done' | 'look-again' {
    const reading = readPolicyFile(this.path);
    if (reading.key === this.#key) return 'done';
    const isReadable = reading.content.ok && reading.content.value !== null;
    if (!isReadable && !isSecondLook) return 'look-again';
    this.#take(reading);
    return 'done';
  }

  #take({ key, content }: Reading): void {
    this.#key = key;
    const found = content.ok ? content.value : null;
    if (found === null) {
      const gone = problem('nothing', 'the policy file; the policy in force stays');
      this.#problems = content.ok ? gone : content.error;
      this.#tell({ kind: 'unreadable', problems: this.#problems });
      return;
    }
    const before = this.#isOwnPolicy ? this.#policy : null;
    this.#putInForce(found);
    this.#tell({ kind: 'changed', before, after: found.policy });
  }

  #putInForce({ policy, earlier }: PolicyText): void {
    this.#policy = policy;
    this.#earlier = earlier;
    this.#problems = null;
    this.#isOwnPolicy = true;
    this.#revision += 1;
  }

  #tell(event: PolicyFileEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async #save(policy: Policy, revision: number): Promise<SaveResult> {
    const onDisk = readPolicyFile(this.path);
    if (onDisk.key !== this.#key && onDisk.key !== 'missing') {
      this.#take(onDisk);
      return refusal(this.#problems === null ? 'stale' : 'unreadable');
    }
    const isLost = this.#problems !== null && !(this.#isOwnPolicy && onDisk.key === 'missing');
    if (isLost) return refusal('unreadable');
    if (revision !== this.#revision) return refusal('stale');
    return this.#write(policy, null);
  }

  async #write(policy: Policy, aside: string | null): Promise<SaveResult> {
    const text = writePolicyText(policy, this.#earlier);
    const checked = readPolicyText(Buffer.from(text));
    if (!checked.ok) return refusal('refused', checked.error);
    try {
      await replaceFile(targetOf(this.path), text, aside);
    } catch (error) {
      return unwritable(error);
    }
    this.#key = keyOf(Buffer.from(text));
    this.#putInForce(checked.value);
    return success({ revision: this.#revision });
  }

  async #setAside(): Promise<SetAsideResult> {
    this.#look(true);
    if (this.#problems === null) return refusal('stale');
    const target = targetOf(this.path);
    const movedTo = isThere(target) ? nameAside(target, Date.now()) : null;
    const wasOwnPolicy = this.#isOwnPolicy;
    const written = await this.#write(wasOwnPolicy ? this.#policy : emptyPolicy, movedTo);
    if (!written.ok) return written;
    this.#aside = movedTo === null ? null : { movedTo, revision: this.#revision, wasOwnPolicy };
    return success({ movedTo });
  }

  async #bringBack(): Promise<Result<null, PolicyRefusal>> {
    const aside = this.#aside;
    this.#look(true);
    if (aside === null || this.#problems !== null || aside.revision !== this.#revision)
      return refusal('stale');
    try {
      await rename(aside.movedTo, targetOf(this.path));
    } catch (error) {
      return unwritable(error);
    }
    this.#aside = null;
    const { key, content } = readPolicyFile(this.path);
    this.#key = key;
    if (content.ok && content.value !== null) {
      // Mended where it lay.
      this.#putInForce(content.value);
      return success(null);
    }
    this.#problems = content.ok ? problem('nothing', 'the policy file') : content.error;
    this.#isOwnPolicy = aside.wasOwnPolicy;
    if (!aside.wasOwnPolicy) this.#policy = refuseEverything;
    this.#revision += 1;
    return success(null);
  }
}

/** Folders, not files: an editor that renames a new file into place would leave a watcher of the old one behind. */
const watchFolders = (path: string, onEvent: () => void): readonly FSWatcher[] => {
  return [...new Set([path, targetOf(path)])].flatMap((file) => {
    const [folder, name] = [dirname(file), basename(file)];
    try {
      const watcher = watch(folder, { persistent: false }, (_type, changed) => {
        if (changed === null || changed === name) onEvent();
      });
      // The folder went away: nothing more to hear from it; the policy in force stays.
      watcher.on('error', () => {
        watcher.close();
      });
      return [watcher];
    } catch {
      return [];
    }
  });
};

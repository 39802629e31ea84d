/**
 * The policy file: read whole or not at all, written atomically. A file that cannot be read at the start leaves nothing
 * in force, and nothing in force must not mean that everything passes: until it is mended, every host is refused.
 */
import { existsSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parsePolicy } from '../../common/pinning/parse-policy.ts';
import { type Policy, type PolicyProblem, emptyPolicy } from '../../common/pinning/policy.ts';
import { type Result, failure, success } from '../../common/result.ts';

const refuseEverything: Policy = { unpinnedHosts: 'refuse', pinSets: [] };

/** The file's own shape: defaults are left out, so that it stays as a person would write it. */
export const toPolicyFile = (policy: Policy): object => ({
  version: 1,
  unpinnedHosts: policy.unpinnedHosts,
  ...policy.extra,
  pinSets: policy.pinSets.map((set) => ({
    pattern: set.pattern,
    ...(set.mode === 'enforce' ? {} : { mode: set.mode }),
    ...(set.expires === null ? {} : { expires: set.expires }),
    pins: set.pins,
    ...(set.note === null ? {} : { note: set.note }),
    ...set.extra,
  })),
});

const read = (path: string): Result<Policy, readonly PolicyProblem[]> => {
  if (!existsSync(path)) return success(emptyPolicy);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return failure([
      { path: 'the file', found: error instanceof Error ? error.message : String(error), expected: 'JSON' },
    ]);
  }
  return parsePolicy(value);
};

export class PolicyStore {
  readonly path: string;
  #policy: Policy;
  #revision = 0;
  /** Set while the file on disk is one that could not be read. */
  #problems: readonly PolicyProblem[] | null;

  /** Reads the file; a missing one is the empty policy. */
  constructor(path: string) {
    this.path = path;
    const found = read(path);
    this.#policy = found.ok ? found.value : refuseEverything;
    this.#problems = found.ok ? null : found.error;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Grows with each save: whoever edits says which one they saw. */
  get revision(): number {
    return this.#revision;
  }

  /** What is wrong with the file; null when it was read. */
  get problems(): readonly PolicyProblem[] | null {
    return this.#problems;
  }

  /** Writes beside the file, then renames: a crash leaves the old one. A file that could not be read is kept as `….bad`. */
  async save(
    policy: Policy,
    revision: number,
  ): Promise<Result<{ readonly revision: number }, readonly PolicyProblem[]>> {
    if (revision !== this.#revision)
      return failure([
        { path: 'policy', found: 'a newer policy', expected: 'the one you edited: look at it again' },
      ]);
    const parsed = parsePolicy(toPolicyFile(policy));
    if (!parsed.ok) return parsed;
    if (this.#problems !== null) await rename(this.path, `${this.path}.bad`);
    const temporary = join(dirname(this.path), `.policy-${process.pid}.tmp`);
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(toPolicyFile(parsed.value), null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.path);
    this.#policy = parsed.value;
    this.#problems = null;
    this.#revision += 1;
    return success({ revision: this.#revision });
  }
}

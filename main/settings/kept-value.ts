/** A value in a file of its own in the data folder, for its owner only: read once at the start, written soon after each change. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface KeptValue<Value> {
  readonly read: () => Value;
  readonly save: (value: Value) => void;
  /** Writes what waits. */
  readonly flush: () => void;
}

export interface KeptValueOptions<Value> {
  readonly path: string;
  /** From the file's JSON; undefined: there is none that can be read. */
  readonly parse: (saved: unknown) => Value;
  /** It could not be written. */
  readonly onProblem: (error: unknown) => void;
}

const saveDelayMs = 300;

export function openKeptValue<Value>({ path, parse, onProblem }: KeptValueOptions<Value>): KeptValue<Value> {
  let value = parse(readJson(path));
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    try {
      writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      onProblem(error);
    }
  };
  return {
    read: () => value,
    save: (next) => {
      value = next;
      clearTimeout(timer);
      timer = setTimeout(flush, saveDelayMs);
    },
    flush,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

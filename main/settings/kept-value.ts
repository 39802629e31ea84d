/** A value in a file of its own in the data folder, for its owner only: read once at the start, written soon after each change. */
import { readFileSync } from 'node:fs';
import { lateSave } from '../files/late-save.ts';
import { writeWhole } from '../files/write-whole.ts';

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

export function openKeptValue<Value>({ path, parse, onProblem }: KeptValueOptions<Value>): KeptValue<Value> {
  let value = parse(readJson(path));
  const { soon, flush } = lateSave(() => {
    try {
      writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
    } catch (error) {
      onProblem(error);
    }
  });
  return {
    read: () => value,
    save: (next) => {
      value = next;
      soon();
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

/** The names that a person gave to clients, kept from watch to watch: a label for an address and program, which joins nothing. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const maximumNames = 1_000;

export class ClientNames {
  readonly #path: string;
  readonly #names: Map<string, string>;

  /** A file that cannot be read counts as none: names are a convenience. */
  constructor(path: string) {
    this.#path = path;
    this.#names = new Map(readNames(path));
  }

  get(key: string): string | null {
    return this.#names.get(key) ?? null;
  }

  /** An empty name takes it away. Throws what the file system throws. */
  set(key: string, name: string): void {
    this.#names.delete(key);
    if (name.trim() !== '') this.#names.set(key, name.trim());
    const [oldest] = this.#names.keys();
    if (this.#names.size > maximumNames && oldest !== undefined) this.#names.delete(oldest);
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    writeFileSync(this.#path, `${JSON.stringify(Object.fromEntries(this.#names), null, 2)}\n`, {
      mode: 0o600,
    });
  }
}

const readNames = (path: string): readonly (readonly [string, string])[] => {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Object.entries(read ?? {}).flatMap(([key, name]) =>
      typeof name === 'string' ? [[key, name] as const] : [],
    );
  } catch {
    return [];
  }
};

/** Keeps what was asked for most lately, up to a number of entries. */
export class LatestCache<Value> {
  readonly #maximum: number;
  /** A Map keeps the order of insertion: what is asked for is put back as the youngest. */
  readonly #entries = new Map<string, Value>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#maximum && oldest !== undefined) this.#entries.delete(oldest);
  }
}

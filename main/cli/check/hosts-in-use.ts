import { targetOf } from '../../network/connection-log.ts';

/** Who asks which host, so that its connections are ended by the last one: a redirect leads to hosts that others ask too. */
export class HostsInUse {
  readonly #users = new Map<string, number>();
  readonly #onUnused: (url: string) => Promise<void>;

  /** `onUnused` is told a URL of the host. */
  constructor(onUnused: (url: string) => Promise<void>) {
    this.#onUnused = onUnused;
  }

  async during<Value>(url: string, act: () => Promise<Value>): Promise<Value> {
    const { host } = targetOf(url);
    const count = (change: number): number => {
      const users = (this.#users.get(host) ?? 0) + change;
      this.#users.set(host, users);
      return users;
    };
    count(1);
    try {
      return await act();
    } finally {
      if (count(-1) === 0) await this.#onUnused(url);
    }
  }
}

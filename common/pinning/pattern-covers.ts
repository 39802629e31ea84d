/** Whether every host of one pattern is also a host of another: then all sets of the wider one apply to the narrower. */
import { matchesHost, selfAndParents, type HostPattern } from './host-pattern.ts';

export const patternCovers = (wider: HostPattern, narrower: HostPattern): boolean => {
  if (narrower.kind === 'exact') return matchesHost(wider, narrower.host);
  switch (wider.kind) {
    case 'exact':
      return false;
    case 'one-label':
      return narrower.kind === 'one-label' && narrower.host === wider.host;
    case 'any-depth':
      return narrower.host === wider.host || narrower.host.endsWith(`.${wider.host}`);
  }
};

/** Finds the items whose pattern covers one: only names above it are asked. */
export class CoverIndex<Item extends { readonly pattern: HostPattern }> {
  readonly #byName = new Map<string, Item[]>();

  constructor(items: readonly Item[]) {
    for (const item of items) {
      const present = this.#byName.get(item.pattern.host);
      if (present === undefined) this.#byName.set(item.pattern.host, [item]);
      else present.push(item);
    }
  }

  /** In no particular order; an item covers itself. */
  covering(pattern: HostPattern): readonly Item[] {
    const found: Item[] = [];
    for (const name of selfAndParents(pattern.host)) {
      for (const item of this.#byName.get(name) ?? [])
        if (patternCovers(item.pattern, pattern)) found.push(item);
    }
    return found;
  }
}

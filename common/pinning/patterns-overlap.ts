/** Whether some host exists that two patterns are both for: only then does one set change what another one decides. */
import { matchesHost, selfAndParents, type HostPattern } from './host-pattern.ts';

const isBelow = (host: string, parent: string): boolean => host.endsWith(`.${parent}`);

export const patternsOverlap = (one: HostPattern, other: HostPattern): boolean => {
  if (one.kind === 'exact') return matchesHost(other, one.host);
  if (other.kind === 'exact') return matchesHost(one, other.host);
  if (one.host === other.host) return true;
  if (one.kind === 'one-label' && other.kind === 'one-label') return false;
  if (one.kind === 'any-depth' && other.kind === 'any-depth') {
    return isBelow(one.host, other.host) || isBelow(other.host, one.host);
  }
  const [single, deep] = one.kind === 'one-label' ? [one, other] : [other, one];
  return isBelow(single.host, deep.host) || matchesHost(single, deep.host);
};

/** Finds, among many, the items whose pattern overlaps one: only names above it and below it are asked. */
export class OverlapIndex<Item extends { readonly pattern: HostPattern }> {
  readonly #at = new Map<string, Item[]>();
  readonly #atOrBelow = new Map<string, Item[]>();

  constructor(items: readonly Item[]) {
    const put = (index: Map<string, Item[]>, name: string, item: Item): void => {
      const present = index.get(name);
      if (present === undefined) index.set(name, [item]);
      else present.push(item);
    };
    for (const item of items) {
      put(this.#at, item.pattern.host, item);
      for (const name of selfAndParents(item.pattern.host)) put(this.#atOrBelow, name, item);
    }
  }

  some(pattern: HostPattern, isWanted: (item: Item) => boolean): boolean {
    const isFound = (items: readonly Item[] = []): boolean =>
      items.some((item) => patternsOverlap(pattern, item.pattern) && isWanted(item));
    if (isFound(this.#atOrBelow.get(pattern.host))) return true;
    for (const name of selfAndParents(pattern.host)) if (isFound(this.#at.get(name))) return true;
    return false;
  }
}

/**
 * Two watches of one app, say build 41 and build 42: what changed, host by host. Processes and addresses are others each
 * time, so a host is compared by the weakest conclusion any client came to: one that could be read outweighs one that was not.
 */
import type { Conclusion, WatchResult } from './watch-result.ts';
import { conclusionWords } from './watch-words.ts';

export interface WatchChange {
  readonly host: string;
  /** Null: it was not asked for. */
  readonly before: Conclusion | null;
  readonly after: Conclusion | null;
  /** It was pinned, and that can no longer be said. */
  readonly isWeaker: boolean;
  readonly sentence: string;
}

const weakestFirst: readonly Conclusion[] = [
  'not-pinned',
  'not-watched',
  'undecided',
  'ca-not-trusted',
  'ca-not-proven',
  'unknown-client',
  'not-repeated',
  'pinned',
];

/** Of the hosts of both, those that changed, the weaker ones first. */
export const compareWatches = (before: WatchResult, after: WatchResult): readonly WatchChange[] => {
  const [earlier, later] = [byHost(before), byHost(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((host) => changeOf(host, earlier.get(host) ?? null, later.get(host) ?? null))
    .filter((change) => change.before !== change.after)
    .sort(
      (one, other) => Number(other.isWeaker) - Number(one.isWeaker) || one.host.localeCompare(other.host),
    );
};

const byHost = ({ clients }: WatchResult): ReadonlyMap<string, Conclusion> => {
  const found = new Map<string, Conclusion>();
  for (const { host, conclusion } of clients.flatMap(({ hosts }) => hosts)) {
    const known = found.get(host);
    if (known === undefined || weakestFirst.indexOf(conclusion) < weakestFirst.indexOf(known))
      found.set(host, conclusion);
  }
  return found;
};

const changeOf = (host: string, before: Conclusion | null, after: Conclusion | null): WatchChange => ({
  host,
  before,
  after,
  isWeaker: before === 'pinned' && after !== 'pinned',
  sentence: wordChange(host, before, after),
});

const wordChange = (host: string, before: Conclusion | null, after: Conclusion | null): string => {
  if (before === 'pinned' && after === 'not-pinned') return `${host} was pinned and is not any more.`;
  if (before === 'not-pinned' && after === 'pinned') return `${host} was not pinned and is now.`;
  if (before === 'pinned' && after === null) return `${host} was pinned, and was not asked for this time.`;
  if (before === null) return `${host} is new: ${word(after)}.`;
  if (after === null) return `${host} was not asked for this time; before: ${word(before)}.`;
  return `${host}: before “${word(before)}”, now “${word(after)}”.`;
};

const word = (conclusion: Conclusion | null): string =>
  conclusion === null ? 'not asked for' : conclusionWords[conclusion];

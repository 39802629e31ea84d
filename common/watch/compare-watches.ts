/**
 * Two watches of one app, say build 41 and build 42: what changed, host by host. Processes and addresses are others each
 * time, so a host is compared by the most certain conclusion any client came to: read outweighs pinned, and both outweigh what
 * says nothing.
 */
import type { Conclusion, WatchResult } from './watch-result.ts';
import { conclusionWords } from './watch-words.ts';

export interface WatchChange {
  readonly host: string;
  /** Null: it was not asked for. */
  readonly before: Conclusion | null;
  readonly after: Conclusion | null;
  /** It was pinned, and could be read this time. */
  readonly isWeaker: boolean;
  /** It was pinned, and this time nobody can tell. */
  readonly isLost: boolean;
  readonly sentence: string;
}

const mostCertainFirst: readonly Conclusion[] = [
  'not-pinned',
  'pinned',
  'not-repeated',
  'ca-not-trusted',
  'ca-not-proven',
  'unknown-client',
  'not-watched',
  'undecided',
];

/** Of the hosts of both, those that changed, the weaker ones first. */
export const compareWatches = (before: WatchResult, after: WatchResult): readonly WatchChange[] => {
  const [earlier, later] = [byHost(before), byHost(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((host) => changeOf(host, earlier.get(host) ?? null, later.get(host) ?? null))
    .filter((change) => change.before !== change.after)
    .sort((one, other) => rank(one) - rank(other) || one.host.localeCompare(other.host));
};

const rank = ({ isWeaker, isLost }: WatchChange): number => (isWeaker ? 0 : isLost ? 1 : 2);

const byHost = ({ clients }: WatchResult): ReadonlyMap<string, Conclusion> => {
  const found = new Map<string, Conclusion>();
  for (const { host, conclusion } of clients.flatMap(({ hosts }) => hosts)) {
    const known = found.get(host);
    if (known === undefined || mostCertainFirst.indexOf(conclusion) < mostCertainFirst.indexOf(known))
      found.set(host, conclusion);
  }
  return found;
};

const changeOf = (host: string, before: Conclusion | null, after: Conclusion | null): WatchChange => ({
  host,
  before,
  after,
  isWeaker: before === 'pinned' && after === 'not-pinned',
  isLost: before === 'pinned' && after !== 'not-pinned',
  sentence: wordChange(host, before, after),
});

const wordChange = (host: string, before: Conclusion | null, after: Conclusion | null): string => {
  if (before === 'pinned' && after === 'not-pinned') return `${host} was pinned and is not any more.`;
  if (before === 'not-pinned' && after === 'pinned') return `${host} was not pinned and is now.`;
  if (before === 'pinned' && after === null) return `${host} was pinned, and was not asked for this time.`;
  if (before === 'pinned') return `${host} was pinned, and this time that cannot be said: ${word(after)}.`;
  if (before === null) return `${host} is new: ${word(after)}.`;
  if (after === null) return `${host} was not asked for this time; before: ${word(before)}.`;
  return `${host}: before “${word(before)}”, now “${word(after)}”.`;
};

const word = (conclusion: Conclusion | null): string =>
  conclusion === null ? 'not asked for' : conclusionWords[conclusion];

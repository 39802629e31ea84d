/**
 * Whether a host is judged otherwise than the last time. One that no longer comes to a certificate is `undecided`, which is
 * another verdict too: whoever cuts a host off must not go unnoticed. A host that a redirect no longer leads to has none now,
 * and its last one is kept for the next time.
 */
import type { RunHop } from './collection-run.ts';
import type { Action, Verdict } from '../pinning/verdict.ts';

export interface HostVerdict {
  readonly verdict: Verdict;
  readonly action: Action;
}

/** By `host:port`. */
export type HostVerdicts = Readonly<Record<string, HostVerdict>>;

const targetOf = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
};

/** Of several hops to one host the last counts. */
export const verdictsOf = (hops: readonly RunHop[]): HostVerdicts =>
  Object.fromEntries(
    hops.flatMap((hop) =>
      hop.verdict !== null && hop.action !== null
        ? [[targetOf(hop.url), { verdict: hop.verdict, action: hop.action }]]
        : [],
    ),
  );

const inWords = ({ verdict, action }: HostVerdict): string => `${verdict}, ${action}`;

/** A sentence for each host whose verdict or action is another one. */
export const verdictChanges = (before: HostVerdicts, after: HostVerdicts): readonly string[] =>
  Object.entries(after).flatMap(([target, now]) => {
    const then = before[target];
    return then === undefined || (then.verdict === now.verdict && then.action === now.action)
      ? []
      : [`${target.replace(/:443$/, '')} was ${inWords(then)}; now it is ${inWords(now)}.`];
  });

/** A watch in words: each client, and under it a host a line with what was seen and what it means. */
import { type Expectation, outcomeOf } from '../../../common/watch/expectation.ts';
import type { Conclusion, WatchResult } from '../../../common/watch/watch-result.ts';
import { conclusionWords, verdictWords, wordClient, wordHost } from '../../../common/watch/watch-words.ts';
import { harmless } from '../harmless.ts';
import { type Paint } from '../paint.ts';

export const watchWords = (
  { clients, unseenHosts }: WatchResult,
  controlHost: string | null,
  expectation: Expectation,
  paint: Paint,
  at: number,
): string => {
  const blocks = clients.map((client) => {
    const lines = client.hosts.map((host) => {
      const { sentence, advice } = wordHost(client, host, controlHost);
      const outcome = outcomeOf(expectation, host, at);
      const mark =
        outcome === 'passed'
          ? paint.good('passed')
          : outcome === 'failed'
            ? paint.bad('failed')
            : outcome === 'error'
              ? paint.doubtful('not judged')
              : paint.faint('noted');
      const role = host.isControl ? ' (control host)' : '';
      return [
        `  ${mark}  ${paint.bold(harmless(host.host))}${role}: ${painted(host.conclusion, paint)}, ${verdictWords[host.verdict]}\n`,
        `      ${harmless(sentence)}\n`,
        advice === null ? '' : `      ${harmless(advice)}\n`,
        host.conclusion === 'ca-not-proven' && client.hasTrustingSibling
          ? '      --group-by program takes all of one program as one client.\n'
          : '',
      ].join('');
    });
    return `${paint.bold(harmless(wordClient(client)))}\n${lines.join('')}`;
  });
  const unseen = unseenHosts.map((host) => `${paint.doubtful('no traffic')}  ${harmless(host)}\n`);
  if (clients.some(({ hosts }) => hosts.some((host) => outcomeOf(expectation, host, at) === 'noted')))
    blocks.push('noted: nothing was expected of it. --expect names the hosts that must be pinned.\n');
  if (clients.length === 0)
    blocks.unshift('Nobody came. Check that the client is set to use this proxy, and can reach it.\n');
  return [...blocks, unseen.join('')].filter((block) => block !== '').join('\n');
};

const painted = (conclusion: Conclusion, paint: Paint): string => {
  const word = conclusionWords[conclusion];
  if (conclusion === 'pinned') return paint.good(word);
  return conclusion === 'not-pinned' ? paint.bad(word) : paint.doubtful(word);
};

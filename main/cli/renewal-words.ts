/** The answer to a renewal for people: a block for each host, the deciding set and pin named. */
import type { HostRenewal, RenewalOutcome } from '../../common/pinning/renewal.ts';
import { harmless } from './harmless.ts';
import { type Paint } from './paint.ts';

const outcomeWords: Readonly<Record<HostRenewal['outcome'], string>> = {
  holds: 'holds',
  breaks: 'breaks',
  'cannot-tell': 'cannot tell',
  unpinned: 'not pinned',
};

const painted = (outcome: HostRenewal['outcome'], paint: Paint): string => {
  const word = outcomeWords[outcome];
  if (outcome === 'holds') return paint.good(word);
  return outcome === 'breaks' ? paint.bad(word) : paint.doubtful(word);
};

const mark = (outcome: RenewalOutcome, paint: Paint): string =>
  outcome === 'holds' ? paint.good('●') : outcome === 'breaks' ? paint.bad('×') : paint.doubtful('?');

/** `wildcards`: patterns that stand for more hosts than were asked about. */
export const renewalWords = (
  answers: readonly HostRenewal[],
  wildcards: readonly string[],
  paint: Paint,
): string => {
  const blocks = answers.map(({ host, outcome, sentence, advice, sets, notInForce, notes }) =>
    [
      `${paint.bold(harmless(host))}: ${painted(outcome, paint)}\n`,
      `  ${harmless(sentence)}\n`,
      outcome === 'holds' ? '' : `  ${harmless(advice)}\n`,
      ...sets.map(
        ({ pattern, mode, outcome: ofSet, sentence: why, endNote }) =>
          `\n  ${mark(ofSet, paint)} ${harmless(pattern)}${mode === 'report-only' ? ' (report-only)' : ''}\n` +
          `    ${harmless(why)}\n${endNote === null ? '' : `    ${harmless(endNote)}\n`}`,
      ),
      ...notInForce.map(({ pattern, why }) => `\n  ${harmless(pattern)} does not count: ${why}.\n`),
      notes.length === 0 ? '' : `\n${notes.map((note) => `  ${harmless(note)}\n`).join('')}`,
    ].join(''),
  );
  const named =
    wildcards.length === 0
      ? ''
      : `\nNot asked about: further hosts of ${wildcards.map(harmless).join(', ')}. Name them with --host.\n`;
  return `${blocks.join('\n')}${named}`;
};
